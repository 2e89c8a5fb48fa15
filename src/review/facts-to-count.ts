import type { Segment } from "../hl7/message.ts";
import { fieldAt, firstSegment, leafAt, valueAt } from "../hl7/value-at.ts";
import { informationSource } from "../immunization/profiles/predicates.ts";
import { quotable } from "../validation/quotable.ts";
import { daysBetween, FILL_IN_DAYS } from "./days.ts";
import { addressesOf } from "./rules/address-and-phone.ts";
import { eligibilityOf, isEligibilityAsked, observationsOf, VFC_AGE_YEARS_MAX } from "./rules/eligibility.ts";
import { daysAhead } from "./rules/future-dates.ts";
import { ethnicityClass, raceClass } from "./rules/race-and-ethnicity.ts";
import { reasonsOf } from "./rules/refusals.ts";
import { protectionOf } from "./rules/protection.ts";
import { HOMELESS } from "./junk/junk-rows.ts";
import { normalized } from "./junk/junk-lists.ts";
import { valueShape } from "./value-shape.ts";
import type { ReviewDose, ReviewSubject } from "./subject.ts";

/** Near duplicates in one message: the same group so many days apart, under another order. */
const NEAR_DAYS_MAX = 3;
const EPOCH = "19700101";

const OTHER_TEXT = "(other text)";

/** A code as it may be counted and shown; free text is counted as such. */
function shown(code: string): string {
  const clean = quotable(code);
  return code === "" ? "(empty)" : clean === code ? code : OTHER_TEXT;
}

/** `code|field|system|code|class`: one line of "codes received". */
function received(field: string, system: string, code: string, about: string): string {
  return `code|${field}|${system.replaceAll("|", " ")}|${shown(code)}|${about}`;
}

/**
 * A code of the patient's own segments. Codes of theirs hold digits or are short; a word is text, and where an EHR sends its
 * fields one place off it is a name.
 */
function receivedOfPatient(field: string, system: string, code: string): string {
  const isWord = /^\p{L}{4,}$/u.test(code);
  return isWord ? `code|${field}|${system}|${OTHER_TEXT}|patient` : received(field, system, code, "patient");
}

/** What is counted of a message beside its outcomes. */
export function countsOfMessage({ header, doses, input }: ReviewSubject): readonly string[] {
  if (input.outcome !== "processed") return [];
  const counts = [
    `site|${shown(valueAt(header, 4))}`,
    received("MSH-3", "", valueAt(header, 3), "message"),
    received("MSH-22", "", valueAt(header, 22, 10) || valueAt(header, 22), "message"),
  ];
  return [...counts, ...duplicatesWithin(doses)];
}

function duplicatesWithin(doses: readonly ReviewDose[]): readonly string[] {
  const counts: string[] = [];
  const kept = doses.filter(
    (dose) => dose.day !== "" && (dose.class === "administered" || dose.class === "historical"),
  );
  const orders = kept
    .map(({ orc }) => (orc === undefined ? "" : valueAt(orc, 3)))
    .filter((id) => id !== "" && id !== "9999");
  if (new Set(orders).size < orders.length) counts.push("duplicate|order number");
  return [...counts, ...nearDuplicates(kept)];
}

/** The same group under two orders: on one day in two classes, or a few days apart. Each is counted once a message. */
function nearDuplicates(kept: readonly ReviewDose[]): readonly string[] {
  const found = new Set<string>();
  const dated = kept
    .map((dose) => ({ dose, dayNumber: daysBetween(EPOCH, dose.day) }))
    .toSorted((a, b) => a.dayNumber - b.dayNumber);
  for (const [index, one] of dated.entries()) {
    for (let next = index + 1; next < dated.length && found.size < 2; next += 1) {
      const other = dated[next];
      const days = other === undefined ? Infinity : other.dayNumber - one.dayNumber;
      if (other === undefined || days > NEAR_DAYS_MAX) break;
      const name = days > 0 ? "duplicate|near" : "duplicate|twin";
      if (found.has(name) || (days === 0 && one.dose.class === other.dose.class)) continue;
      if (sharesGroup(one.dose, other.dose)) found.add(name);
    }
  }
  return [...found];
}

function sharesGroup({ vaccine: a }: ReviewDose, { vaccine: b }: ReviewDose): boolean {
  return a?.groups.some((group) => b?.groups.includes(group)) === true;
}

/** What is counted of a patient. */
export function countsOfPatient(subject: ReviewSubject): readonly string[] {
  const { patient, message, birthDay } = subject;
  if (patient === undefined) return [];
  const pd1 = firstSegment(message, "PD1");
  const coded = (field: number): readonly string[] =>
    fieldAt(patient, field)
      .map((repetition) => leafAt(repetition, 1))
      .filter((code) => code !== "");
  const isHomeless = addressesOf(patient).some(({ street }) => HOMELESS.test(normalized(street)));
  return [
    `race|${raceClass(subject)}`,
    `ethnicity|${ethnicityClass(subject)}`,
    ...coded(10).map((code) => receivedOfPatient("PID-10", "CDCREC", code)),
    ...coded(22).map((code) => receivedOfPatient("PID-22", "CDCREC", code)),
    receivedOfPatient("PID-8", "HL70001", valueAt(patient, 8)),
    receivedOfPatient("PID-15", "", valueAt(patient, 15)),
    receivedOfPatient("PD1-12", "HL70136", protectionOf(subject)),
    ...(pd1 === undefined
      ? ["finding|RV-H04"]
      : [
          receivedOfPatient("PD1-11", "HL70215", valueAt(pd1, 11)),
          receivedOfPatient("PD1-16", "HL70441", valueAt(pd1, 16)),
        ]),
    ...(isHomeless ? ["homeless"] : []),
    ...(birthDay === "" ? [] : [`day|birth|${dayOfMonth(birthDay)}`]),
  ];
}

function dayOfMonth(day: string): string {
  const last = day.slice(6, 8);
  return FILL_IN_DAYS.has(last) ? last : "other";
}

/** What is counted of a dose. */
export function countsOfDose(dose: ReviewDose, subject: ReviewSubject): readonly string[] {
  const { rxa, class: kind } = dose;
  const codes = dose.codes.map(({ code: sent, system, meaning }) =>
    meaning.kind === "known"
      ? `code|RXA-5|${system ?? ""}|${sent}|${kind}`
      : received("RXA-5", system ?? "", sent, kind),
  );
  const common = [
    ...codes,
    received("RXA-9", "NIP001", informationSource(rxa)?.code ?? "", kind),
    received("RXA-20", "HL70322", valueAt(rxa, 20), kind),
    received("RXA-21", "HL70206", valueAt(rxa, 21), kind),
  ];
  if (kind === "historical") {
    return [
      ...common,
      ...(dose.vaccine?.unspecified === true ? ["unspecified"] : []),
      ...(dose.day === "" ? [] : [`day|historical|${dayOfMonth(dose.day)}`]),
      ...aheadOf(dose, subject),
    ];
  }
  if (kind === "refused") {
    return [
      ...common,
      ...reasonsOf(dose).map((code) => received("RXA-18", "NIP002", code, kind)),
      ...aheadOf(dose, subject),
    ];
  }
  return kind === "administered"
    ? [...common, ...givenCounts(dose, subject), ...aheadOf(dose, subject)]
    : [...common, ...aheadOf(dose, subject)];
}

function aheadOf(dose: ReviewDose, subject: ReviewSubject): readonly string[] {
  const days = daysAhead(dose, subject);
  return days === 0 ? [] : [`ahead|${Math.min(days, 99)}`];
}

function givenCounts(dose: ReviewDose, subject: ReviewSubject): readonly string[] {
  const { rxa, group } = dose;
  const { digest } = subject.setting;
  const rxr = group.find(({ name }) => name === "RXR");
  const cvx = dose.vaccine?.code ?? "";
  const [mvx, lot] = [valueAt(rxa, 17), valueAt(rxa, 15)];
  const provider = valueAt(rxa, 10) || valueAt(rxa, 10, 2);
  const isChild =
    dose.ageYears !== undefined && dose.ageYears <= VFC_AGE_YEARS_MAX && isEligibilityAsked(dose);
  return [
    received("RXA-17", "MVX", mvx, "administered"),
    received("RXA-6", "", valueAt(rxa, 6), "administered"),
    received("RXA-11.4", "", valueAt(rxa, 11, 4), "administered"),
    ...(rxr === undefined ? [] : [administration(rxr, 1, "RXR-1"), administration(rxr, 2, "RXR-2")]),
    received("OBX 64994-7", "HL70064", eligibilityOf(dose), "administered"),
    ...observationsOf(dose, "30963-3").map((obx) =>
      received("OBX 30963-3", "", valueAt(obx, 5), "administered"),
    ),
    ...(isChild ? [`child|${shown(eligibilityOf(dose))}|${shown(dose.site)}`] : []),
    ...(lot === ""
      ? []
      : [
          `lot|${digest("review-lot", normalized(lot)).slice(0, 12)}|${cvx}|${shown(mvx)}`,
          `lot form|${shown(mvx)}|${valueShape(lot)}`,
        ]),
    ...(provider === "" ? [] : [`provider|${digest("review-provider", provider).slice(0, 12)}`]),
  ];
}

function administration(segment: Segment, field: number, name: string): string {
  const system = valueAt(segment, field, 3).slice(0, 10);
  return received(name, system && shown(system), valueAt(segment, field), "administered");
}
