/** One ERR segment in the words of a list. */
export interface AnswerFinding {
  /** ERR-4: E, W or I. */
  readonly severity: string;
  /** ERR-2 as sent, `RXA^2^3`; empty: the whole message. */
  readonly location: string;
  /** ERR-3.1, HL7 table 0357. */
  readonly code: string;
  /** ERR-8, for people. */
  readonly text: string;
}

/** What a sender's program reads of an acknowledgment. */
export interface AnswerFacts {
  /** MSA-1. */
  readonly ackCode: string;
  /** MSA-2: the control id of the message that is answered. */
  readonly controlId: string;
  readonly findings: readonly AnswerFinding[];
}

/** Read an ACK by its delimiters, as a small client does: segments end with CR, fields are cut at bars. */
export function readAnswer(er7: string): AnswerFacts {
  const segments = er7.split("\r").map((segment) => segment.split("|"));
  const msa = segments.find(([name]) => name === "MSA") ?? [];
  return {
    ackCode: msa[1] ?? "",
    controlId: msa[2] ?? "",
    findings: segments
      .filter(([name]) => name === "ERR")
      .map((fields) => ({
        severity: fields[4] ?? "",
        location: fields[2] ?? "",
        code: fields[3]?.split("^")[0] ?? "",
        text: fields[8] ?? "",
      })),
  };
}
