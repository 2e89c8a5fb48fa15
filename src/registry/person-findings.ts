import type { FindingRow } from "../validation/finding-row.ts";

/** The sender's own number on two of its own patients: of another sender's patients it is told nothing (decision D8). */
export const IDENTIFIER_REUSED: FindingRow = {
  ruleId: "REG-IDENTIFIER-REUSED",
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "3",
  text: "This site sent the same PID-3 for another patient, with another name and birth date; both are kept apart. Correct the number of the wrong one.",
  effect: "keep",
  source: "CDC guide R1.5, PID-3; decision D8",
};
