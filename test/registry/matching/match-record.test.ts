import { describe, expect, test } from "vitest";
import { addressKey } from "../../../src/registry/matching/address-key.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import { child } from "../../support/demographics.ts";

/** U+2028 is a line end to a pattern and none to HL7: `.*$` tried from each character before it took minutes. */
const LINE_SEPARATOR = "\u2028";
const LENGTH = 60_000;

describe("toMatchRecord()", () => {
  test.each([
    ["218-555-0167", ["5550167"]],
    ["(218) 555-0167 x12", ["5550167"]],
    ["218 555 0167 EXT 9", ["5550167"]],
    ["555-01", []],
    [`5550167${"x".repeat(LENGTH)}${LINE_SEPARATOR}`, ["5550167"]],
  ])("reads the last seven digits before an extension (row %#)", (phone, keys) => {
    expect(toMatchRecord(child({ phones: [phone] })).phones).toEqual(keys);
  });
});

describe("addressKey()", () => {
  test.each([
    ["12 Birch Street #4", "12", "BIRCHST"],
    ["12 Birch St Apt 4", "12", "BIRCHST"],
    [`12 Birch St ${"#".repeat(LENGTH)}${LINE_SEPARATOR}`, "12", "BIRCHST"],
  ])("leaves out the unit, however it is written (row %#)", (street, number, key) => {
    const address = { street, city: "Ely", state: "MN", zip: "55731" };
    expect(addressKey(address)).toMatchObject({ number, street: key });
  });
});
