import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { HEADER_RULES } from "../../src/validation/check-header.ts";
import { COMPILED_PROFILES, NULL_VALUE_RULE, STATEMENTS } from "../../src/validation/rule-books.ts";
import { validate } from "../../src/validation/validate.ts";
import type { ValidationContext } from "../../src/validation/validation.ts";
import {
  BASE_QUERY,
  BASE_UPDATE,
  HISTORICAL_DOSE,
  insertSegment,
  messageOf,
  removeSegment,
  withoutOrder,
} from "../support/conformance-messages.ts";
import { editMessage } from "../support/edit-message.ts";

const CONTEXT: ValidationContext = {
  nowMs: Date.parse("2026-01-14T15:30:13Z"),
  zone: "America/Chicago",
  codes: builtInCodeSets(),
};
const B = BASE_UPDATE;
const Q = BASE_QUERY;

function set(er7: string, place: string, value: string, occurrence = 1): string {
  const [segment = "", field = ""] = place.split("-");
  return editMessage(er7, [{ segment, occurrence, field: Number(field), value }]);
}

const REFUSAL = `${withoutOrder(B)}ORC|RE||9999^NPC\rRXA|0|1|20260105||88^influenza^CVX|999||||||||||||00^Parental decision^NIP002||RE|A\r`;
const NO_VACCINE = `${withoutOrder(B)}ORC|RE||9999^NPC\rRXA|0|1|20260105||998^no vaccine administered^CVX|999||||||||||||||NA\rOBX|1|CE|59784-9^Disease^LN|1|38907003^Varicella^SCT||||||F|||20250902\r`;
const KIN = insertSegment(B, { after: "PID" }, "NK1|1|Testperch^Maren^^^^^L|MTH^Mother^HL70063");
const VISIT = insertSegment(B, { after: "PID" }, "PV1||R");
const PAYER = "IN1|1|MED^Medicaid^HL70072|P7^^^MNA^XX||||||||||||2";

interface Row {
  readonly id: string;
  /** Breaks the rule. */
  readonly bad: string;
  /** The nearest message that does not. */
  readonly edge: string;
}

const STATEMENT_ROWS: readonly Row[] = [
  {
    id: "MSH-21-CODE",
    bad: set(B, "MSH-21", "Z99^CDCPHINVS"),
    edge: set(B, "MSH-21", "X1^LOCAL~Z22^CDCPHINVS"),
  },
  { id: "MSH-9.3-STRUCTURE", bad: set(B, "MSH-9", "VXU^V04^VXU_V05"), edge: set(B, "MSH-9", "VXU^V04") },
  { id: "MSH-5-OTHER", bad: set(B, "MSH-5", "OTHERIIS"), edge: set(B, "MSH-5", "") },
  { id: "MSH-6-OTHER", bad: set(B, "MSH-6", "OTHERIIS"), edge: set(B, "MSH-6", "") },
  { id: "PID-3-NO-ID", bad: set(B, "PID-3", "^^^NPC^MR"), edge: set(B, "PID-3", "^^^NPC^MR~1^^^NPC^MR") },
  { id: "PID-5-NO-NAME", bad: set(B, "PID-5", "^^^^^^L"), edge: set(B, "PID-5", "^W^^^^^L") },
  {
    id: "PID-7-FUTURE",
    bad: set(B, "PID-7", "20260115"),
    edge: set(set(B, "PID-7", "20260114"), "RXA-3", "20260114"),
  },
  {
    id: "PID-29-FUTURE",
    bad: set(set(B, "PID-30", "Y"), "PID-29", "20260115"),
    edge: set(set(B, "PID-30", "Y"), "PID-29", "20260114"),
  },
  {
    id: "PID-29-BEFORE-BIRTH",
    bad: set(set(B, "PID-30", "Y"), "PID-29", "20240308"),
    edge: set(set(B, "PID-30", "Y"), "PID-29", "20240309"),
  },
  { id: "IZ-70", bad: set(KIN, "NK1-1", "2"), edge: KIN },
  { id: "RXA-3-FUTURE", bad: set(B, "RXA-3", "20260115"), edge: set(B, "RXA-3", "202601142359") },
  { id: "RXA-3-BEFORE-BIRTH", bad: set(B, "RXA-3", "20240308"), edge: set(B, "RXA-3", "20240309") },
  { id: "IZ-30", bad: set(B, "RXA-4", "20260106"), edge: set(B, "RXA-4", "202601051200") },
  { id: "RXA-5-CODE", bad: set(B, "RXA-5", "3^MMR^CVX"), edge: set(B, "RXA-5", "03^MMR^CVX") },
  {
    id: "RXA-5-UNKNOWN",
    bad: set(B, "RXA-5", "899^new^CVX"),
    edge: set(B, "RXA-5", "899^new^CVX^03^MMR^CVX"),
  },
  { id: "RXA-5-UNUSABLE", bad: set(B, "RXA-5", "9Z9^?^CVX^03^MMR^CVX"), edge: set(B, "RXA-5", "9Z9^?^CVX") },
  { id: "RXA-5-SYSTEM", bad: set(B, "RXA-5", "03^MMR"), edge: set(B, "RXA-5", "03^MMR^HL70292") },
  { id: "IZ-48", bad: set(REFUSAL, "RXA-6", "0.5"), edge: set(REFUSAL, "RXA-6", "999") },
  { id: "IZ-49", bad: set(NO_VACCINE, "RXA-6", "0"), edge: set(NO_VACCINE, "RXA-6", "999") },
  { id: "IZ-47", bad: set(REFUSAL, "RXA-9", "00^New^NIP001"), edge: REFUSAL },
  {
    id: "RXA-9.1-MISSING",
    bad: set(B, "RXA-9", "^at school"),
    edge: set(B, "RXA-9", "^at school~00^New^NIP001"),
  },
  { id: "IZ-31", bad: set(B, "RXA-9", "09^?^NIP001"), edge: set(B, "RXA-9", "08^Historical^NIP001") },
  {
    id: "RXA-9-AMBIGUOUS",
    bad: set(B, "RXA-9", "00^New^NIP001~01^Old^NIP001"),
    edge: set(B, "RXA-9", "00^New^NIP001~00^New^NIP001"),
  },
  {
    id: "IZ-23",
    bad: removeSegment(B, "OBX|1|"),
    edge: set(removeSegment(B, "OBX|1|"), "RXA-9", "01^Old^NIP001"),
  },
  {
    id: "IZ-24",
    bad: set(B, "OBX-4", "3", 3),
    edge: set(set(B, "OBX-4", "3", 3), "RXA-5", "00006-4171-00^M-M-R II^NDC"),
  },
  {
    id: "NIST-02",
    bad: set(B, "RXA-5", "213^COVID-19^CVX"),
    edge: set(set(B, "RXA-5", "213^COVID-19^CVX"), "RXA-9", "01^Old^NIP001"),
  },
  { id: "IZ-45", bad: set(REFUSAL, "ORC-3", "V1^NPC"), edge: set(REFUSAL, "ORC-3", "9999") },
  { id: "NIST-01", bad: set(B, "OBX-1", "3"), edge: B },
  { id: "OBX-2-OTHER-TYPE", bad: set(B, "OBX-2", "ST"), edge: set(B, "OBX-2", "TS", 3) },
  {
    id: "OBX-5-CODE",
    bad: set(B, "OBX-5", "V09^?^HL70064"),
    edge: set(B, "OBX-5", "V25^State program eligibility^HL70064"),
  },
  { id: "OBX-5-MAPPED", bad: set(NO_VACCINE, "OBX-5", "26^Hepatitis B^NIP004"), edge: NO_VACCINE },
  {
    id: "IZ-36",
    bad: set(B, "OBX-5", "0886983000127^?^cdcgs1vis", 2),
    edge: set(B, "OBX-5", "253088698300012711210806^MMR VIS^CDCPHINVS", 2),
  },
  { id: "OBX-5-FORM", bad: set(B, "OBX-5", "20260230", 3), edge: set(B, "OBX-5", "20240229", 3) },
  { id: "QPD-1-CODE", bad: set(Q, "QPD-1", "Z35^Other^CDCPHINVS"), edge: set(Q, "QPD-1", "Z34") },
  {
    id: "QPD-1-OTHER-PROFILE",
    bad: set(Q, "QPD-1", "Z44^Forecast^CDCPHINVS"),
    edge: set(set(Q, "QPD-1", "Z44^Forecast^CDCPHINVS"), "MSH-21", "Z44^CDCPHINVS"),
  },
  { id: "QPD-6-FUTURE", bad: set(Q, "QPD-6", "20260115"), edge: set(Q, "QPD-6", "20260114") },
  { id: "NULL-VALUE", bad: set(B, "PID-13", '""'), edge: set(B, "PID-13", '"') },
  { id: "MSH-9.1-UNSUPPORTED", bad: set(B, "MSH-9", "ADT^A04^ADT_A01"), edge: set(B, "MSH-9", "VXU^V04") },
  { id: "MSH-9.2-UNSUPPORTED", bad: set(B, "MSH-9", "VXU^Q11"), edge: set(B, "MSH-9", "VXU^V04") },
  { id: "MSH-11.1-UNSUPPORTED", bad: set(B, "MSH-11", "p"), edge: set(B, "MSH-11", "D^A") },
  { id: "MSH-12.1-UNSUPPORTED", bad: set(B, "MSH-12", "2.5"), edge: set(B, "MSH-12", "2.5.1^USA") },
];

const after = (er7: string, name: string, segment: string): string =>
  insertSegment(er7, { after: name }, segment);

const SEGMENT_ROWS: readonly Row[] = [
  { id: "PID-MISSING", bad: removeSegment(B, "PID|"), edge: B },
  {
    id: "PID-SEQUENCE",
    bad: `${removeSegment(B, "PID|")}PID|1||MRN100^^^NPC^MR||Testperch^Wren^^^^^L||20240309|F\r`,
    edge: B,
  },
  {
    id: "PID-REPEATED",
    bad: after(B, "PID", "PID|2||MRN200^^^NPC^MR||Testperch^Aspen^^^^^L||20200101|M"),
    edge: B,
  },
  { id: "ORC-MISSING", bad: removeSegment(B, "ORC|"), edge: B },
  { id: "RXA-MISSING", bad: after(B, "OBX", "ORC|RE||V3^NPC"), edge: B + HISTORICAL_DOSE },
  {
    id: "SFT-SEQUENCE",
    bad: after(B, "PID", "SFT|Vendor|1|EHR|1"),
    edge: after(B, "MSH", "SFT|Vendor|1|EHR|1"),
  },
  { id: "PD1-SEQUENCE", bad: after(KIN, "NK1", "PD1|"), edge: after(KIN, "PID", "PD1|") },
  { id: "PD1-REPEATED", bad: after(B, "PID", "PD1|\rPD1|"), edge: after(B, "PID", "PD1|") },
  {
    id: "NK1-SEQUENCE",
    bad: after(VISIT, "PV1", "NK1|1|Testperch^Maren^^^^^L|MTH^Mother^HL70063"),
    edge: after(VISIT, "PID", "NK1|1|Testperch^Maren^^^^^L|MTH^Mother^HL70063"),
  },
  { id: "PV1-SEQUENCE", bad: after(B, "OBX", "PV1||R"), edge: VISIT },
  { id: "PV1-REPEATED", bad: after(VISIT, "PV1", "PV1||R"), edge: VISIT },
  { id: "PV2-SEQUENCE", bad: after(B, "PID", "PV2|"), edge: after(VISIT, "PV1", "PV2|") },
  { id: "PV2-REPEATED", bad: after(VISIT, "PV1", "PV2|\rPV2|"), edge: after(VISIT, "PV1", "PV2|") },
  {
    id: "GT1-SEQUENCE",
    bad: after(B, "OBX", "GT1|1||Testperch^Maren^^^^^L"),
    edge: after(B, "PID", "GT1|1||Testperch^Maren^^^^^L"),
  },
  { id: "IN1-SEQUENCE", bad: after(B, "OBX", PAYER), edge: after(B, "PID", `${PAYER}\r${PAYER}`) },
  { id: "IN2-SEQUENCE", bad: after(B, "PID", "IN2|"), edge: after(B, "PID", `${PAYER}\rIN2|`) },
  {
    id: "IN2-REPEATED",
    bad: after(B, "PID", `${PAYER}\rIN2|\rIN2|`),
    edge: after(B, "PID", `${PAYER}\rIN2|\r${PAYER}\rIN2|`),
  },
  { id: "IN3-SEQUENCE", bad: after(B, "PID", "IN3|"), edge: after(B, "PID", `${PAYER}\rIN3|`) },
  {
    id: "IN3-REPEATED",
    bad: after(B, "PID", `${PAYER}\rIN3|\rIN3|`),
    edge: after(B, "PID", `${PAYER}\rIN3|`),
  },
  { id: "TQ1-SEQUENCE", bad: after(B, "RXA", "TQ1|1"), edge: after(B, "ORC", "TQ1|1\rTQ1|2") },
  { id: "TQ2-SEQUENCE", bad: after(B, "ORC", "TQ2|1"), edge: after(B, "ORC", "TQ1|1\rTQ2|1\rTQ2|2") },
  {
    id: "RXR-SEQUENCE",
    bad: after(removeSegment(B, "RXR|"), "OBX", "RXR|C38299^Subcutaneous^NCIT"),
    edge: B,
  },
  { id: "RXR-REPEATED", bad: after(B, "RXR", "RXR|C38299^Subcutaneous^NCIT"), edge: B },
  { id: "OBX-SEQUENCE", bad: after(B, "ORC", "OBX|1|ST|48767-8^Comment^LN|9|x||||||F"), edge: B },
  { id: "NTE-SEQUENCE", bad: after(B, "RXR", "NTE|1||note"), edge: after(B, "OBX", "NTE|1||note") },
  {
    id: "NTE-REPEATED",
    bad: after(B, "OBX", "NTE|1||note\rNTE|2||note"),
    edge: after(B, "OBX", "NTE|1||note"),
  },
  { id: "QPD-MISSING", bad: removeSegment(Q, "QPD|"), edge: Q },
  {
    id: "QPD-REPEATED",
    bad: after(Q, "QPD", "QPD|Z34^History^CDCPHINVS|T1||Testperch^Wren^^^^^L||20240309"),
    edge: Q,
  },
  { id: "RCP-MISSING", bad: removeSegment(Q, "RCP|"), edge: Q },
  { id: "RCP-SEQUENCE", bad: after(removeSegment(Q, "RCP|"), "MSH", "RCP|I|10^RD&records&HL70126"), edge: Q },
  { id: "RCP-REPEATED", bad: after(Q, "RCP", "RCP|I|10^RD&records&HL70126"), edge: Q },
];

function ruleIds(er7: string): readonly string[] {
  return validate(messageOf(er7), CONTEXT).findings.map(({ ruleId }) => ruleId);
}

describe("every statement and segment rule", () => {
  test.each([...STATEMENT_ROWS, ...SEGMENT_ROWS])(
    "$id is found, and its boundary is not",
    ({ id, bad, edge }) => {
      expect(ruleIds(bad)).toContain(id);
      expect(ruleIds(edge)).not.toContain(id);
    },
  );

  test("of a message that is received has a row above", () => {
    const received = ["Z22", "Z34", "Z44"] as const;
    const statements = STATEMENTS.filter(
      ({ profiles }) => profiles === undefined || profiles.some((id) => received.some((one) => one === id)),
    );
    const segments = received.flatMap((id) =>
      [...COMPILED_PROFILES[id].book.segmentRules.values()].flatMap((rules) => Object.values(rules)),
    );
    const expected = [...statements, ...segments, ...HEADER_RULES, NULL_VALUE_RULE].map(({ id }) => id);
    const tested = [...STATEMENT_ROWS, ...SEGMENT_ROWS].map(({ id }) => id);
    expect([...new Set(expected)].toSorted()).toEqual(tested.toSorted());
  });
});
