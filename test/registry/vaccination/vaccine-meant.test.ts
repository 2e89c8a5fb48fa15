import { describe, expect, test } from "vitest";
import { awaitsCodes } from "../../../src/registry/vaccination/vaccine-meant.ts";
import { CODES } from "../../support/read-reports-of.ts";

/** `03 CVX` */
function coded(sent: string) {
  const [code = "", system = ""] = sent.split(" ");
  return { code, system, text: "" };
}

describe("awaitsCodes()", () => {
  test.each([
    { what: "a CVX that is known", sent: ["03 CVX"], awaits: false },
    { what: "a CVX that no table has", sent: ["899 CVX"], awaits: true },
    { what: "the same under its HL7 name", sent: ["899 HL70292"], awaits: true },
    { what: "the same without a system", sent: ["899"], awaits: true },
    { what: "an NDC that no table has", sent: ["99999-0001-01 NDC"], awaits: true },
    { what: "such an NDC behind a known CVX", sent: ["03 CVX", "99999-0001-01 NDC"], awaits: false },
    { what: "an unknown CVX before a known CPT", sent: ["899 CVX", "90707 CPT"], awaits: true },
    { what: "a known CPT", sent: ["90707 CPT"], awaits: false },
    { what: "what is no code of its system", sent: ["9Z9 CVX"], awaits: false },
    { what: "a code of a system that names no vaccines", sent: ["899 LOCAL"], awaits: false },
    { what: "nothing", sent: [], awaits: false },
  ])("is $awaits of $what", ({ sent, awaits }) => {
    expect(awaitsCodes(CODES, { vaccineCodes: sent.map(coded) })).toBe(awaits);
  });
});
