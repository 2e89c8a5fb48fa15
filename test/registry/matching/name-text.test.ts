import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinedName, nameParts, normalizeName } from "../../../src/registry/matching/name-text.ts";

describe("normalizeName()", () => {
  test.each([
    ["Testperch", "TESTPERCH"],
    ["Núñez", "NUNEZ"],
    ["Zoë", "ZOE"],
    ["Sørensen", "SORENSEN"],
    ["Łukasz", "LUKASZ"],
    ["Strauß", "STRAUSS"],
    ["Þórðr", "THORDR"],
    ["O'Hara", "OHARA"],
    ["O’Hara", "OHARA"],
    ["Kaʻiulani", "KAIULANI"],
    ["St. Clair", "ST CLAIR"],
    ["Perch-Quillback", "PERCH QUILLBACK"],
    ["  van   der  Berg ", "VAN DER BERG"],
    ["Wren (adopted)", "WREN"],
    ["Нина", "НИНА"],
    ["李", "李"],
    ["-", ""],
    ["", ""],
  ])("%s is compared as %s", (written, compared) => {
    expect(normalizeName(written)).toBe(compared);
  });

  test.each(["a(", "a@", "ạ́", "👪a", "ß", "ß a"])("compares 100,000 times %s by its beginning", (part) => {
    const once = normalizeName(part.repeat(100_000));
    expect(once.length).toBeLessThanOrEqual(250);
    expect(normalizeName(once)).toBe(once);
  });

  test("is idempotent and keeps no blank at an end or in a row", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const once = normalizeName(text);
        expect(normalizeName(once)).toBe(once);
        expect(once).not.toMatch(/^ | $| {2}/);
      }),
    );
  });
});

describe("nameParts() and joinedName()", () => {
  test.each([
    ["VAN DER BERG", ["VAN", "DER", "BERG"], "VANDERBERG"],
    ["BERG", ["BERG"], "BERG"],
    ["", [], ""],
  ])("%s", (name, parts, joined) => {
    expect(nameParts(name)).toEqual(parts);
    expect(joinedName(name)).toBe(joined);
  });
});
