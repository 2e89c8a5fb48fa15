import { canonicalJson } from "../canonical-json.ts";
import { CELL } from "../contribution-cells.ts";
import { byLetter, type Letter, LETTERS } from "../measures.ts";
import { countAt } from "./cell-reader.ts";
import { codesReceived } from "./codes-received.ts";
import { evidenceOf, waiverOf } from "./evidence.ts";
import { capabilitiesOf, gatesOf } from "./gates.ts";
import { progressText } from "./progress-text.ts";
import type { ReportInput } from "./report-input.ts";
import type { GateReport, ReviewReport, RuleReport, Verdict } from "./report.ts";
import { populationFindings, ruleReport } from "./rule-report.ts";
import { dayReports, duplicatesOf, siteReports, timelinessOf } from "./traffic.ts";

const ALLOWED: ReadonlySet<Verdict> = new Set(["PASS", "ATTESTED", "NOT_APPLICABLE"]);

const WORDS: readonly (readonly [Verdict, string])[] = [
  ["PASS", "pass"],
  ["ATTESTED", "attested"],
  ["NOT_APPLICABLE", "not applicable"],
  ["REVIEW", "to review"],
  ["FAIL", "fail"],
];

function isAllowed({ verdict, waiver }: RuleReport): boolean {
  return ALLOWED.has(verdict) || waiver !== null;
}

/** "8 of 11 pass, 2 to review (d, k), 1 fail (c)". */
function headlineOf(rules: Readonly<Record<Letter, RuleReport>>, gates: readonly GateReport[]): string {
  const open = gates.filter(({ passed }) => !passed).map(({ id }) => id);
  const gateWords =
    open.length === 0
      ? []
      : [`${open.length} ${open.length === 1 ? "gate" : "gates"} open (${open.join(", ")})`];
  const parts = WORDS.flatMap(([verdict, words]) => {
    const letters = LETTERS.filter((letter) => rules[letter].verdict === verdict);
    if (verdict === "PASS") return [`${letters.length} of ${LETTERS.length} rules pass`];
    return letters.length === 0 ? [] : [`${letters.length} ${words} (${letters.join(", ")})`];
  });
  return [...parts, ...gateWords].join(", ");
}

/**
 * Make the report of one window. Pure: the same input gives the same report. Nothing passes without evidence, and no rate is
 * made of nothing: without objects it is null.
 *
 * @see review rules, sections 0.3, 1.12 and 4.7
 */
export function buildReport(input: ReportInput): ReviewReport {
  const { organization, tally, configuration, acts, nowMs } = input;
  const evidence = evidenceOf(
    tally,
    configuration,
    waiverOf(acts, "evidence", nowMs) !== null,
    organization.profile.queryOnly,
  );
  const findings = populationFindings(input);
  const rules = byLetter((letter) => ruleReport(input, letter, evidence, findings));
  const { total } = tally;
  const { progress = null } = input;
  const gates = gatesOf(input);
  return {
    formatVersion: 1,
    org: organization.id,
    realm: input.realm,
    window: input.window,
    messages: countAt(total, CELL.messages),
    doses: countAt(total, CELL.doses),
    rules,
    generatedAt: new Date(nowMs).toISOString(),
    organization: {
      name: organization.name,
      sites: organization.sites.map(({ code }) => code),
      profile: organization.profile,
    },
    headline: progress === null ? headlineOf(rules, gates) : `not final: ${progressText(progress)}`,
    progress,
    capabilities: capabilitiesOf(input),
    gates,
    signable:
      progress === null &&
      gates.every(({ passed }) => passed) &&
      evidence.sufficient &&
      LETTERS.every((letter) => isAllowed(rules[letter])),
    evidence,
    apart: {
      queries: countAt(total, CELL.queries),
      otherTypes: countAt(total, CELL.otherTypes),
      otherProcessingIds: countAt(total, CELL.otherProcessingIds),
      unreadable: countAt(total, CELL.unreadable),
      refused: countAt(total, CELL.refused),
      rejected: countAt(total, CELL.rejected),
    },
    acks: {
      AA: countAt(total, CELL.ack("AA")),
      AE: countAt(total, CELL.ack("AE")),
      AR: countAt(total, CELL.ack("AR")),
    },
    days: dayReports(input),
    codesReceived: codesReceived(input),
    timeliness: timelinessOf(input),
    duplicates: duplicatesOf(input),
    sites: siteReports(input),
    fixMarkers: acts.markers.toSorted((a, b) => a.atMs - b.atMs),
    comparedWith: input.compared?.window ?? null,
    versions: {
      rules: input.versions.rules,
      codeTables: input.codes.version,
      windows: input.versions.windows,
      pd1_12: "Y=protect",
    },
    configuration,
  };
}

/** A report that a sign-off refers to: its canonical text and the hash of it. */
export interface ReportSnapshot {
  readonly json: string;
  readonly digest: string;
}

/**
 * Fix a report: the same report always gives the same text and hash, and no changed one does.
 *
 * @param hash SHA-256 of a text, in hex
 */
export function snapshotOf(report: ReviewReport, hash: (text: string) => string): ReportSnapshot {
  const json = canonicalJson(report);
  return { json, digest: `sha256:${hash(json)}` };
}

/** Whether a stored text is the one a sign-off refers to. */
export function isSnapshotIntact(snapshot: ReportSnapshot, hash: (text: string) => string): boolean {
  return snapshot.digest === `sha256:${hash(snapshot.json)}`;
}
