import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jaroWinkler, withinOneEdit } from "../../../src/registry/matching/text-similarity.ts";

/** Few letters, so that random words often share some. */
const word = fc.string({ unit: fc.constantFrom("A", "B", "C", "D"), maxLength: 12 });

describe("jaroWinkler()", () => {
  test.each([
    ["MARTHA", "MARHTA", 0.9611],
    ["DWAYNE", "DUANE", 0.84],
    ["DIXON", "DICKSONX", 0.8133],
    ["ABC", "XYZ", 0],
    ["SAME", "SAME", 1],
    ["", "", 0],
    ["", "A", 0],
  ])("of %s and %s is %d, as published", (a, b, similarity) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(similarity, 4);
  });

  test("is symmetric and between 0 and 1", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const similarity = jaroWinkler(a, b);
        expect(jaroWinkler(b, a)).toBe(similarity);
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("compares the beginnings of texts that are too long", () => {
    expect(jaroWinkler("A".repeat(500), "A".repeat(400))).toBe(1);
  });
});

/** Optimal string alignment distance by the book, to check the short cut against. */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const change = at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]);
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : change;
      const row = rows[i];
      if (row !== undefined) row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, swap);
    }
  }
  return at(a.length, b.length);
}

describe("withinOneEdit()", () => {
  test.each([
    ["PERCH", "PERCH", true],
    ["PERCH", "PERSH", true],
    ["PERCH", "PECH", true],
    ["PERCH", "PERCHY", true],
    ["PERCH", "PECRH", true],
    ["PERCH", "PCERH", false],
    ["PERCH", "PERC", true],
    ["PERCH", "PER", false],
    ["", "A", true],
    ["", "AB", false],
  ])("%s and %s: %s", (a, b, within) => {
    expect(withinOneEdit(a, b)).toBe(within);
  });

  test("agrees with the edit distance, both ways round", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(withinOneEdit(a, b)).toBe(editDistance(a, b) <= 1);
        expect(withinOneEdit(b, a)).toBe(withinOneEdit(a, b));
      }),
    );
  });
});
