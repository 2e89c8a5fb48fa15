import type { FindingRow } from "../validation/finding-row.ts";

/** The sender's own number on two of its own patients: of another sender's patients it is told nothing (decision D8). */
export const IDENTIFIER_REUSED: FindingRow = {
  ruleId: "REG-IDENTIFIER-REUSED",
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "3",
  text: "This organization sent the same PID-3 for another patient, with another name and birth date; both are kept apart. Correct the number of the wrong one.",
  effect: "keep",
  source: "CDC guide R1.5, PID-3; decision D8",
};

/** Both days stand in the sender's own messages. */
export const CHILD_OLDER_THAN_MOTHER: FindingRow = {
  ruleId: "REG-MOTHER-AGE",
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "1",
  text: "The patient's birth date (PID-7) is before, or less than 10 years after, the mother's (NK1-16). Correct the wrong one.",
  effect: "keep",
  source: "HL7 v2.5.1 ch. 3, NK1-16; decision D8",
};

/** One of the days was reported by another organization: no answer tells it. */
export const MOTHER_CONTRADICTED: FindingRow = {
  ...CHILD_OLDER_THAN_MOTHER,
  ruleId: "REG-MOTHER-AGE-ELSEWHERE",
  text: "The patient's birth date (PID-7) and the mother's (NK1-16), one of them reported by another organization, do not fit.",
  effect: "staff",
};
