import type { Finding, Severity } from "./finding.ts";

const RANK: Readonly<Record<Severity, number>> = { E: 0, W: 1, I: 2 };

/** E before W before I (decision D8); findings of one severity keep their order. */
export function orderFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
}
