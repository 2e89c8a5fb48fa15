import type { ReviewReport } from "../review/report/report.ts";
import { type RuleLetter, type RuleStanding, type SignableReport } from "./review-report-port.ts";

/** What the store knows of a report that it froze. */
export interface FrozenReport {
  readonly report: ReviewReport;
  readonly snapshotId: string;
  /** `sha256:…` of the canonical JSON. */
  readonly digest: string;
}

function standingOf(report: ReviewReport, letter: RuleLetter): RuleStanding {
  const { verdict, waiver } = report.rules[letter];
  return { verdict, waived: waiver !== null };
}

/**
 * A frozen report as guards and letters read it.
 *
 * @param openIncidents privacy incidents of the organization that are not closed
 */
export function signableReport(
  { report, snapshotId, digest }: FrozenReport,
  openIncidents: number,
): SignableReport {
  const of = (letter: RuleLetter): RuleStanding => standingOf(report, letter);
  return {
    snapshotId,
    digest,
    sufficient: report.evidence.sufficient,
    rules: {
      a: of("a"),
      b: of("b"),
      c: of("c"),
      d: of("d"),
      e: of("e"),
      f: of("f"),
      g: of("g"),
      h: of("h"),
      i: of("i"),
      j: of("j"),
      k: of("k"),
    },
    openIncidents,
    gates: report.gates.map(({ id, title, passed, satisfiedBy }) => ({ id, title, passed, satisfiedBy })),
  };
}
