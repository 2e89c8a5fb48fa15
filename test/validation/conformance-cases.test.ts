import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { validate } from "../../src/validation/validate.ts";
import type { Validation, ValidationContext } from "../../src/validation/validation.ts";
import {
  BASE_QUERY,
  BASE_UPDATE,
  findingLine,
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
const BH = B + HISTORICAL_DOSE;
const Q = BASE_QUERY;

/** `set(B, "PID-7", "202403")`: B with one field replaced. */
function set(er7: string, place: string, value: string, occurrence = 1): string {
  const [segment = "", field = ""] = place.split("-");
  return editMessage(er7, [{ segment, occurrence, field: Number(field), value }]);
}

const REFUSAL = `${withoutOrder(B)}ORC|RE||9999^NPC\rRXA|0|1|20260105||88^influenza, unspecified formulation^CVX|999||||||||||||00^Parental decision^NIP002||RE|A\r`;
const IMMUNITY = `${withoutOrder(B)}ORC|RE||9999^NPC\rRXA|0|1|20260105||998^no vaccine administered^CVX|999||||||||||||||NA\rOBX|1|CE|59784-9^Disease with presumed immunity^LN|1|38907003^Varicella^SCT||||||F|||20250902\r`;
const RXR = "RXR|C38299^Subcutaneous^NCIT|LA^Left Arm^HL70163";

interface Case {
  readonly id: string;
  readonly what: string;
  readonly er7: string;
  /** E and W, in the order they are sent. */
  readonly errors: readonly string[];
  readonly infos?: readonly string[];
  readonly kind?: Validation["kind"];
  /** Stored? for each ORDER group. */
  readonly doses?: readonly boolean[];
}

/** Cases of the reference, answers by decisions D8 to D11, D17, D18 and D22. */
const CASES: readonly Case[] = [
  { id: "V01", what: "base message", er7: B, errors: [] },
  { id: "V02", what: "with a historical dose", er7: BH, errors: [], doses: [true, true] },
  { id: "V03", what: "refusal", er7: REFUSAL, errors: [] },
  { id: "V04", what: "immunity", er7: IMMUNITY, errors: [] },
  { id: "V05", what: "update of a dose", er7: set(set(B, "RXA-21", "U"), "RXA-15", "L124"), errors: [] },
  { id: "V06", what: "delete of a dose", er7: set(B, "RXA-21", "D"), errors: [] },
  { id: "V08", what: "no ORDER group", er7: withoutOrder(B), errors: [], doses: [] },
  {
    id: "V09",
    what: "PID missing",
    er7: removeSegment(B, "PID|"),
    errors: ["PID^1 100/- E"],
    kind: "refused",
    doses: [false],
  },
  { id: "V10", what: "PID-3 empty", er7: set(B, "PID-3", ""), errors: ["PID^1^3 101/- E"], kind: "refused" },
  { id: "V11", what: "PID-5 empty", er7: set(B, "PID-5", ""), errors: ["PID^1^5 101/- E"], kind: "refused" },
  {
    id: "V12",
    what: "given name empty",
    er7: set(B, "PID-5", "Testperch^^^^^^L"),
    errors: ["PID^1^5^1^2 101/- W"],
    doses: [true],
  },
  { id: "V13", what: "PID-7 empty", er7: set(B, "PID-7", ""), errors: ["PID^1^7 101/- E"], kind: "refused" },
  {
    id: "V14",
    what: "PID-7 a month",
    er7: set(B, "PID-7", "202403"),
    errors: ["PID^1^7^1^1 102/2 E"],
    kind: "refused",
  },
  {
    id: "V15",
    what: "PID-7 in the future",
    er7: set(B, "PID-7", "20991231"),
    errors: ["PID^1^7 999/1 E"],
    kind: "refused",
  },
  { id: "V16", what: "PID-8 empty", er7: set(B, "PID-8", ""), errors: ["PID^1^8 101/- W"] },
  { id: "V17", what: "PID-8 unknown", er7: set(B, "PID-8", "X"), errors: ["PID^1^8 103/5 W"] },
  {
    id: "V18",
    what: "race unknown",
    er7: set(B, "PID-10", "9999-9^Martian^CDCREC"),
    errors: ["PID^1^10^1^1 103/5 W"],
  },
  {
    id: "V19",
    what: "old ethnicity letter",
    er7: set(B, "PID-22", "H^Hispanic^HL70189"),
    errors: [],
    infos: ["PID^1^22^1^1 0/- I"],
  },
  { id: "V20", what: "PID-2 valued", er7: set(B, "PID-2", "OLD77"), errors: [], infos: ["PID^1^2 0/- I"] },
  { id: "V21", what: "multiple birth without order", er7: set(B, "PID-24", "Y"), errors: [] },
  {
    id: "V22",
    what: "birth order not a number",
    er7: set(set(B, "PID-24", "Y"), "PID-25", "A"),
    errors: ["PID^1^25 102/4 W"],
  },
  {
    id: "V23",
    what: "death date without indicator",
    er7: set(B, "PID-29", "20251201"),
    errors: ["PID^1^29 999/3 W"],
  },
  {
    id: "V24",
    what: "protected",
    er7: insertSegment(
      B,
      { after: "PID" },
      "PD1|||||||||||02^Reminder/recall - any method^HL70215|Y|20260114",
    ),
    errors: [],
  },
  {
    id: "V25",
    what: "protection unreadable",
    er7: insertSegment(B, { after: "PID" }, "PD1||||||||||||Z"),
    errors: ["PD1^1^12 103/5 W"],
  },
  {
    id: "V26",
    what: "NK1 without relationship",
    er7: insertSegment(B, { after: "PID" }, "NK1|1|Testperch^Maren^^^^^L"),
    errors: ["NK1^1^3 101/- E"],
    doses: [true],
  },
  {
    id: "V27",
    what: "second NK1 with unknown relationship",
    er7: insertSegment(
      B,
      { after: "PID" },
      "NK1|1|Testperch^Maren^^^^^L|MTH^Mother^HL70063\rNK1|2|Testperch^Aspen^^^^^L|ZZZ^?^HL70063",
    ),
    errors: ["NK1^2^3^1^1 103/5 E"],
    doses: [true],
  },
  {
    id: "V28",
    what: "id of 16 characters",
    er7: set(B, "PID-3", "MRN1234567890123^^^NPC^MR"),
    errors: [],
  },
  {
    id: "V29",
    what: "phone in one piece",
    er7: set(B, "PID-13", "218-555-0142"),
    errors: ["PID^1^13^1^1 102/4 W"],
  },
  { id: "V30", what: "phone without area code", er7: set(B, "PID-13", "^PRN^PH^^^^5550142"), errors: [] },
  { id: "V31", what: "RXA-3 empty", er7: set(B, "RXA-3", ""), errors: ["RXA^1^3 101/- E"], doses: [false] },
  {
    id: "V32",
    what: "RXA-3 in the future",
    er7: set(B, "RXA-3", "20991231"),
    errors: ["RXA^1^3 999/1 E"],
    doses: [false],
  },
  {
    id: "V33",
    what: "RXA-3 before birth",
    er7: set(B, "RXA-3", "20240201"),
    errors: ["RXA^1^3 999/1 E"],
    doses: [false],
  },
  {
    id: "V34",
    what: "RXA-3 no day of the calendar",
    er7: set(B, "RXA-3", "20260230"),
    errors: ["RXA^1^3^1^1 102/2 E"],
    doses: [false],
  },
  {
    id: "V35",
    what: "first of two vaccine codes malformed",
    er7: set(BH, "RXA-5", "9Z9^mystery^CVX"),
    errors: ["RXA^1^5^1^1 103/5 E"],
    doses: [false, true],
  },
  { id: "V36", what: "RXA-5 empty", er7: set(B, "RXA-5", ""), errors: ["RXA^1^5 101/- E"], doses: [false] },
  {
    id: "V37",
    what: "NDC alone",
    er7: set(B, "RXA-5", "00006-4171-00^M-M-R II^NDC"),
    errors: [],
    doses: [true],
  },
  {
    id: "V38",
    what: "CVX and NDC",
    er7: set(B, "RXA-5", "03^MMR^CVX^00006-4171-00^M-M-R II^NDC"),
    errors: [],
  },
  { id: "V39", what: "RXA-6 empty", er7: set(B, "RXA-6", ""), errors: ["RXA^1^6 101/- W"] },
  { id: "V40", what: "RXA-7 empty", er7: set(B, "RXA-7", ""), errors: ["RXA^1^7 101/- W"] },
  { id: "V41", what: "RXA-9 empty", er7: set(B, "RXA-9", ""), errors: ["RXA^1^9 101/- W"] },
  {
    id: "V42",
    what: "RXA-9 unknown",
    er7: set(B, "RXA-9", "77^odd^NIP001"),
    errors: ["RXA^1^9^1^1 103/5 W"],
    doses: [true],
  },
  { id: "V43", what: "RXA-15 empty", er7: set(B, "RXA-15", ""), errors: ["RXA^1^15 101/- W"] },
  { id: "V44", what: "RXA-17 empty", er7: set(B, "RXA-17", ""), errors: ["RXA^1^17 101/- W"] },
  {
    id: "V45",
    what: "RXA-4 differs",
    er7: set(B, "RXA-4", "20260106"),
    errors: ["RXA^1^4 999/3 W"],
    doses: [true],
  },
  {
    id: "V46",
    what: "refused, rest as given",
    er7: set(B, "RXA-20", "RE"),
    errors: ["RXA^1^18 101/- W"],
    doses: [true],
  },
  {
    id: "V47",
    what: "given with a reason of refusal",
    er7: set(B, "RXA-18", "00^Parental decision^NIP002"),
    errors: ["RXA^1^18 999/3 E"],
    doses: [false],
  },
  {
    id: "V48",
    what: "RXA-20 unknown",
    er7: set(B, "RXA-20", "ZZ"),
    errors: ["RXA^1^20 103/5 E"],
    doses: [false],
  },
  { id: "V49", what: "RXA-21 empty", er7: set(B, "RXA-21", ""), errors: ["RXA^1^21 101/- W"] },
  {
    id: "V50",
    what: "RXA-21 unknown",
    er7: set(B, "RXA-21", "Q"),
    errors: ["RXA^1^21 103/5 E"],
    doses: [false],
  },
  { id: "V51", what: "RXA-20 empty", er7: set(B, "RXA-20", ""), errors: ["RXA^1^20 101/- W"] },
  {
    id: "V52",
    what: "route unknown",
    er7: set(B, "RXR-1", "C99999^?^NCIT"),
    errors: ["RXR^1^1^1^1 103/5 W"],
    doses: [true],
  },
  {
    id: "V53",
    what: "site unknown",
    er7: set(B, "RXR-2", "QQ^?^HL70163"),
    errors: ["RXR^1^2^1^1 103/5 W"],
    doses: [true],
  },
  {
    id: "V54",
    what: "no eligibility",
    er7: set(set(removeSegment(B, "OBX|1|"), "OBX-1", "1"), "OBX-1", "2", 2),
    errors: ["RXA^1 999/6 W"],
    doses: [true],
  },
  {
    id: "V55",
    what: "eligibility unknown",
    er7: set(B, "OBX-5", "V09^?^HL70064"),
    errors: ["OBX^1^5^1^1 103/5 W"],
    doses: [true],
  },
  { id: "V56", what: "OBX-2 empty", er7: set(B, "OBX-2", ""), errors: ["OBX^1^2 101/- W"] },
  { id: "V57", what: "OBX-11 P", er7: set(B, "OBX-11", "P"), errors: ["OBX^1^11 103/5 W"] },
  {
    id: "V58",
    what: "VIS document missing",
    er7: set(removeSegment(B, "OBX|2|"), "OBX-1", "2", 2),
    errors: ["RXA^1 999/6 W"],
    doses: [true],
  },
  { id: "V59", what: "OBX-4 0", er7: set(B, "OBX-4", "0"), errors: ["OBX^1^4 102/4 W"] },
  { id: "V60", what: "ORC-3 empty", er7: set(B, "ORC-3", ""), errors: ["ORC^1^3 101/- W"] },
  { id: "V61", what: "ORC missing", er7: removeSegment(B, "ORC|"), errors: ["RXA^1 100/- W"] },
  {
    id: "V62",
    what: "RXR before RXA",
    er7: insertSegment(removeSegment(B, "RXR|"), { after: "ORC" }, RXR),
    errors: ["RXR^1 100/- W"],
    doses: [true],
  },
  { id: "V63", what: "Z segment", er7: insertSegment(B, { after: "PID" }, "ZAA|x|y"), errors: [] },
  { id: "V64", what: "DG1", er7: insertSegment(B, { after: "PID" }, "DG1|1||Z23"), errors: [] },
  { id: "V65", what: "ORC-1 NW", er7: set(B, "ORC-1", "NW"), errors: ["ORC^1^1 103/5 W"] },
  {
    id: "M01",
    what: "ADT",
    er7: set(B, "MSH-9", "ADT^A04^ADT_A01"),
    errors: ["MSH^1^9^1^1 200/- E"],
    kind: "rejected",
  },
  {
    id: "M02",
    what: "V03",
    er7: set(B, "MSH-9", "VXU^V03^VXU_V03"),
    errors: ["MSH^1^9^1^2 201/- E"],
    kind: "rejected",
  },
  {
    id: "M03",
    what: "processing id X",
    er7: set(B, "MSH-11", "X"),
    errors: ["MSH^1^11^1^1 202/- E"],
    kind: "rejected",
  },
  {
    id: "M04",
    what: "version 2.7",
    er7: set(B, "MSH-12", "2.7"),
    errors: ["MSH^1^12^1^1 203/- E"],
    kind: "rejected",
  },
  {
    id: "M05",
    what: "five encoding characters",
    er7: set(B, "MSH-2", "^~\\&#"),
    errors: ["MSH^1^2 102/4 E"],
    kind: "refused",
  },
  {
    id: "M06",
    what: "MSH-10 empty",
    er7: set(B, "MSH-10", ""),
    errors: ["MSH^1^10 101/- E"],
    kind: "refused",
  },
  {
    id: "M07",
    what: "MSH-21 empty",
    er7: set(B, "MSH-21", ""),
    errors: ["MSH^1^21 101/- E"],
    kind: "refused",
  },
  {
    id: "M08",
    what: "unknown profile",
    er7: set(B, "MSH-21", "Z99^CDCPHINVS"),
    errors: ["MSH^1^21^1^1 103/5 E"],
    kind: "refused",
  },
  {
    id: "M09",
    what: "MSH-7 without zone",
    er7: set(B, "MSH-7", "20260114093012"),
    errors: ["MSH^1^7^1^1 102/2 W"],
    doses: [true],
  },
  { id: "M10", what: "MSH-15 NE", er7: set(B, "MSH-15", "NE"), errors: [] },
  { id: "M11", what: "MSH-10 of 200 characters", er7: set(B, "MSH-10", "C".repeat(200)), errors: [] },
  { id: "M12", what: "bars after every segment", er7: B.replaceAll(/(?<=.)\r/g, "||||\r"), errors: [] },
  { id: "T01", what: "CRLF", er7: B.replaceAll("\r", "\r\n"), errors: [] },
  { id: "T02", what: "LF", er7: B.replaceAll("\r", "\n"), errors: [] },
  {
    id: "T03",
    what: "CRLF and CR mixed, no final CR",
    er7: B.replace("\r", "\r\n").replace(/\r$/, ""),
    errors: [],
  },
  { id: "T04", what: "byte order mark", er7: `\uFEFF${B}`, errors: [] },
  {
    id: "T07",
    what: "escaped ampersand in a name",
    er7: set(B, "PID-5", "O\\T\\Hara^Wren^^^^^L"),
    errors: [],
  },
  {
    id: "T09",
    what: "unknown escapes in NTE-3",
    er7: insertSegment(B, { after: "OBX" }, "NTE|1||a\\X0D\\b\\.br\\c"),
    errors: [],
  },
  {
    id: "T10",
    what: "two quotes in PID-13",
    er7: set(B, "PID-13", '""'),
    errors: [],
    infos: ["PID^1^13 0/- I"],
  },
  { id: "T11", what: "UTF-8 name", er7: set(B, "PID-5", "Núñez^Zoë^^^^^L"), errors: [] },
  { id: "T14", what: "PID-300", er7: set(B, "PID-300", "x"), errors: [] },
  { id: "T16", what: "twins", er7: set(set(B, "PID-24", "Y"), "PID-25", "2"), errors: [] },
  {
    id: "T17",
    what: "four groups, two with unknown site",
    er7: [1, 2, 3, 4].reduce(
      (er7, number) =>
        `${er7}ORC|RE||V${number}^NPC\rRXA|0|1|20250310||21^varicella^CVX|999|||01^Historical^NIP001|||||||||||CP|A\rRXR|C38299^Subcutaneous^NCIT|${number % 2 === 0 ? "QQ^?^HL70163" : "LA^Left Arm^HL70163"}\r`,
      withoutOrder(B),
    ),
    errors: ["RXR^2^2^1^1 103/5 W", "RXR^4^2^1^1 103/5 W"],
    doses: [true, true, true, true],
  },
  { id: "Q01", what: "base query", er7: Q, errors: [] },
  { id: "Q06", what: "QPD-4 empty", er7: set(Q, "QPD-4", ""), errors: ["QPD^1^4 101/- E"], kind: "refused" },
  { id: "Q07", what: "QPD-2 empty", er7: set(Q, "QPD-2", ""), errors: ["QPD^1^2 101/- E"], kind: "refused" },
  { id: "Q08", what: "QPD-6 empty", er7: set(Q, "QPD-6", ""), errors: ["QPD^1^6 101/- E"], kind: "refused" },
  {
    id: "Q09",
    what: "QPD-1 of another profile",
    er7: set(Q, "QPD-1", "Z44^Request Evaluated History and Forecast^CDCPHINVS"),
    errors: ["QPD^1^1^1^1 999/3 E"],
    kind: "refused",
  },
  {
    id: "Q10",
    what: "QPD-1 unknown",
    er7: set(Q, "QPD-1", "Z99^Other^CDCPHINVS"),
    errors: ["QPD^1^1^1^1 103/5 E"],
    kind: "refused",
  },
  {
    id: "Q11",
    what: "RCP missing",
    er7: removeSegment(Q, "RCP|"),
    errors: ["RCP^1 100/- E"],
    kind: "refused",
  },
  {
    id: "Q12",
    what: "RCP-2 in lines",
    er7: set(Q, "RCP-2", "10^LI&lines&HL70126"),
    errors: ["RCP^1^2^1^2 103/5 E"],
    kind: "refused",
  },
  { id: "Q13", what: "RCP-1 D", er7: set(Q, "RCP-1", "D"), errors: ["RCP^1^1 103/5 E"], kind: "refused" },
  {
    id: "Q14",
    what: "RCP-2 zero",
    er7: set(Q, "RCP-2", "0^RD&records&HL70126"),
    errors: ["RCP^1^2^1^1 102/4 E"],
    kind: "refused",
  },
  { id: "Q15", what: "RCP-2 empty", er7: set(Q, "RCP-2", ""), errors: [] },
  { id: "Q16", what: "QPD-3 without authority", er7: set(Q, "QPD-3", "MRN100"), errors: [] },
  {
    id: "Q17",
    what: "QPD-6 a month",
    er7: set(Q, "QPD-6", "202403"),
    errors: ["QPD^1^6^1^1 102/2 E"],
    kind: "refused",
  },
  {
    id: "Q18",
    what: "QPD-2 of 33 characters",
    er7: set(Q, "QPD-2", "T".repeat(33)),
    errors: ["QPD^1^2 102/4 E"],
    kind: "refused",
  },
  {
    id: "Q19",
    what: "other coding system in QPD-1",
    er7: set(Q, "QPD-1", "Z34^Request Immunization History^HL70471"),
    errors: [],
  },
  {
    id: "Q20",
    what: "QPD-4 without name type",
    er7: set(Q, "QPD-4", "Testperch^Wren"),
    errors: [],
  },
  {
    id: "Q27",
    what: "version 2.3",
    er7: set(Q, "MSH-12", "2.3"),
    errors: ["MSH^1^12^1^1 203/- E"],
    kind: "rejected",
  },
  {
    id: "Q28",
    what: "VXQ",
    er7: set(Q, "MSH-9", "VXQ^V01"),
    errors: ["MSH^1^9^1^1 200/- E"],
    kind: "rejected",
  },
  {
    id: "Q29",
    what: "name and birth date empty",
    er7: set(set(Q, "QPD-4", ""), "QPD-6", ""),
    errors: ["QPD^1^4 101/- E", "QPD^1^6 101/- E"],
    kind: "refused",
  },
  { id: "Q30", what: "e-mail in QPD-9", er7: set(Q, "QPD-9", "^NET^^a@example.org"), errors: [] },
];

/** One stored dose for an update that is processed, unless the case says otherwise. */
function expectedDoses({ id, kind = "processed", doses }: Case): readonly boolean[] {
  if (doses !== undefined) return doses;
  return id.startsWith("Q") || kind === "rejected" ? [] : [kind === "processed"];
}

describe("validate() answers the conformance cases", () => {
  test.each(CASES)("$id $what", (row) => {
    const { er7, errors, infos = [], kind = "processed" } = row;
    const validation = validate(messageOf(er7), CONTEXT);
    const lines = validation.findings.map(findingLine);
    expect(lines.filter((line) => !line.endsWith("I"))).toEqual(errors);
    expect(lines.filter((line) => line.endsWith("I"))).toEqual(infos);
    expect(validation.kind).toBe(kind);
    expect(validation.doses.map(({ stored }) => stored)).toEqual(expectedDoses(row));
  });
});
