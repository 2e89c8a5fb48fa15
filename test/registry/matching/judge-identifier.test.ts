import { expect, test } from "vitest";
import { compareRecords } from "../../../src/registry/matching/compare-records.ts";
import type { Demographics, PersonName } from "../../../src/registry/matching/demographics.ts";
import { type IdentifierVerdict, judgeIdentifier } from "../../../src/registry/matching/judge-identifier.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import { child, day, personName } from "../../support/demographics.ts";

type Parts = Partial<Demographics>;
const name = (parts: Partial<PersonName>): Parts => ({
  names: [personName({ family: "Testperch", given: "Wilhelmina", ...parts })],
});

const CASES: readonly (readonly [IdentifierVerdict, string, Parts, Parts])[] = [
  ["confirmed", "the same person", {}, {}],
  ["confirmed", "a new family name", {}, name({ family: "Sturgeon" })],
  ["confirmed", "a corrected digit of the birth date", {}, { birthDate: day("2021-03-15") }],
  ["confirmed", "a corrected birth date", {}, { birthDate: day("1987-11-02") }],
  ["confirmed", "a corrected sex", {}, { sex: "M" }],
  ["confirmed", "a newborn who got a name", name({ given: "Baby Girl" }), {}],
  [
    "confirmed",
    "test patients of one birth date",
    name({ family: "Test", given: "Test" }),
    name({ family: "Test", given: "Test" }),
  ],
  ["confirmed", "names alone, without a birth date", { birthDate: undefined }, {}],
  ["doubtful", "a twin's chart", name({ given: "Wren" }), name({ given: "Rosalind" })],
  [
    "doubtful",
    "the other twin by order",
    { multipleBirth: true, birthOrder: 1 },
    { multipleBirth: true, birthOrder: 2 },
  ],
  ["doubtful", "father and son", name({ suffix: "Sr" }), name({ suffix: "Jr" })],
  ["doubtful", "both names changed", {}, name({ family: "Sturgeon", given: "Rosalind" })],
  [
    "doubtful",
    "one name and two birth dates, and another sex",
    {},
    { birthDate: day("1987-11-02"), sex: "M" },
  ],
  ["doubtful", "a family name alone", name({ given: "Baby Girl" }), { birthDate: day("1987-11-02") }],
  ["contradicted", "a sibling's chart", {}, { ...name({ given: "Rosalind" }), birthDate: day("2018-09-27") }],
  [
    "contradicted",
    "the mother's chart",
    {},
    { ...name({ given: "Henrietta" }), birthDate: day("1993-07-21") },
  ],
  [
    "contradicted",
    "a stranger of nearly the birth date",
    {},
    { ...name({ family: "Sturgeon", given: "Rosalind" }), birthDate: day("2021-03-27") },
  ],
  [
    "contradicted",
    "a stranger",
    {},
    { ...name({ family: "Sturgeon", given: "Rosalind" }), birthDate: day("1987-11-02") },
  ],
];

test.each(CASES)("judgeIdentifier() is %s: %s", (verdict, _what, a, b) => {
  const [left, right] = [toMatchRecord(child(a)), toMatchRecord(child(b))];
  expect(judgeIdentifier(compareRecords(left, right))).toBe(verdict);
  expect(judgeIdentifier(compareRecords(right, left))).toBe(verdict);
});
