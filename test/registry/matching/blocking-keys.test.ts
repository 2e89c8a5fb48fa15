import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BLOCKING_KEYS,
  BLOCKING_KEYS_MAX,
  blockingKeys,
} from "../../../src/registry/matching/blocking-keys.ts";
import {
  type Demographics,
  NO_DEMOGRAPHICS,
  type PersonName,
} from "../../../src/registry/matching/demographics.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import { child, day, personName } from "../../support/demographics.ts";

const keysOf = (parts: Partial<Demographics>): readonly string[] => blockingKeys(toMatchRecord(child(parts)));
const names = (parts: Partial<PersonName>): Partial<Demographics> => ({
  names: [personName({ family: "Testperch", given: "Wilhelmina", ...parts })],
});

describe("blockingKeys()", () => {
  test("of a plain record are one of each row, and one more for the mother's name", () => {
    expect(keysOf(names({}))).toEqual([
      "name:2021-03-14:T2316",
      "name:2021-03-14:Q4120",
      "name:2021-03-14:W4455",
      "year:2021:T2316:W4455",
      "phone:5550142:W4455",
    ]);
  });

  const found: readonly (readonly [string, Partial<Demographics>, Partial<Demographics>])[] = [
    ["another given name", names({}), names({ given: "Rosalind" })],
    ["another family name", names({}), { ...names({ family: "Sturgeon" }), motherMaidenName: undefined }],
    [
      "a nickname and another family name",
      names({ given: "William" }),
      names({ given: "Bill", family: "Sturgeon" }),
    ],
    [
      "the middle name as given name",
      names({ given: "Wren", middle: "Odette", family: "A" }),
      names({ given: "Odette", family: "B" }),
    ],
    [
      "given and family name exchanged",
      names({}),
      { ...names({ family: "Wilhelmina", given: "Testperch" }), phones: [] },
    ],
    [
      "one part of a double name",
      names({ family: "Testperch-Walleye" }),
      { ...names({ family: "Walleye" }), phones: [] },
    ],
    ["another day of the year", names({}), { birthDate: day("2021-11-30"), phones: [] }],
    ["another birth date and the same phone", names({}), { birthDate: day("1997-11-30") }],
    ["a newborn without a name", names({}), { ...names({ given: "Baby Girl" }), phones: [] }],
  ];
  test.each(found)("finds %s", (_what, a, b) => {
    const keys = new Set(keysOf(a));
    expect(keysOf(b).filter((key) => keys.has(key))).not.toEqual([]);
  });

  test("never brings people together by what is junk or unknown", () => {
    expect(blockingKeys(toMatchRecord(NO_DEMOGRAPHICS))).toEqual([]);
    const junk = child({
      names: [personName({ family: "UNKNOWN", given: "UNKNOWN" })],
      motherMaidenName: personName({ family: "UNKNOWN" }),
      birthDate: day("1900-01-01"),
      phones: ["999-999-9999"],
    });
    expect(blockingKeys(toMatchRecord(junk))).toEqual([]);
  });

  test("are no more than the bound, each once", () => {
    const part = fc.string({ unit: fc.constantFrom("A", "B", "K", "M", "R", "T", " ", "-"), maxLength: 40 });
    const name = fc.record({ family: part, given: part, middle: part, suffix: fc.constant("") });
    const many = fc.array(name, { minLength: 1, maxLength: 12 });
    const phones = fc.array(fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }).map(String), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(many, phones, (all, numbers) => {
        const keys = keysOf({ names: all, phones: numbers, motherMaidenName: all[0] });
        expect(keys.length).toBeLessThanOrEqual(BLOCKING_KEYS_MAX);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  test("BLOCKING_KEYS are four rows with names of their own", () => {
    expect(new Set(BLOCKING_KEYS.map((row) => row.name)).size).toBe(4);
  });
});
