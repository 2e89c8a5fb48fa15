import type { ApplicationErrorCode, ErrorCode } from "../validation/finding.ts";

/** HL7 table 0357, message error condition codes; 999 by the CDC guide's addendum of July 2015. */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, string>> = {
  "0": "Message accepted",
  "100": "Segment sequence error",
  "101": "Required field missing",
  "102": "Data type error",
  "103": "Table value not found",
  "200": "Unsupported message type",
  "201": "Unsupported event code",
  "202": "Unsupported processing ID",
  "203": "Unsupported version ID",
  "204": "Unknown key identifier",
  "205": "Duplicate key identifier",
  "206": "Application record locked",
  "207": "Application internal error",
  "999": "Application error",
};

/** HL7 table 0533, application error codes, as the CDC guide R1.5 fills it. */
export const APPLICATION_ERROR_TEXTS: Readonly<Record<ApplicationErrorCode, string>> = {
  "1": "Illogical Date error",
  "2": "Invalid Date",
  "3": "Illogical Value error",
  "4": "Invalid value",
  "5": "Table value not found",
  "6": "Required observation missing",
};
