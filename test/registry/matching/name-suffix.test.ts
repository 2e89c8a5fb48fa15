import { describe, expect, test } from "vitest";
import { generationOf, readSuffix, splitSuffix } from "../../../src/registry/matching/name-suffix.ts";

describe("readSuffix()", () => {
  test.each([
    ["JR", "JR"],
    ["JUNIOR", "JR"],
    ["SENIOR", "SR"],
    ["3RD", "III"],
    ["II", "II"],
    ["MD", ""],
    ["", ""],
  ])("%s is %s", (spelling, suffix) => {
    expect(readSuffix(spelling)).toBe(suffix);
  });

  test("generationOf() takes JR and II for one generation, and no suffix for none", () => {
    expect(generationOf("JR")).toBe(generationOf("II"));
    expect(generationOf("SR")).not.toBe(generationOf("JR"));
    expect(generationOf("")).toBe(0);
  });
});

describe("splitSuffix()", () => {
  test.each([
    ["TESTPERCH JR", "TESTPERCH", "JR"],
    ["VAN DER BERG III", "VAN DER BERG", "III"],
    ["TESTPERCH", "TESTPERCH", ""],
    ["JR", "JR", ""],
    ["LO V", "LO V", ""],
  ])("%s is family %s with suffix %s", (name, family, suffix) => {
    expect(splitSuffix(name)).toEqual({ family, suffix });
  });
});
