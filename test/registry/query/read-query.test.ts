import { describe, expect, test } from "vitest";
import { readQuery } from "../../../src/registry/query/read-query.ts";
import { BASE_QUERY } from "../../support/conformance-messages.ts";
import { editMessage } from "../../support/edit-message.ts";
import { acceptedMessage } from "../../support/read-reports-of.ts";

function asked(field: number, value: string): ReturnType<typeof readQuery> {
  return readQuery(acceptedMessage(editMessage(BASE_QUERY, [{ segment: "QPD", field, value }])), "Z34");
}

describe("readQuery()", () => {
  test("reads what a whole query asks", () => {
    const er7 = editMessage(BASE_QUERY, [
      { segment: "QPD", field: 5, value: "Okafor^^^^^^M" },
      { segment: "QPD", field: 8, value: "414 Example Ave^Apt 2^Bemidji^MN^56601^USA^L" },
      { segment: "QPD", field: 9, value: "^PRN^PH^^^218^5550142" },
      { segment: "QPD", field: 10, value: "Y" },
      { segment: "QPD", field: 11, value: "2" },
    ]);
    expect(readQuery(acceptedMessage(er7), "Z44")).toEqual({
      kind: "forecast",
      candidatesMax: 10,
      asked: {
        names: [{ family: "Testperch", given: "Wren", middle: "", suffix: "" }],
        birthDate: "2024-03-09",
        sex: "F",
        motherMaidenName: { family: "Okafor", given: "", middle: "", suffix: "" },
        multipleBirth: true,
        birthOrder: 2,
        relatives: [],
        addresses: [{ street: "414 Example Ave", city: "Bemidji", state: "MN", zip: "56601" }],
        phones: ["2185550142"],
        identifiers: [{ value: "MRN100", authority: "NPC", type: "MR" }],
      },
    });
  });

  test.each([
    { id: "Q16", what: "an id without authority and type", value: "MRN100" },
    { id: "-", what: "an id without type", value: "MRN100^^^NPC" },
    { id: "-", what: "no number", value: "^^^NPC^MR" },
  ])("$id leaves out $what", ({ value }) => {
    expect(asked(3, value).asked.identifiers).toEqual([]);
  });

  test("leaves out an address without city or state", () => {
    expect(asked(8, "414 Example Ave^^^^56601^USA^L").asked.addresses).toEqual([]);
  });

  test("Q30 leaves out an e-mail address", () => {
    expect(asked(9, "^NET^^a@example.org").asked.phones).toEqual([]);
  });

  test.each([
    { id: "Q01", rcp2: "10^RD&records&HL70126", max: 10 },
    { id: "-", rcp2: "3^RD&records&HL70126", max: 3 },
    { id: "-", rcp2: "500^RD&records&HL70126", max: 10 },
    { id: "Q15", rcp2: "", max: 10 },
  ])("$id takes the lower of RCP-2 $rcp2 and its own limit", ({ rcp2, max }) => {
    const er7 = editMessage(BASE_QUERY, [{ segment: "RCP", field: 2, value: rcp2 }]);
    expect(readQuery(acceptedMessage(er7), "Z34").candidatesMax).toBe(max);
  });
});
