import { describe, expect, test } from "vitest";
import { compareRecords, levelIn } from "../../../src/registry/matching/compare-records.ts";
import type { Level } from "../../../src/registry/matching/comparison-levels.ts";
import { COMPARISONS, type ComparisonName } from "../../../src/registry/matching/comparisons.ts";
import type { Demographics, PersonName } from "../../../src/registry/matching/demographics.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import { child, day, personName } from "../../support/demographics.ts";

/** The level of one field, which must be the same from both sides. */
function levelOf(name: ComparisonName, a: Partial<Demographics>, b: Partial<Demographics>): Level {
  const [left, right] = [toMatchRecord(child(a)), toMatchRecord(child(b))];
  const level = levelIn(compareRecords(left, right).reasons, name);
  expect(levelIn(compareRecords(right, left).reasons, name)).toBe(level);
  return level;
}

type Parts = Partial<PersonName>;
const named = (...names: readonly Parts[]): Partial<Demographics> => ({ names: names.map(personName) });

/** Demographics of which one field is given, the rest as of everyone here. */
const withMiddle = (middle: string): Partial<Demographics> =>
  named({ family: "Testperch", given: "Wren", middle });
const withSuffix = (suffix: string): Partial<Demographics> =>
  named({ family: "Testperch", given: "Olaf", suffix });
const withMother = (family: string): Partial<Demographics> => ({ motherMaidenName: personName({ family }) });
const inState = (state: string): Partial<Demographics> => ({
  addresses: [{ street: "5 Main St", city: "Moorhead", state, zip: "" }],
});
const at = (street: string, city = "Bemidji", zip = "56601"): Partial<Demographics> => ({
  addresses: [{ street, city, zip, state: "MN" }],
});

describe("given name", () => {
  const cases: readonly (readonly [string, Parts, Parts, Level])[] = [
    ["same", { given: "Wren" }, { given: "WREN" }, "equal"],
    ["diacritics", { given: "Zoë" }, { given: "Zoe" }, "equal"],
    ["one word or two", { given: "Mary Ann" }, { given: "Maryann" }, "equal"],
    ["second name as middle name", { given: "Mary Ann" }, { given: "Mary", middle: "Ann" }, "equal"],
    ["typing error", { given: "Wilhelmina" }, { given: "Wilhlemina" }, "close"],
    ["spelling", { given: "Jon" }, { given: "John" }, "close"],
    ["nickname", { given: "William" }, { given: "Billy" }, "close"],
    ["first of two names", { given: "Maria Elena" }, { given: "Maria" }, "close"],
    [
      "changed places with the middle name",
      { given: "Wren", middle: "Odette" },
      { given: "Odette", middle: "Wren" },
      "partial",
    ],
    ["is the middle name of the other", { given: "Wren" }, { given: "Odette", middle: "Wren" }, "partial"],
    ["initial", { given: "W" }, { given: "Wren" }, "partial"],
    ["short names by a letter", { given: "Mia" }, { given: "Mya" }, "different"],
    ["other", { given: "Wren" }, { given: "Odette" }, "different"],
    ["unknown", { given: "" }, { given: "Wren" }, "missing"],
    ["newborn", { given: "Baby Girl" }, { given: "Wren" }, "missing"],
    ["test word", { given: "TEST" }, { given: "Test" }, "missing"],
  ];
  test.each(cases)("%s", (_what, a, b, level) => {
    const family = "Testperch";
    expect(levelOf("given-name", named({ family, ...a }), named({ family, ...b }))).toBe(level);
  });

  test("an alias of the other", () => {
    const a = named({ family: "Testperch", given: "Wren" });
    const b = named({ family: "Testperch", given: "Odette" }, { family: "Testperch", given: "Wren" });
    expect(levelOf("given-name", a, b)).toBe("partial");
  });
});

describe("family name", () => {
  const cases: readonly (readonly [string, string, string, Level])[] = [
    ["same", "Testperch", "TESTPERCH", "equal"],
    ["apostrophe", "O'Hara", "Ohara", "equal"],
    ["particles", "van der Berg", "VanDerBerg", "equal"],
    ["hyphen or blank", "Perch-Quillback", "Perch Quillback", "equal"],
    ["suffix typed behind it", "Testperch Jr.", "Testperch", "equal"],
    ["typing error", "Testperch", "Tesptperch", "close"],
    ["spelling", "Andersen", "Anderson", "close"],
    ["one of two names", "Walleye-Quillback", "Quillback", "partial"],
    ["other", "Testperch", "Quillback", "different"],
    ["particle alone in common", "de Walleye", "de Quillback", "different"],
    ["unknown", "", "Testperch", "missing"],
    ["unknown in words", "UNKNOWN", "Testperch", "missing"],
  ];
  test.each(cases)("%s", (_what, a, b, level) => {
    const given = "Wren";
    expect(levelOf("family-name", named({ family: a, given }), named({ family: b, given }))).toBe(level);
  });

  test("an earlier name of the other", () => {
    const a = named({ family: "Testperch", given: "Wren" });
    const b = named({ family: "Quillback", given: "Wren" }, { family: "Testperch", given: "Wren" });
    expect(levelOf("family-name", a, b)).toBe("partial");
  });

  test("exchanged with the given name", () => {
    const a = named({ family: "Testperch", given: "Wren" });
    const b = named({ family: "Wren", given: "Testperch" });
    expect(levelOf("family-name", a, b)).toBe("partial");
    expect(levelOf("given-name", a, b)).toBe("partial");
  });
});

describe("middle name", () => {
  const cases: readonly (readonly [string, string, Level])[] = [
    ["Odette", "ODETTE", "equal"],
    ["Odette", "Odete", "close"],
    ["Odette", "O.", "partial"],
    ["Odette", "Rosalind", "different"],
    ["Odette", "", "missing"],
  ];
  test.each(cases)("%s and %s: %s", (a, b, level) => {
    expect(levelOf("middle-name", withMiddle(a), withMiddle(b))).toBe(level);
  });

  test("says nothing when it changed places with the given name", () => {
    const a = named({ family: "Testperch", given: "Wren", middle: "Odette" });
    const b = named({ family: "Testperch", given: "Odette", middle: "Wren" });
    expect(levelOf("middle-name", a, b)).toBe("missing");
  });
});

describe("birth date", () => {
  const cases: readonly (readonly [string, string, Level])[] = [
    ["2021-03-14", "2021-03-14", "equal"],
    ["2021-03-14", "2021-03-15", "close"],
    ["2021-03-14", "2011-03-14", "close"],
    ["2021-03-12", "2021-12-03", "close"],
    ["2021-03-14", "2021-03-27", "partial"],
    ["2021-03-14", "1997-03-14", "partial"],
    ["2021-03-14", "2012-03-14", "partial"],
    ["2021-03-14", "1987-11-02", "different"],
    ["2021-03-14", "1900-01-01", "missing"],
  ];
  test.each(cases)("%s and %s: %s", (a, b, level) => {
    expect(levelOf("birth-date", { birthDate: day(a) }, { birthDate: day(b) })).toBe(level);
  });
});

describe("sex, phone, address", () => {
  const sexes: readonly (readonly [string, string, Level])[] = [
    ["F", "F", "equal"],
    ["F", "M", "different"],
    ["F", "U", "missing"],
    ["X", "M", "missing"],
    ["", "", "missing"],
  ];
  test.each(sexes)("sex %s and %s: %s", (a, b, level) => {
    expect(levelOf("sex", { sex: a }, { sex: b })).toBe(level);
  });

  const phones: readonly (readonly [string, readonly string[], readonly string[], Level])[] = [
    ["notation", ["(218) 555-0142"], ["218.555.0142"], "equal"],
    ["area code left out", ["218-555-0142"], ["555-0142"], "equal"],
    ["extension", ["218-555-0142 x12"], ["2185550142"], "equal"],
    ["second number", ["218-555-0199", "218-555-0142"], ["2185550142"], "equal"],
    ["other number", ["218-555-0142"], ["218-555-0167"], "different"],
    ["filler", ["999-999-9999"], ["999-999-9999"], "missing"],
    ["too short", ["555"], ["555"], "missing"],
    ["none", [], ["218-555-0142"], "missing"],
  ];
  test.each(phones)("phone: %s", (_what, a, b, level) => {
    expect(levelOf("phone", { phones: a }, { phones: b })).toBe(level);
  });

  const addresses: readonly (readonly [string, Partial<Demographics>, Partial<Demographics>, Level])[] = [
    ["abbreviations", at("1712 Walleye Lane"), at("1712 WALLEYE LN."), "equal"],
    ["unit left out", at("1712 Walleye Ln Apt 4B"), at("1712 Walleye Ln"), "equal"],
    ["unit after a number sign", at("1712 Walleye Ln #4B"), at("1712 Walleye Ln"), "equal"],
    ["nine-digit ZIP code", at("1712 Walleye Ln"), at("1712 Walleye Ln", "", "56601-1234"), "equal"],
    ["town by name", at("1712 Walleye Ln", "Bemidji", ""), at("1712 Walleye Ln"), "equal"],
    ["typing error in the street", at("1712 Walleye Ln"), at("1712 Waleye Ln"), "close"],
    ["typing error in the number", at("1712 Walleye Ln"), at("1721 Walleye Ln"), "close"],
    ["house next door", at("12 Walleye Ln"), at("14 Walleye Ln"), "different"],
    ["other town", at("1712 Walleye Ln"), at("1712 Walleye Ln", "Duluth", "55802"), "different"],
    ["moved", at("1712 Walleye Ln"), at("9 Sturgeon Ct", "Ely", "55731"), "different"],
    ["no street", at(""), at("1712 Walleye Ln"), "missing"],
    ["filler", at("Same as above"), at("Same as above"), "missing"],
    ["none", { addresses: [] }, at("1712 Walleye Ln"), "missing"],
  ];
  test.each(addresses)("address: %s", (_what, a, b, level) => {
    expect(levelOf("address", a, b)).toBe(level);
  });

  test("address: one town name in two states is two towns", () => {
    expect(levelOf("address", inState("MN"), inState("KY"))).toBe("different");
  });
});

describe("relatives and mother", () => {
  const relatives: readonly (readonly [string, Parts, Parts, Level, Level])[] = [
    ["same", { given: "Ida", family: "Testperch" }, { given: "Ida", family: "Testperch" }, "equal", "equal"],
    [
      "spelled alike",
      { given: "Henrietta", family: "Testperch" },
      { given: "Henriette", family: "Tesptperch" },
      "close",
      "close",
    ],
    [
      "double name",
      { given: "Ida", family: "Perch-Quillback" },
      { given: "Ida", family: "Quillback" },
      "equal",
      "partial",
    ],
    [
      "the other parent",
      { given: "Ida", family: "Testperch" },
      { given: "Olaf", family: "Quillback" },
      "different",
      "different",
    ],
    ["given name alone", { given: "Ida" }, { given: "Ida", family: "Testperch" }, "equal", "missing"],
  ];
  test.each(relatives)("%s", (_what, a, b, given, family) => {
    const [left, right] = [{ relatives: [personName(a)] }, { relatives: [personName(b)] }];
    expect(levelOf("relative-given-name", left, right)).toBe(given);
    expect(levelOf("relative-family-name", left, right)).toBe(family);
  });

  const mothers: readonly (readonly [string, string, Level])[] = [
    ["Quillback", "QUILLBACK", "equal"],
    ["Quillback", "Quilback", "close"],
    ["Walleye-Quillback", "Quillback", "partial"],
    ["Quillback", "Sturgeon", "different"],
    ["Quillback", "", "missing"],
    ["UNKNOWN", "UNKNOWN", "missing"],
  ];
  test.each(mothers)("mother's maiden name %s and %s: %s", (a, b, level) => {
    expect(levelOf("mother-maiden-name", withMother(a), withMother(b))).toBe(level);
  });
});

const given = (name: string): Partial<Demographics> => named({ family: "Testperch", given: name });

describe("suffix and birth order", () => {
  const suffixes: readonly (readonly [string, string, Level])[] = [
    ["Jr", "JR.", "equal"],
    ["Jr", "II", "close"],
    ["Jr", "Sr", "different"],
    ["III", "Jr", "different"],
    ["Jr", "", "missing"],
    ["MD", "Jr", "missing"],
  ];
  test.each(suffixes)("suffix %s and %s: %s", (a, b, level) => {
    expect(levelOf("suffix", withSuffix(a), withSuffix(b))).toBe(level);
  });

  type Birth = Partial<Demographics>;
  const orders: readonly (readonly [string, Birth, Birth, Level])[] = [
    ["same place", { multipleBirth: true, birthOrder: 2 }, { multipleBirth: true, birthOrder: 2 }, "equal"],
    [
      "other place",
      { multipleBirth: true, birthOrder: 1 },
      { multipleBirth: true, birthOrder: 2 },
      "different",
    ],
    ["flag on one side", { multipleBirth: true, birthOrder: 1 }, { birthOrder: 2 }, "different"],
    ["single birth", { multipleBirth: false, birthOrder: 1 }, { birthOrder: 2 }, "missing"],
    ["order unknown, one name", { multipleBirth: true }, { multipleBirth: true, birthOrder: 2 }, "missing"],
    [
      "order unknown, two names",
      { multipleBirth: true, ...given("Wren") },
      { ...given("Odette") },
      "partial",
    ],
    ["order in the placeholder", given("Twin A"), given("Twin B"), "different"],
  ];
  test.each(orders)("birth order: %s", (_what, a, b, level) => {
    expect(levelOf("birth-order", a, b)).toBe(level);
  });
});

describe("COMPARISONS", () => {
  test("agreement never weighs less than less agreement, and each row names its source", () => {
    for (const { weights, source } of COMPARISONS) {
      expect(weights.equal).toBeGreaterThanOrEqual(weights.close);
      expect(weights.close).toBeGreaterThanOrEqual(weights.partial);
      expect(weights.partial).toBeGreaterThanOrEqual(weights.different);
      expect(weights.different).toBeLessThan(0);
      expect(source).not.toBe("");
    }
  });
});
