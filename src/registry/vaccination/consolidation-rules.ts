import type { EventFlag } from "./vaccination-event.ts";
import type { VaccinationContent } from "./vaccination-report.ts";
import { statedFacts } from "./stated-facts.ts";
import { shareFamily, type VaccineMeant } from "./vaccine-meant.ts";

/** A living source record as the rules look at it. */
export interface RecordView {
  readonly id: string;
  readonly site: string;
  readonly content: VaccinationContent;
  readonly vaccine: VaccineMeant;
  /** Days since the epoch. */
  readonly dayNumber: number;
  /** When its content was first said. */
  readonly sinceMs: number;
}

export type ConsolidationRuleId =
  | "same-happening"
  | "other-kind"
  | "other-vaccine"
  | "same-site-again"
  | "two-lots"
  | "same-vaccine"
  | "history-of-given"
  | "same-day-both-given"
  | "near-date"
  | "near-date-both-given"
  | "otherwise";

/** One line of the rule table. */
export interface ConsolidationRule {
  readonly id: ConsolidationRuleId;
  readonly what: string;
  readonly source: string;
  readonly holds: (a: RecordView, b: RecordView) => boolean;
  readonly same: boolean;
  readonly flag?: EventFlag;
}

/** Most days between a given dose and a memory of it that are one happening. */
export const NEAR_DAYS_MAX = 10;
/** Most days between two given doses of one group that a person should look at. */
export const REVIEW_DAYS_MAX = 23;

/** Groups and products whose next dose may follow within `NEAR_DAYS_MAX`: there a near date is another dose. */
const SHORT_INTERVALS: readonly { readonly cvx: string; readonly source: string }[] = [
  { cvx: "90", source: "ACIP: rabies, days 0, 3, 7" },
  { cvx: "91", source: "ACIP: oral typhoid, every other day" },
  { cvx: "129", source: "ACIP: Japanese encephalitis, days 0, 7" },
  { cvx: "26", source: "WHO: oral cholera, a week apart" },
  { cvx: "222", source: "ACIP: tick-borne encephalitis, 14 days, given a week early in practice" },
  { cvx: "104", source: "ACIP: Twinrix accelerated, days 0, 7, 21" },
];

function isDose({ content }: RecordView): boolean {
  return content.kind === "given" || content.kind === "historical";
}

function isGiven({ content }: RecordView): boolean {
  return content.kind === "given";
}

function hasShortInterval({ vaccine }: RecordView): boolean {
  return SHORT_INTERVALS.some(({ cvx }) => vaccine.cvx === cvx || vaccine.groups.includes(cvx));
}

function hasOtherLots({ content: a }: RecordView, { content: b }: RecordView): boolean {
  return a.lot !== "" && b.lot !== "" && a.lot.toUpperCase() !== b.lot.toUpperCase();
}

function isSameDay(a: RecordView, b: RecordView): boolean {
  return a.dayNumber === b.dayNumber;
}

function isSameCode(
  { vaccine: a, content: ca }: RecordView,
  { vaccine: b, content: cb }: RecordView,
): boolean {
  if (a.cvx !== "" || b.cvx !== "") return a.cvx === b.cvx;
  return ca.vaccineCodes[0]?.code === cb.vaccineCodes[0]?.code;
}

function contains(whole: VaccineMeant, part: VaccineMeant): boolean {
  return part.groups.length > 0 && part.groups.every((group) => whole.groups.includes(group));
}

function namesGroupOf(one: VaccineMeant, other: VaccineMeant): boolean {
  return one.unspecified && contains(other, one);
}

function combines(one: VaccineMeant, other: VaccineMeant): boolean {
  return one.groups.length > other.groups.length && contains(one, other);
}

/** One names only the group of the other, or is a combination that holds the other and more. */
function includes({ vaccine: a }: RecordView, { vaccine: b }: RecordView): boolean {
  return namesGroupOf(a, b) || namesGroupOf(b, a) || combines(a, b) || combines(b, a);
}

function within(days: number, a: RecordView, b: RecordView): boolean {
  const apart = Math.abs(a.dayNumber - b.dayNumber);
  return apart >= 1 && apart <= days && !hasShortInterval(a) && !hasShortInterval(b);
}

/**
 * Whether two records are one vaccination: the first row that holds decides, the last always holds. Rows never look at who
 * asks or at anything but the two.
 *
 * Source: MIROW, Vaccination Level De-duplication in IIS (AIRA 2006) and CDC guide R1.5; where they leave a choice, the gateway
 * keeps every dose that may be a true one.
 */
export const CONSOLIDATION_RULES: readonly ConsolidationRule[] = [
  {
    id: "same-happening",
    what: "both refused, not given, or stating the same, on one day and about one vaccine",
    source: "CDC guide R1.5, RXA-20: events that are no doses",
    holds: (a, b) =>
      !isDose(a) &&
      a.content.kind === b.content.kind &&
      isSameDay(a, b) &&
      isSameCode(a, b) &&
      (a.content.kind !== "statement" || statedFacts(a.content) === statedFacts(b.content)),
    same: true,
  },
  {
    id: "other-kind",
    what: "at least one is no dose",
    source: "CDC guide R1.5, RXA-20: events that are no doses",
    holds: (a, b) => !isDose(a) || !isDose(b),
    same: false,
  },
  {
    id: "other-vaccine",
    what: "no vaccine group in common",
    source: "MIROW 2006: selection by vaccine group",
    holds: (a, b) => !shareFamily(a.vaccine, b.vaccine),
    same: false,
  },
  {
    id: "same-site-again",
    what: "one site, one day, one vaccine, no two lots: exported under a new number",
    source: "MIROW 2006: one provider, one record",
    holds: (a, b) => a.site === b.site && isSameDay(a, b) && isSameCode(a, b) && !hasOtherLots(a, b),
    same: true,
  },
  {
    id: "two-lots",
    what: "one day, two products, both given, from two lots",
    source: "MIROW 2006: different lots, most likely different",
    holds: (a, b) => isSameDay(a, b) && !isSameCode(a, b) && isGiven(a) && isGiven(b) && hasOtherLots(a, b),
    same: false,
    flag: "same-day-conflict",
  },
  {
    id: "same-vaccine",
    what: "one day; one vaccine, or one that names only the group of the other or is part of it",
    source: "MIROW 2006: same date, most likely the same",
    holds: (a, b) => isSameDay(a, b) && (isSameCode(a, b) || includes(a, b)),
    same: true,
  },
  {
    id: "history-of-given",
    what: "one day, two products of a group, at least one from history",
    source: "MIROW 2006: the administered record is the best",
    holds: (a, b) => isSameDay(a, b) && !(isGiven(a) && isGiven(b)),
    same: true,
  },
  {
    id: "same-day-both-given",
    what: "one day, two products of a group, both given",
    source: "Gateway: both may be true, so both are kept",
    holds: (a, b) => isSameDay(a, b),
    same: false,
    flag: "same-day-conflict",
  },
  {
    id: "near-date",
    what: "a few days apart, at least one from history, two sites, no two lots",
    source: "MIROW 2006: administered and historical with close dates",
    holds: (a, b) =>
      within(NEAR_DAYS_MAX, a, b) && !(isGiven(a) && isGiven(b)) && a.site !== b.site && !hasOtherLots(a, b),
    same: true,
    flag: "near-date",
  },
  {
    id: "near-date-both-given",
    what: "within the window of suspicion, both given, by two sites",
    source: "MIROW 2006: two providers, different; NIST window of 23 days",
    holds: (a, b) => within(REVIEW_DAYS_MAX, a, b) && isGiven(a) && isGiven(b) && a.site !== b.site,
    same: false,
    flag: "review",
  },
  {
    id: "otherwise",
    what: "anything else",
    source: "Gateway: kept apart unless a rule joins",
    holds: () => true,
    same: false,
  },
];

/** The rule that decides about two records; which one comes first does not matter. */
export function ruleFor(a: RecordView, b: RecordView): ConsolidationRule {
  const rule = CONSOLIDATION_RULES.find(({ holds }) => holds(a, b));
  if (rule === undefined) throw new RangeError("no rule of the table holds");
  return rule;
}
