import type { Finding } from "./finding.ts";

/** Most findings of one acknowledgment. */
export const FINDINGS_MAX = 100;

/**
 * The first findings, and one that says how many more there are. The order of `Validation` puts the gravest first, so the
 * one that is added is never graver than what is shown.
 */
export function limitFindings(findings: readonly Finding[], max: number = FINDINGS_MAX): readonly Finding[] {
  const left = findings.length - max;
  const next = findings[max];
  if (left <= 0 || next === undefined) return findings;
  return [
    ...findings.slice(0, max),
    {
      ruleId: "FINDINGS-MORE",
      severity: next.severity,
      errorCode: next.severity === "I" ? "0" : "999",
      text: `${left} more findings are not listed. Correct those that are and send the message again.`,
      effect: "keep",
    },
  ];
}
