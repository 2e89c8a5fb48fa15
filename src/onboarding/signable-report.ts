import { byLetter, type Letter } from "../review/measures.ts";
import type { ReviewReport } from "../review/report/report.ts";
import type { RuleStanding, SignableReport } from "./review-report-port.ts";

/** What the store knows of a report that it froze. */
export interface FrozenReport {
  readonly report: ReviewReport;
  readonly snapshotId: string;
  /** `sha256:…` of the canonical JSON. */
  readonly digest: string;
}

function standingOf(report: ReviewReport, letter: Letter): RuleStanding {
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
  return {
    snapshotId,
    digest,
    sufficient: report.evidence.sufficient,
    rules: byLetter((letter) => standingOf(report, letter)),
    openIncidents,
    gates: report.gates.map(({ id, title, passed, satisfiedBy }) => ({ id, title, passed, satisfiedBy })),
  };
}
