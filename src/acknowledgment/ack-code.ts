import type { Finding } from "../validation/finding.ts";

/** HL7 table 0008 in original mode; the commit codes CA, CE, CR are never sent (CDC guide R1.5, MSA-1). */
export type AckCode = "AA" | "AE" | "AR";

/** What decides MSA-1. */
export interface Outcome {
  readonly outcome: "rejected" | "refused" | "processed";
  /** E before W before I; bounded by whoever made them. */
  readonly findings: readonly Finding[];
  /** MSA-1 when the gravest finding is a warning. */
  readonly ackWarnings: "AA" | "AE";
}

/** MSA-1 by decision D8: rejected AR; any E, or any W, AE; I alone keeps AA. */
export function ackCodeOf({ outcome, findings, ackWarnings }: Outcome): AckCode {
  if (outcome === "rejected") return "AR";
  if (outcome === "refused" || findings.some((finding) => finding.severity === "E")) return "AE";
  return findings.some((finding) => finding.severity === "W") ? ackWarnings : "AA";
}
