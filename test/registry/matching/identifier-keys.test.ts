import { describe, expect, test } from "vitest";
import type { PatientIdentifier } from "../../../src/registry/matching/demographics.ts";
import { identifierKeys } from "../../../src/registry/matching/identifier-keys.ts";
import { child } from "../../support/demographics.ts";

const mr: PatientIdentifier = { value: "P-1001", authority: "CLINIC", type: "MR" };
const keysOf = (...identifiers: readonly PatientIdentifier[]): readonly string[] =>
  identifierKeys(child({ identifiers })).map((one) => one.key);

describe("identifierKeys()", () => {
  test("are equal whatever the case, the blanks and the width of the letters", () => {
    expect(keysOf({ value: " p-1001 ", authority: "clinic", type: "mr" })).toEqual(keysOf(mr));
    expect(keysOf({ ...mr, value: "Ｐ-１００１" })).toEqual(keysOf(mr));
  });

  test("gives each identifier once", () => {
    expect(keysOf(mr, mr, { ...mr, value: "P-1002" })).toHaveLength(2);
  });

  test.each([
    ["value", { ...mr, value: "P-1002" }],
    ["leading zero", { ...mr, value: "0P-1001" }],
    ["authority", { ...mr, authority: "OTHER" }],
    ["type", { ...mr, type: "PI" }],
  ])("tells another %s apart", (_what, other) => {
    expect(keysOf(other)).not.toEqual(keysOf(mr));
  });

  test.each(["value", "authority", "type"] as const)("leaves out one whose %s is too long", (part) => {
    expect(keysOf({ ...mr, [part]: "\u0301\u0323".repeat(100_000) })).toEqual([]);
    expect(keysOf({ ...mr, value: "7".repeat(251) })).toEqual([]);
    expect(keysOf({ ...mr, value: "7".repeat(250) })).toHaveLength(1);
  });

  test("cannot be forged by moving text from one part to the next", () => {
    expect(keysOf({ ...mr, authority: "CLINIC\u001FMR", value: "1" })).not.toEqual(
      keysOf({ ...mr, authority: "CLINIC", value: "MR\u001F1" }),
    );
  });

  test.each([
    ["no value", { ...mr, value: "" }],
    ["no authority", { ...mr, authority: " " }],
    ["a visit number", { ...mr, type: "VN" }],
    ["an account number", { ...mr, type: "AN" }],
    ["a Social Security number", { ...mr, type: "SS" }],
    ["a Medicaid number", { ...mr, type: "MA" }],
    ["zeros", { ...mr, value: "0000" }],
    ["a word for unknown", { ...mr, value: "unknown" }],
  ])("leaves out %s", (_what, identifier) => {
    expect(keysOf(identifier)).toEqual([]);
  });

  test("scope says who gave the number, for numbers that differ", () => {
    const [first, second] = identifierKeys(child({ identifiers: [mr, { ...mr, value: "P-1002" }] }));
    expect(first?.scope).toBe(second?.scope);
  });
});
