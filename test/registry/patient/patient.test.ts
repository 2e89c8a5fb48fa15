import { describe, expect, test } from "vitest";
import { leafAt } from "../../../src/hl7/value-at.ts";
import type { PatientReport } from "../../../src/registry/patient/patient-report.ts";
import type { PersonView } from "../../../src/registry/patient/person-view.ts";
import { readDemographics } from "../../../src/registry/patient/read-demographics.ts";
import { protectionAssertion, readPatientReport } from "../../../src/registry/patient/read-patient-report.ts";
import { viewPerson } from "../../../src/registry/patient/view-person.ts";
import { BASE_UPDATE } from "../../support/conformance-messages.ts";
import { editMessage } from "../../support/edit-message.ts";
import { acceptedMessage, reportContext } from "../../support/read-reports-of.ts";

const NK1 = "NK1|1|Testperch^Ash^^^^^L|MTH^Mother^HL70063";
const WITH_KIN = BASE_UPDATE.replace("\rORC", `\r${NK1}\rORC`);

interface Told {
  readonly organizationId?: string;
  readonly minute?: number;
  readonly pid?: Readonly<Record<number, string>>;
  readonly pd1?: string;
  readonly kin?: boolean;
}

function reportOf({ organizationId = "ORG-A", minute = 0, pid = {}, pd1, kin = false }: Told): PatientReport {
  const edits = Object.entries(pid).map(([field, value]) => ({
    segment: "PID",
    field: Number(field),
    value,
  }));
  const msh7 = { segment: "MSH", field: 7, value: `202601140${9 - Math.floor(minute / 60)}0000-0600` };
  const base = editMessage(kin ? WITH_KIN : BASE_UPDATE, [...edits, msh7]);
  const er7 = pd1 === undefined ? base : base.replace(/\r(?=NK1|ORC)/, `\rPD1|||||||||||${pd1}\r`);
  const context = reportContext({ organizationId, messageId: `M${organizationId}${minute}` });
  const report = readPatientReport(acceptedMessage(er7), context);
  if (report === undefined) throw new Error("no PID");
  return { ...report, asOfMs: minute };
}

function view(...told: readonly Told[]): PersonView {
  return viewPerson("P1", told.map(reportOf), "ORG-A");
}

/** First leaf of a PID field, `""` when the view has none. */
function leaf({ pid }: PersonView, field: number): string {
  return leafAt(pid.get(field)?.[0], 1);
}

describe("readPatientReport()", () => {
  test("keeps PID, PD1 and NK1 as plain JSON", () => {
    const report = reportOf({ kin: true, pd1: "02|N|20260114" });
    expect([report.pid.name, report.pd1?.name, report.relatives.length]).toEqual(["PID", "PD1", 1]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test("reads nothing where there is no PID", () => {
    expect(readPatientReport({ segments: [] }, reportContext())).toBeUndefined();
  });
});

describe("protectionAssertion()", () => {
  test.each([
    { id: "V24", pd1: "02|Y|20260114", value: "Y" },
    { id: "-", pd1: "02|N|20260114", value: "N" },
    { id: "V25", pd1: "02|Z|20260114", value: "Y" },
    { id: "-", pd1: "02", value: undefined },
    { id: "-", pd1: undefined, value: undefined },
  ])("$id reads PD1-11 to 13 «$pd1» as $value", ({ pd1, value }) => {
    const report = reportOf(pd1 === undefined ? {} : { pd1 });
    expect(protectionAssertion(report)?.value).toBe(value);
  });
});

describe("readDemographics()", () => {
  test("reads what matching compares", () => {
    const pid = {
      3: "MRN100^^^NPC^MR~MRN200~A1^^^&1.2.3&ISO^SR",
      5: "Testperch^Wren^Rae^JR^^^L~Old^Wren^^^^^A",
      6: "Okafor^^^^^^M",
      11: "414 Example Ave^^Bemidji^MN^56601^USA^L",
      13: "^PRN^PH^^^218^5550142~^NET^^a@example.org",
      24: "Y",
      25: "2",
    };
    expect(readDemographics(reportOf({ pid, kin: true }))).toEqual({
      names: [
        { family: "Testperch", given: "Wren", middle: "Rae", suffix: "JR" },
        { family: "Old", given: "Wren", middle: "", suffix: "" },
      ],
      birthDate: "2024-03-09",
      sex: "F",
      motherMaidenName: { family: "Okafor", given: "", middle: "", suffix: "" },
      multipleBirth: true,
      birthOrder: 2,
      relatives: [{ family: "Testperch", given: "Ash", middle: "", suffix: "" }],
      addresses: [{ street: "414 Example Ave", city: "Bemidji", state: "MN", zip: "56601" }],
      phones: ["2185550142"],
      identifiers: [
        { value: "MRN100", authority: "NPC", type: "MR" },
        { value: "MRN200", authority: "9998", type: "MR" },
        { value: "A1", authority: "1.2.3", type: "SR" },
      ],
    });
  });

  test("knows nothing of a birth that no report tells of", () => {
    expect(readDemographics(reportOf({}))).toMatchObject({ multipleBirth: undefined, birthOrder: undefined });
  });
});

describe("viewPerson()", () => {
  test("takes each field from the newest report that has it, in whatever order they come", () => {
    const old: Told = { minute: 1, pid: { 13: "^PRN^PH^^^218^5550142", 11: "1 Old St^^Ely^MN^55731^USA^L" } };
    const later: Told = { minute: 2, pid: { 11: "2 New St^^Ely^MN^55731^USA^L" } };
    for (const seen of [view(old, later), view(later, old)]) {
      expect([leaf(seen, 11), seen.pid.has(13)]).toEqual(["2 New St", true]);
    }
  });

  test("takes a known sex before a later unknown one", () => {
    expect(leaf(view({ minute: 1 }, { minute: 2, pid: { 8: "U" } }), 8)).toBe("F");
    expect(leaf(view({ minute: 1 }, { minute: 2, pid: { 8: "M" } }), 8)).toBe("M");
  });

  test("does not mix the birth order of one report with the multiple birth of another", () => {
    const seen = view({ minute: 1, pid: { 24: "Y", 25: "2" } }, { minute: 2, pid: { 24: "N" } });
    expect([leaf(seen, 24), seen.pid.has(25)]).toEqual(["N", false]);
  });

  test("shows the ids of the asker's own reports once, and nobody else's", () => {
    const seen = view(
      { minute: 1, pid: { 3: "MRN1^^^NPC^MR" } },
      { minute: 2, pid: { 3: "MRN1^^^NPC^MR~MRN2^^^NPC^MR" } },
      { minute: 3, organizationId: "ORG-B", pid: { 3: "SECRET^^^OTHER^MR" } },
    );
    expect(seen.ownIdentifiers.map((id) => leafAt(id, 1))).toEqual(["MRN1", "MRN2"]);
  });

  test("keeps the next of kin that a later report does not repeat", () => {
    expect(view({ minute: 1, kin: true }, { minute: 2 }).relatives).toHaveLength(1);
  });
});
