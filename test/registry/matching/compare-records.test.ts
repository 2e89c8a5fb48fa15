import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Comparison, compareRecords } from "../../../src/registry/matching/compare-records.ts";
import { COMPARISONS } from "../../../src/registry/matching/comparisons.ts";
import {
  type Demographics,
  NO_DEMOGRAPHICS,
  type PersonName,
} from "../../../src/registry/matching/demographics.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import type { VetoName } from "../../../src/registry/matching/vetoes.ts";
import { anyone, variant } from "../../support/any-demographics.ts";
import { child, day, personName } from "../../support/demographics.ts";

const compare = (a: Demographics, b: Demographics): Comparison =>
  compareRecords(toMatchRecord(a), toMatchRecord(b));

const names = (parts: Partial<PersonName>): readonly PersonName[] => [
  personName({ family: "Testperch", given: "Wilhelmina", ...parts }),
];
const mr = (value: string): Partial<Demographics> => ({
  identifiers: [{ value, authority: "CLINIC", type: "MR" }],
});
const moved = { addresses: [{ street: "9 Sturgeon Court", city: "Ely", state: "MN", zip: "55731" }] };

describe("compareRecords() takes for one person", () => {
  const cases: readonly (readonly [string, Partial<Demographics>, Partial<Demographics>])[] = [
    ["the same report twice", {}, {}],
    ["a family that moved", {}, moved],
    ["a new phone", {}, { phones: ["218-555-0167"] }],
    [
      "a report without mother, relatives and middle name",
      {},
      { motherMaidenName: undefined, relatives: [], names: names({}) },
    ],
    [
      "name, birth date, sex and address alone",
      { phones: [], relatives: [], motherMaidenName: undefined },
      { names: names({}) },
    ],
    ["a nickname", { names: names({ given: "Elizabeth" }) }, { names: names({ given: "Betsy" }) }],
    [
      "a spelling that sounds alike",
      { names: names({ given: "Catherine" }) },
      { names: names({ given: "Catharine" }) },
    ],
    ["a suffix on one side", { names: names({ suffix: "Jr" }) }, { names: names({}) }],
    [
      "a double family name cut",
      { names: names({ family: "Testperch-Walleye" }) },
      { names: names({ family: "Walleye" }) },
    ],
    ["a newborn named later", { names: names({ given: "Baby Girl" }) }, { names: names({ given: "Wren" }) }],
    ["a twin and itself", { multipleBirth: true, birthOrder: 1 }, { multipleBirth: true, birthOrder: 1 }],
  ];
  test.each(cases)("%s", (_what, a, b) => {
    const found = compare(child(a), child(b));
    expect(found.vetoes).toEqual([]);
    expect(found.kind).toBe("match");
  });
});

describe("compareRecords() leaves to a person", () => {
  const birth = { multipleBirth: true };
  const cases: readonly (readonly [
    string,
    Partial<Demographics>,
    Partial<Demographics>,
    readonly VetoName[],
  ])[] = [
    [
      "name and birth date alone",
      { addresses: [], phones: [], relatives: [], motherMaidenName: undefined },
      { names: names({}) },
      [],
    ],
    [
      "a day and month exchanged",
      { birthDate: day("2021-03-12") },
      { birthDate: day("2021-12-03") },
      ["birth-date-differs"],
    ],
    [
      "one digit of the birth date",
      { birthDate: day("2021-03-14") },
      { birthDate: day("2021-03-15") },
      ["birth-date-differs"],
    ],
    [
      "siblings whose names differ by a letter",
      { names: names({ given: "Jayden" }) },
      { names: names({ given: "Hayden" }) },
      ["given-name-differs"],
    ],
    [
      "given and middle name exchanged",
      { names: names({ given: "Wren", middle: "Odette" }) },
      { names: names({ given: "Odette", middle: "Wren" }) },
      ["given-name-differs"],
    ],
    [
      "given and family name exchanged",
      { names: [personName({ family: "Wren", given: "Testperch" })] },
      { names: [personName({ family: "Testperch", given: "Wren" })] },
      ["given-name-differs"],
    ],
    [
      "siblings who share the first name",
      { names: names({ middle: "Odette" }) },
      { names: names({ middle: "Rosalind" }) },
      ["middle-name-differs"],
    ],
    [
      "another family name",
      {},
      { names: names({ family: "Sturgeon", middle: "Odette" }) },
      ["family-name-differs"],
    ],
    ["another sex", { sex: "F" }, { sex: "M" }, ["sex-differs"]],
    [
      "father and son",
      { names: names({ suffix: "Sr" }) },
      { names: names({ suffix: "Jr" }) },
      ["suffix-differs"],
    ],
    [
      "a twin with another place",
      { ...birth, birthOrder: 1 },
      { ...birth, birthOrder: 2 },
      ["birth-order-differs"],
    ],
    [
      "a twin whose name sounds alike",
      { ...birth, names: names({ given: "Marlin" }) },
      { ...birth, names: names({ given: "Marlyn" }) },
      ["twin"],
    ],
    [
      "a newborn twin named later",
      { ...birth, names: names({ given: "Baby Girl" }) },
      { names: names({ given: "Wren" }) },
      ["twin"],
    ],
    [
      "a newborn of another mother and home",
      { names: names({ given: "Baby Girl" }), addresses: [], relatives: [] },
      { phones: ["218-555-0142"], motherMaidenName: undefined },
      ["name-unknown"],
    ],
    ["two charts of one clinic", mr("A-1"), mr("A-2"), ["identifier-conflict"]],
  ];
  test.each(cases)("%s", (_what, a, b, vetoes) => {
    const found = compare(child(a), child(b));
    expect(found.kind).toBe("possible");
    expect(found.vetoes).toEqual(expect.arrayContaining([...vetoes]));
  });
});

describe("compareRecords() takes for two people", () => {
  const cases: readonly (readonly [string, Partial<Demographics>, Partial<Demographics>])[] = [
    [
      "twins by their order",
      { multipleBirth: true, birthOrder: 1, names: names({ given: "Wren" }) },
      { multipleBirth: true, birthOrder: 2, names: names({ given: "Odette" }) },
    ],
    [
      "twins whose order is unknown",
      { multipleBirth: true, names: names({ given: "Wren" }) },
      { names: names({ given: "Odette" }) },
    ],
    ["siblings", {}, { names: names({ given: "Rosalind" }), birthDate: day("2018-09-02") }],
    ["mother and child", {}, { names: names({ given: "Henrietta" }), birthDate: day("1993-07-21") }],
    [
      "people of one name and another birth date",
      { ...moved },
      { birthDate: day("1987-11-02"), phones: [], relatives: [] },
    ],
    [
      "strangers of one birth date",
      {},
      { ...moved, names: names({ family: "Sturgeon", given: "Rosalind" }), phones: [], relatives: [] },
    ],
    [
      "two nobodies",
      { names: names({ family: "UNKNOWN", given: "UNKNOWN" }), motherMaidenName: undefined, relatives: [] },
      { names: names({ family: "UNKNOWN", given: "UNKNOWN" }), addresses: [] },
    ],
  ];
  test.each(cases)("%s", (_what, a, b) => {
    expect(compare(child(a), child(b)).kind).toBe("different");
  });

  test("someone of whom nothing is known, even from himself", () => {
    expect(compare(NO_DEMOGRAPHICS, NO_DEMOGRAPHICS)).toMatchObject({
      kind: "different",
      score: 0,
      attainableScore: 0,
    });
    expect(compare(NO_DEMOGRAPHICS, child()).kind).toBe("different");
  });
});

describe("compareRecords() reasons", () => {
  test("are one a row of the table and add up to the score", () => {
    const { reasons, score, attainableScore } = compare(child(), child(moved));
    expect(reasons.map((reason) => reason.comparison)).toEqual(COMPARISONS.map((row) => row.name));
    expect(reasons.reduce((sum, reason) => sum + reason.weight, 0)).toBeCloseTo(score, 9);
    expect(attainableScore).toBeGreaterThan(score);
  });
});

describe("compareRecords() for any two people", () => {
  test("gives the same from both sides", () => {
    fc.assert(
      fc.property(anyone, anyone, (a, b) => {
        expect(compare(b, a)).toEqual(compare(a, b));
      }),
    );
  });

  test("never takes one for two, once name and birth date are known", () => {
    fc.assert(
      fc.property(anyone, (someone) => {
        const known = { ...someone, names: names({}), birthDate: day("2021-03-14") };
        const found = compare(known, known);
        expect(found.kind).not.toBe("different");
        expect(found.vetoes).toEqual([]);
        expect(found.score).toBe(found.attainableScore);
      }),
    );
  });

  test("calls it a match only with both names and the birth date, and nothing telling against it", () => {
    const telling = new Set(["given-name", "family-name", "middle-name", "sex", "suffix", "birth-order"]);
    const seen = new Set<string>();
    fc.assert(
      fc.property(variant, variant, (a, b) => {
        const { kind, reasons } = compare(a, b);
        seen.add(kind);
        if (kind !== "match") return;
        const against = reasons.filter((one) => one.level === "different").map((one) => one.comparison);
        expect(against.filter((name) => telling.has(name))).toEqual([]);
        expect(reasons.find((one) => one.comparison === "birth-date")?.level).toBe("equal");
      }),
      { numRuns: 300 },
    );
    expect([...seen].toSorted()).toEqual(["different", "match", "possible"]);
  });

  const evidence: readonly (readonly [string, (someone: Demographics) => Demographics])[] = [
    ["phone", (one) => ({ ...one, phones: [...one.phones, "320-555-0111"] })],
    ["address", (one) => ({ ...one, addresses: [...one.addresses, ...moved.addresses] })],
    [
      "relative",
      (one) => ({ ...one, relatives: [...one.relatives, personName({ family: "Sturgeon", given: "Ida" })] }),
    ],
    [
      "alias",
      (one) =>
        one.names.length === 0
          ? one
          : { ...one, names: [...one.names, personName({ family: "Sturgeon", given: "Rosalind" })] },
    ],
    ["mother's maiden name", (one) => ({ ...one, motherMaidenName: personName({ family: "Sturgeon" }) })],
    ["birth date", (one) => ({ ...one, birthDate: day("2021-03-14") })],
    ["sex", (one) => ({ ...one, sex: "F" })],
  ];
  test.each(evidence)("one more %s in common never lowers the score", (_what, add) => {
    fc.assert(
      fc.property(anyone, anyone, (a, b) => {
        expect(compare(add(a), add(b)).score).toBeGreaterThanOrEqual(compare(a, b).score);
      }),
    );
  });
});
