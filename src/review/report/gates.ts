import { minnesotaBusinessDays } from "../../kernel/business-days.ts";
import { addDays, dayInZone, isDateOnly } from "../../kernel/dates.ts";
import { CELL } from "../contribution-cells.ts";
import { countAt, countsUnder, shareOf } from "./cell-reader.ts";
import { queryDaysOf, trafficDaysOf, waiverOf } from "./evidence.ts";
import type { ReportInput } from "./report-input.ts";
import type { CapabilityReport, GateReport } from "./report.ts";

interface GateRow {
  readonly id: string;
  readonly title: string;
  /** What would satisfy it, as a sentence. */
  readonly satisfiedBy: string;
  readonly source: string;
  readonly decide: (input: ReportInput) => GateFinding;
}

type GateFinding = Pick<GateReport, "passed" | "measured">;

function percent(share: number | null): string {
  return share === null ? "nothing" : `${(share * 100).toFixed(1)} %`;
}

/** Capabilities: the organization's traffic shows them, or a scripted message did, or staff let them be. */
export function capabilitiesOf(input: ReportInput): readonly CapabilityReport[] {
  const { acts, nowMs, tally } = input;
  const { total } = tally;
  const stateOf = (seen: number, letter?: "g" | "h"): CapabilityReport["state"] => {
    if (seen > 0) return "observed";
    if (letter === undefined) return "missing";
    if (acts.attestations.some((act) => act.letter === letter)) return "attested";
    return waiverOf(acts, letter, nowMs) === null ? "missing" : "waived";
  };
  if (input.organization.profile.queryOnly)
    return [{ id: "query", required: true, state: stateOf(countAt(total, CELL.queryEvidence)) }];
  return [
    { id: "update", required: true, state: stateOf(countAt(total, CELL.processed)) },
    { id: "refusal", required: true, state: stateOf(countAt(total, CELL.outcome("g", "passed")), "g") },
    {
      id: "protection",
      required: true,
      state: stateOf(countAt(total, "code|PD1-12|HL70136|Y|patient"), "h"),
    },
    { id: "delete", required: false, state: stateOf(countAt(total, CELL.class("deleted"))) },
  ];
}

function decideCapabilities(input: ReportInput): GateFinding {
  const missing = capabilitiesOf(input).filter(({ required, state }) => required && state === "missing");
  return {
    passed: missing.length === 0,
    measured: missing.length === 0 ? "all shown" : `not shown: ${missing.map(({ id }) => id).join(", ")}`,
  };
}

/** Business days of the window that are over. */
function pastBusinessDays({ window, nowMs }: ReportInput): number {
  const today = dayInZone(nowMs);
  if (!isDateOnly(window.from) || !isDateOnly(window.to)) return 0;
  const end = window.to < today ? window.to : addDays(today, -1);
  return end < window.from ? 0 : minnesotaBusinessDays.count(addDays(window.from, -1), end);
}

function decideVolume(input: ReportInput): GateFinding {
  const { configuration, acts, nowMs, tally } = input;
  const { expectedMessagesPerDay: expected, gates } = configuration;
  if (waiverOf(acts, "evidence", nowMs) !== null)
    return { passed: true, measured: "waived with the evidence" };
  if (expected === undefined || expected <= 0)
    return { passed: true, measured: "the plan announces no volume" };
  const days = pastBusinessDays(input);
  const perDay = shareOf(countAt(tally.total, CELL.messages), days);
  const least = gates.volumeShareMin * expected;
  return {
    passed: perDay !== null && perDay >= least && perDay <= gates.volumeShareMax * expected,
    measured: `${perDay === null ? "no" : perDay.toFixed(1)} messages a business day of ${expected} announced`,
  };
}

/** Causes that failures had and that the last traffic days do not show any more: somebody reads the answers. */
function decideCorrections(input: ReportInput): GateFinding {
  const { acts, configuration, hasMonitoringPlan, tally } = input;
  const faulty = countAt(tally.total, CELL.ack("AE")) + countAt(tally.total, CELL.ack("AR"));
  const recentFrom = trafficDaysOf(tally).at(-configuration.cleanTrafficDays) ?? "";
  const causesOf = (isRecent: boolean): ReadonlySet<string> =>
    new Set(
      tally.days
        .filter(({ day }) => day >= recentFrom === isRecent)
        .flatMap(({ cells }) => countsUnder(cells, "cause").map(({ parts }) => parts.join("|"))),
    );
  const recent = causesOf(true);
  const older = [...causesOf(false)];
  const gone = older.filter((cause) => !recent.has(cause)).length;
  if (faulty === 0 && older.length + recent.size === 0)
    return { passed: true, measured: "nothing was to be corrected" };
  if (gone > 0) return { passed: true, measured: `${gone} of ${older.length} causes are gone` };
  if (acts.markers.length > 0) return { passed: true, measured: "a fix was recorded" };
  if (hasMonitoringPlan === true) return { passed: true, measured: "a monitoring plan is agreed" };
  return { passed: false, measured: `${older.length + recent.size} causes, none is gone` };
}

function decideAnswers({ configuration, tally }: ReportInput): GateFinding {
  const [aa, ae, ar] = (["AA", "AE", "AR"] as const).map((code) => countAt(tally.total, CELL.ack(code)));
  const all = (aa ?? 0) + (ae ?? 0) + (ar ?? 0);
  const [aeShare, arShare] = [shareOf(ae ?? 0, all), shareOf(ar ?? 0, all)];
  const { aeShareMax, arShareMax } = configuration.gates;
  return {
    passed: aeShare !== null && arShare !== null && aeShare <= aeShareMax && arShare <= arShareMax,
    measured:
      all === 0 ? "no answer yet" : `${percent(aeShare)} AE, ${percent(arShare)} AR of ${all} answers`,
  };
}

const SUBMIT_GATES: readonly GateRow[] = [
  {
    id: "capabilities",
    title: "Updates, a refusal and a protected patient were shown",
    satisfiedBy:
      'Let the organization send a refusal (RXA-20 RE) and a protected patient (PD1-12 Y), or "review attest" rule g or h after a scripted message.',
    source: "review rules, section 4.7; transition 8",
    decide: decideCapabilities,
  },
  {
    id: "volume",
    title: "The volume is near what the plan announced",
    satisfiedBy:
      'Compare the volume with the plan: let missing sites send, correct the plan\'s volumes, or "review waive --rule evidence" with a reason.',
    source: "review rules, section 4.2; transition 14",
    decide: decideVolume,
  },
  {
    id: "corrections",
    title: "Answers are read: what they told of was corrected",
    satisfiedBy:
      'Let the organization correct what its answers tell of; record a fix with "review mark", or agree on a monitoring plan.',
    source:
      "MDH onboarding guide: monitoring of submissions and response messages; review rules, section 4.2",
    decide: decideCorrections,
  },
  {
    id: "answers",
    title: "Few answers are AE or AR",
    satisfiedBy: "Let the organization fix the causes of AE and AR; the report lists them.",
    source: "review rules, section 4.2",
    decide: decideAnswers,
  },
];

function queryShare({ tally }: ReportInput, kinds: readonly string[]): number | null {
  const part = kinds.reduce((sum, kind) => sum + countAt(tally.total, CELL.queryAnswer(kind)), 0);
  return shareOf(part, countAt(tally.total, CELL.queryEvidence));
}

function atMost(share: number | null, most: number, what: string): GateFinding {
  return {
    passed: share !== null && share <= most,
    measured: `${percent(share)} ${what}; ${percent(most)} at most`,
  };
}

const QUERY_SOURCE = "gateway decision D25";

const QUERY_GATES: readonly GateRow[] = [
  {
    id: "capabilities",
    title: "Queries were shown",
    satisfiedBy: "Let the organization send a query (QBP^Q11).",
    source: QUERY_SOURCE,
    decide: decideCapabilities,
  },
  {
    id: "query-volume",
    title: "Enough queries on enough days",
    satisfiedBy: "Wait for more queries: 50 on 10 days are asked.",
    source: QUERY_SOURCE,
    decide: (input) => {
      const { queriesMin, queryDaysMin } = input.configuration.gates;
      const count = countAt(input.tally.total, CELL.queryEvidence);
      const days = queryDaysOf(input.tally).length;
      const isWaived = waiverOf(input.acts, "evidence", input.nowMs) !== null && count > 0;
      return {
        passed: isWaived || (count >= queriesMin && days >= queryDaysMin),
        measured: `${count} queries on ${days} days`,
      };
    },
  },
  {
    id: "query-format",
    title: "Queries can be run",
    satisfiedBy: "Let the organization correct the form of its queries; the answers name the place.",
    source: QUERY_SOURCE,
    decide: (input) => {
      const share = queryShare(input, ["unusable"]);
      const least = input.configuration.gates.queryFormatShareMin;
      return {
        passed: share !== null && 1 - share >= least,
        measured: `${percent(share === null ? null : 1 - share)} could be run; ${percent(least)} are asked`,
      };
    },
  },
  {
    id: "query-ae",
    title: "Few queries are answered AE or AR",
    satisfiedBy: "Let the organization correct what its answers tell of.",
    source: QUERY_SOURCE,
    decide: (input) => {
      const count = countAt(input.tally.total, CELL.queryEvidence);
      const faulty = ["AE", "AR"].reduce(
        (sum, code) => sum + countAt(input.tally.total, CELL.queryAck(code)),
        0,
      );
      return atMost(shareOf(faulty, count), input.configuration.gates.queryAeShareMax, "AE or AR");
    },
  },
  {
    id: "query-not-found",
    title: "Few queries find nobody",
    satisfiedBy: "Let the organization check which identifiers and demographics it sends in QPD.",
    source: QUERY_SOURCE,
    decide: (input) =>
      atMost(queryShare(input, ["not-found"]), input.configuration.gates.queryNotFoundShareMax, "NF"),
  },
  {
    id: "query-too-many",
    title: "Few queries find too many people",
    satisfiedBy:
      "Let the organization send more of the patient: birth date, sex, address, mother's maiden name.",
    source: QUERY_SOURCE,
    decide: (input) =>
      atMost(queryShare(input, ["too-many"]), input.configuration.gates.queryTooManyShareMax, "TM"),
  },
];

/** What signing asks for beside rules a to k; those of queries for an organization that only queries (decision D25). */
export function gatesOf(input: ReportInput): readonly GateReport[] {
  const rows = input.organization.profile.queryOnly ? QUERY_GATES : SUBMIT_GATES;
  return rows.map(({ id, title, satisfiedBy, source, decide }) => {
    const { passed, measured } = decide(input);
    // Counts that are still changing decide nothing.
    return { id, title, passed: passed && input.progress === undefined, measured, satisfiedBy, source };
  });
}
