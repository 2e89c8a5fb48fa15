import type { ApplicationErrorCode, ErrorCode } from "./finding.ts";

/** What can be wrong at one place of a profile. */
export type DefectKind =
  | "missing"
  | "forbidden"
  | "contradicts"
  | "repeated"
  | "number"
  | "date"
  | "form"
  | "length"
  | "format"
  | "value"
  | "code"
  | "outside"
  | "mapped"
  | "system";

interface KindRow {
  /** End of the rule id. */
  readonly suffix: string;
  readonly errorCode: ErrorCode;
  readonly applicationErrorCode?: ApplicationErrorCode;
  /** `{label}` is place and name, `{detail}` what the profile row adds, `{value}` the code as sent. */
  readonly problem: string;
  readonly fix: string;
  readonly example: string;
}

/** HL70357 and HL70533 by kind of defect: decisions D11 and D17, CDC guide R1.5 ERR-3 and ERR-5. */
export const DEFECT_KINDS: Readonly<Record<DefectKind, KindRow>> = {
  missing: {
    suffix: "MISSING",
    errorCode: "101",
    problem: "{label} is empty{detail}",
    fix: "Send a value.",
    example: "(empty)",
  },
  forbidden: {
    suffix: "NOT-SUPPORTED",
    errorCode: "0",
    problem: "{label} is not supported in this message",
    fix: "Leave it empty.",
    example: "X",
  },
  contradicts: {
    suffix: "CONTRADICTS",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "{label} is valued, which is right only when {detail}",
    fix: "Leave it empty, or correct what it depends on.",
    example: "a value where none belongs",
  },
  repeated: {
    suffix: "REPEATED",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "{label} repeats; at most {detail} allowed",
    fix: "Send one repetition.",
    example: "A~B",
  },
  number: {
    suffix: "NUMBER",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "{label} is not a number",
    fix: "Send digits only.",
    example: "A",
  },
  date: {
    suffix: "DATE",
    errorCode: "102",
    applicationErrorCode: "2",
    problem: "{label} is not a real date, or not precise enough",
    fix: "Send {detail}.",
    example: "20260230",
  },
  form: {
    suffix: "TIME-FORM",
    errorCode: "102",
    applicationErrorCode: "2",
    problem: "{label} is a real date, but not in the form {detail}",
    fix: "Send {detail}.",
    example: "2026011409",
  },
  length: {
    suffix: "LENGTH",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "{label} is longer than {detail} characters",
    fix: "Send a shorter value.",
    example: "(too long)",
  },
  format: {
    suffix: "FORMAT",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "{label} does not have the form of the guide",
    fix: "Send {detail}.",
    example: "?",
  },
  value: {
    suffix: "VALUE",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "{label} must be {detail}",
    fix: "Send that value.",
    example: "another value",
  },
  code: {
    suffix: "CODE",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "{label}: code {value} is not in table {detail}",
    fix: "Send a code of the table.",
    example: "ZZZ",
  },
  outside: {
    suffix: "OUTSIDE",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "{label}: code {value} is outside the guide's value set {detail}",
    fix: "Send a code of the guide's value set.",
    example: "a code that HL7 knows and the guide does not list",
  },
  mapped: {
    suffix: "MAPPED",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "{label}: code {value} is not the guide's code for what it means",
    fix: "Send the code of {detail}.",
    example: "a retired code",
  },
  system: {
    suffix: "SYSTEM",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "{label}: the coding system in component 3 does not hold this code",
    fix: "Send the coding system of {detail}.",
    example: "a code with L in component 3",
  },
};
