import { describe, expect, test } from "vitest";
import { isJunk, JUNK_ROWS, type JunkKind, realNames } from "../../../src/registry/matching/junk-values.ts";
import { readNewbornName } from "../../../src/registry/matching/newborn-name.ts";

describe("isJunk()", () => {
  const junk: readonly (readonly [JunkKind, string])[] = [
    ["name", "UNKNOWN"],
    ["name", "NO NAME"],
    ["name", "TEST"],
    ["name", "ZZTEST"],
    ["family", "PATIENT"],
    ["phone", "9999999"],
    ["phone", "5551212"],
    ["phone", "9876543"],
    ["phone", "1234567"],
    ["identifier", "0000"],
    ["identifier", "99999"],
    ["identifier", "UNKNOWN"],
    ["street", "SAME AS ABOVE"],
    ["street", "HOMELESS"],
    ["birth-date", "1900-01-01"],
  ];
  test.each(junk)("%s %s is left out", (kind, value) => {
    expect(isJunk(kind, value)).toBe(true);
  });

  const real: readonly (readonly [JunkKind, string])[] = [
    ["name", "HER"],
    ["name", "VO"],
    ["name", "TESTPERCH"],
    ["name", "PATIENT"],
    ["name", "BENJAMIN"],
    ["phone", "5550142"],
    ["phone", "2015207"],
    ["identifier", "10"],
    ["identifier", "A-991"],
    ["street", "123 MAIN ST"],
    ["birth-date", "1970-01-01"],
  ];
  test.each(real)("%s %s is kept", (kind, value) => {
    expect(isJunk(kind, value)).toBe(false);
  });

  test("JUNK_ROWS match whole values only and name their source", () => {
    for (const row of JUNK_ROWS) {
      expect(row.source).toMatch(/^review rule k/);
      expect(row.pattern.test("")).toBe(false);
    }
  });
});

describe("realNames() takes short words for junk only when neither part is a name", () => {
  test.each([
    ["HER", "U", "HER", "U"],
    ["NULL", "WREN", "NULL", "WREN"],
    ["NULL", "NONE", "", ""],
    ["UNKNOWN", "UNKNOWN", "", ""],
    ["X", "", "", ""],
    ["TESTPERCH", "UNKNOWN", "TESTPERCH", ""],
    ["LNU", "WREN", "", "WREN"],
    ["TEST", "TEST", "", ""],
  ])("%s, %s", (family, given, realFamily, realGiven) => {
    expect(realNames(family, given)).toEqual({ family: realFamily, given: realGiven });
  });
});

describe("readNewbornName()", () => {
  test.each([
    ["BABY", false, undefined],
    ["BABY BOY", false, undefined],
    ["BABYGIRL", false, undefined],
    ["A BOY", false, undefined],
    ["NEWBORN", false, undefined],
    ["BB", false, undefined],
    ["MALE", false, undefined],
    ["FEMALE", false, undefined],
    ["BAY GIRL", false, undefined],
    ["NB M", false, undefined],
    ["UNNAMED", false, undefined],
    ["GIRL TWO", true, 2],
    ["BABY BOY A", true, 1],
    ["BABY GIRL 2", true, 2],
    ["BG1", true, 1],
    ["TWIN B", true, 2],
    ["TWIN", true, undefined],
    ["TRIPLET C", true, 3],
    ["INFANT OF HENRIETTA", false, undefined],
    ["BOY HENRIETTA", false, undefined],
  ])("%s is a placeholder: several %s, order %s", (given, multipleBirth, birthOrder) => {
    expect(readNewbornName(given)).toEqual({ multipleBirth, birthOrder });
  });

  test.each(["BOYD", "MALEA", "BAYA", "BAY", "WREN", "ABBY", "TWINKLE", "U", ""])("%s is a name", (given) => {
    expect(readNewbornName(given)).toBeUndefined();
  });
});
