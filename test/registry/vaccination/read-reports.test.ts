import { describe, expect, test } from "vitest";
import {
  BASE_UPDATE,
  HISTORICAL_DOSE,
  insertSegment,
  withoutOrder,
} from "../../support/conformance-messages.ts";
import { editMessage } from "../../support/edit-message.ts";
import { CODES, readReportsOf } from "../../support/read-reports-of.ts";
import { vaccineMeant } from "../../../src/registry/vaccination/vaccine-meant.ts";
import type { VaccinationReport } from "../../../src/registry/vaccination/vaccination-report.ts";

const B = BASE_UPDATE;
const BH = B + HISTORICAL_DOSE;

function set(er7: string, place: string, value: string, occurrence = 1): string {
  const [segment = "", field = ""] = place.split("-");
  return editMessage(er7, [{ segment, occurrence, field: Number(field), value }]);
}

function only(er7: string): VaccinationReport {
  const { reports } = readReportsOf(er7);
  const [report] = reports;
  if (report === undefined || reports.length !== 1) throw new Error(`${reports.length} reports`);
  return report;
}

const key = (number: string, authority = "NPC", site = "9998"): string =>
  JSON.stringify([site, number, authority]);

describe("readReports() reads one ORDER group", () => {
  test("with everything that the base message says", () => {
    expect(only(B)).toMatchObject({
      key: key("V1"),
      site: "9998",
      organizationId: "ORG-A",
      orcSequence: 1,
      source: { rxaSequence: 1, action: "A", asOfMs: Date.parse("2026-01-14T15:30:12.999Z") },
      kind: "given",
      vaccineCodes: [{ code: "03", text: "MMR", system: "CVX" }],
      date: "2026-01-05",
      informationSource: "00",
      completion: "CP",
      amount: "0.5",
      unit: { code: "mL", text: "milliliter", system: "UCUM" },
      lot: "L123",
      expires: "20270930",
      manufacturer: { code: "MSD", text: "Merck", system: "MVX" },
      route: { code: "C38299", text: "Subcutaneous", system: "NCIT" },
      bodySite: { code: "LA", text: "Left Arm", system: "HL70163" },
      eligibility: { code: "V01" },
      informationStatements: [
        { barCode: "253088698300012711210806", vaccineType: "", published: "", presented: "20260105" },
      ],
      refusalReasons: [],
      locationCode: "9998",
    });
  });

  test("with all its segments, counted within the group, as plain JSON", () => {
    const [, second] = readReportsOf(BH).reports;
    expect(second?.segments.map(({ name, sequence }) => `${name}${sequence}`)).toEqual(["ORC1", "RXA1"]);
    expect(second?.source.rxaSequence).toBe(2);
    const { reports } = readReportsOf(B);
    expect(JSON.parse(JSON.stringify(reports))).toEqual(reports);
  });

  test.each([
    {
      id: "V02",
      what: "history",
      er7: set(B, "RXA-9", "01^Historical^NIP001"),
      kind: "historical",
      source: "01",
    },
    { id: "V41", what: "no information source", er7: set(B, "RXA-9", ""), kind: "historical", source: "01" },
    { id: "V51", what: "no completion status", er7: set(B, "RXA-20", ""), kind: "given", source: "00" },
    { id: "V46", what: "a refusal", er7: set(B, "RXA-20", "RE"), kind: "refused", source: "" },
    { id: "-", what: "not given", er7: set(B, "RXA-20", "NA"), kind: "not-given", source: "" },
    { id: "-", what: "a part given", er7: set(B, "RXA-20", "PA"), kind: "given", source: "00" },
    {
      id: "V04",
      what: "a statement",
      er7: `${withoutOrder(B)}ORC|RE||9999^NPC\rRXA|0|1|20260105||998^no vaccine administered^CVX|999||||||||||||||NA\rOBX|1|CE|59784-9^Disease with presumed immunity^LN|1|38907003^Varicella^SCT||||||F|||20250902\r`,
      kind: "statement",
      source: "",
    },
  ])("$id of $what as $kind", ({ er7, kind, source }) => {
    expect(only(er7)).toMatchObject({ kind, informationSource: source });
  });

  test("V39 with an amount that is not known", () => {
    expect(only(set(B, "RXA-6", "")).amount).toBe("");
  });

  test("V03 with the reason of a refusal", () => {
    const refusal = `${withoutOrder(B)}ORC|RE||9999^NPC\rRXA|0|1|20260105||88^influenza^CVX|999||||||||||||00^Parental decision^NIP002||RE|A\r`;
    expect(only(refusal)).toMatchObject({ key: undefined, refusalReasons: [{ code: "00" }] });
  });

  test.each([
    { what: "a CVX", rxa5: "03^MMR^CVX", sent: ["03 CVX"], cvx: "03" },
    { what: "V37 an NDC", rxa5: "00006-4171-00^ProQuad^NDC", sent: ["00006-4171-00 NDC"], cvx: "94" },
    {
      what: "V38 a CVX beside an NDC",
      rxa5: "03^MMR^CVX^00006-4171-00^M-M-R II^NDC",
      sent: ["03 CVX", "00006-4171-00 NDC"],
      cvx: "03",
    },
    { what: "a code that no table has", rxa5: "899^new^CVX", sent: ["899 CVX"], cvx: "" },
    { what: "a CPT of one CVX", rxa5: "90707^MMR^CPT", sent: ["90707 CPT"], cvx: "03" },
  ])("with $what kept as sent and understood", ({ rxa5, sent, cvx }) => {
    const report = only(set(B, "RXA-5", rxa5));
    expect(report.vaccineCodes.map(({ code, system }) => `${code} ${system}`)).toEqual(sent);
    expect(vaccineMeant(CODES, report).cvx).toBe(cvx);
  });
});

describe("readReports() keys a dose", () => {
  test.each([
    { what: "number and authority", orc3: "V1^NPC", expected: key("V1") },
    { what: "a universal id as authority", orc3: "V1^^1.2.3^ISO", expected: key("V1", "1.2.3") },
    { what: "a number alone", orc3: "V1", expected: key("V1", "") },
    { what: "9999", orc3: "9999^NPC", expected: undefined },
    { what: "nothing", orc3: "", expected: undefined },
  ])("by $what", ({ orc3, expected }) => {
    expect(only(set(B, "ORC-3", orc3)).key).toBe(expected);
  });

  test("not where the ORC is missing", () => {
    const report = only(B.replace("ORC|RE||V1^NPC\r", ""));
    expect(report).toMatchObject({ key: undefined, orcSequence: undefined });
  });

  test("never alike for other parts", () => {
    const keys = ["A^B", "A\\S\\B", "A"].map((orc3) => only(set(B, "ORC-3", orc3)).key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("not where it stands on several doses of the message", () => {
    const { reports, findings } = readReportsOf(set(BH, "ORC-3", "V1^NPC", 2));
    expect(reports.map((report) => report.key)).toEqual([undefined, undefined]);
    expect(findings.map(({ ruleId, severity, location }) => [ruleId, severity, location?.sequence])).toEqual([
      ["REG-KEY-REPEATED", "I", 1],
      ["REG-KEY-REPEATED", "I", 2],
    ]);
  });

  test("still where it stands on a delete and its new dose", () => {
    const both = set(set(BH, "ORC-3", "V1^NPC", 2), "RXA-21", "D");
    const { reports, findings } = readReportsOf(both);
    expect(reports.map((report) => [report.key, report.source.action])).toEqual([
      [key("V1"), "D"],
      [key("V1"), "A"],
    ]);
    expect(findings).toEqual([]);
  });

  test("once where the same dose stands twice", () => {
    const order = B.slice(B.indexOf("ORC|"));
    const { reports, findings } = readReportsOf(B + order);
    expect(reports.map((report) => [report.key, report.source.rxaSequence])).toEqual([[key("V1"), 2]]);
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(["REG-DOSE-REPEATED"]);
  });
});

describe("readReports() leaves out", () => {
  test.each([
    { id: "V08", what: "a message without orders", er7: withoutOrder(B), count: 0 },
    { id: "V31", what: "a dose without a day", er7: set(BH, "RXA-3", ""), count: 1 },
    { id: "V35", what: "a dose with an impossible code", er7: set(BH, "RXA-5", "9Z9^mystery^CVX"), count: 1 },
    {
      id: "V47",
      what: "a dose given and refused",
      er7: set(BH, "RXA-18", "00^Parental decision^NIP002"),
      count: 1,
    },
    { id: "V50", what: "a dose with an unknown action", er7: set(BH, "RXA-21", "Q"), count: 1 },
  ])("$id $what", ({ er7, count }) => {
    expect(readReportsOf(er7).reports).toHaveLength(count);
  });

  test("V62 a route before its dose, not the dose", () => {
    const moved = insertSegment(
      B.replace("RXR|C38299^Subcutaneous^NCIT|LA^Left Arm^HL70163\r", ""),
      { after: "ORC" },
      "RXR|C38299^Subcutaneous^NCIT|LA^Left Arm^HL70163",
    );
    const report = only(moved);
    expect([report.key, report.route]).toEqual([key("V1"), undefined]);
  });
});
