/** One ERR of an acknowledgment, cut out by position as a small client does. */
export interface ReadError {
  /** ERR-2, `RXA^2^3`. */
  readonly location: string;
  /** ERR-3.1, HL7 table 0357. */
  readonly code: string;
  /** ERR-4. */
  readonly severity: string;
  /** ERR-5.1, HL7 table 0533; `""` when absent. */
  readonly application: string;
  /** ERR-7. */
  readonly ruleId: string;
  /** ERR-8. */
  readonly text: string;
}

/** An acknowledgment, cut at CR and bars. */
export interface ReadAck {
  /** MSH-9. */
  readonly type: string;
  /** MSH-11. */
  readonly processingId: string;
  /** MSA-1. */
  readonly code: string;
  /** MSA-2. */
  readonly controlId: string;
  readonly errors: readonly ReadError[];
}

/** Read an answer of the service. Throws when it is no acknowledgment. */
export function readAck(er7: string): ReadAck {
  const [msh = [], msa = [], ...rest] = er7.split("\r").map((segment) => segment.split("|"));
  if (msh[0] !== "MSH" || msa[0] !== "MSA" || rest.pop()?.join() !== "") throw new Error(`no ACK: ${er7}`);
  return {
    type: msh[8] ?? "",
    processingId: msh[10] ?? "",
    code: msa[1] ?? "",
    controlId: msa[2] ?? "",
    errors: rest.map((err) => ({
      location: err[2] ?? "",
      code: err[3]?.split("^")[0] ?? "",
      severity: err[4] ?? "",
      application: err[5]?.split("^")[0] ?? "",
      ruleId: err[7] ?? "",
      text: err[8] ?? "",
    })),
  };
}
