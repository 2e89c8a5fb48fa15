/** What a field may hold of social security numbers beyond what its text shows. */
export interface SsnField {
  /** The field is for a social security number by definition: every digit of it goes (class S2). */
  readonly dedicated?: true;
  /** Component that names the identifier type; `SS` there makes component 1 a social security number (class S1). */
  readonly typeComponent?: 5 | 13;
  /** A Medicare number before 2018 is one with a letter behind: in every value, or where the type is `MC` (class S6). */
  readonly medicare?: "always" | "typed";
}

const DEDICATED: SsnField = { dedicated: true };
const IDENTIFIER: SsnField = { typeComponent: 5 };
const IDENTIFIER_OR_MEDICARE: SsnField = { typeComponent: 5, medicare: "typed" };
const PERSON: SsnField = { typeComponent: 13 };

/**
 * By segment and field.
 *
 * @see HL7 v2.5.1 ch. 2A (CX, XCN), ch. 3 (PID, NK1, PD1, PV1), ch. 6 (GT1, IN1, IN2); CDC guide R1.5 QPD-3, RXA-10, ORC-10
 */
export const SSN_FIELDS: Readonly<Record<string, Readonly<Record<number, SsnField>>>> = {
  PID: {
    2: IDENTIFIER,
    3: IDENTIFIER_OR_MEDICARE,
    4: IDENTIFIER,
    18: IDENTIFIER,
    19: DEDICATED,
    21: IDENTIFIER,
  },
  PD1: { 4: PERSON },
  NK1: { 33: IDENTIFIER, 37: DEDICATED },
  PV1: { 7: PERSON, 8: PERSON, 9: PERSON, 17: PERSON, 19: IDENTIFIER },
  GT1: { 2: IDENTIFIER, 12: DEDICATED, 19: IDENTIFIER },
  IN1: { 36: { typeComponent: 5, medicare: "always" }, 49: IDENTIFIER_OR_MEDICARE },
  IN2: { 2: DEDICATED, 6: { medicare: "always" }, 61: IDENTIFIER_OR_MEDICARE },
  ORC: { 10: PERSON, 12: PERSON },
  RXA: { 10: PERSON },
  QPD: { 3: IDENTIFIER_OR_MEDICARE },
};

/**
 * What is never a social security number, whatever its shape: `code` CE.1 and CE.4 with their coding system · `postal-code`
 * XAD.5 · `phone` XTN.6 and .7 · `whole` the field.
 */
export type NoSsn = "code" | "postal-code" | "phone" | "whole";

/** By segment and field; OBX-5 is `code` when OBX-2 says so. */
export const NO_SSN_FIELDS: Readonly<Record<string, Readonly<Record<number, NoSsn>>>> = {
  MSH: { 1: "whole", 2: "whole" },
  PID: { 10: "code", 11: "postal-code", 13: "phone", 14: "phone", 22: "code" },
  PD1: { 11: "code" },
  NK1: { 3: "code", 4: "postal-code", 5: "phone", 6: "phone" },
  GT1: { 5: "postal-code", 6: "phone", 7: "phone" },
  IN1: { 2: "code", 5: "postal-code", 7: "phone", 19: "postal-code" },
  ORC: { 14: "phone", 17: "code", 22: "postal-code", 23: "phone", 24: "postal-code" },
  RXA: { 5: "code", 7: "code", 9: "code", 15: "whole", 17: "code", 18: "code" },
  RXR: { 1: "code", 2: "code" },
  OBX: { 3: "code", 6: "code", 17: "code" },
  QPD: { 8: "postal-code", 9: "phone" },
};

/** HL7 table 0125: types of OBX-5 that carry a code with its system. */
export const CODED_TYPES: ReadonlySet<string> = new Set(["CE", "CF", "CWE", "CNE"]);
