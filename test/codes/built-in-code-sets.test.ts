import { describe, expect, test } from "vitest";
import { BUILT_IN_CODE_DATA, builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { codeRows } from "../../src/codes/read-code-sets.ts";

const CODES = builtInCodeSets();

describe("builtInCodeSets()", () => {
  test.each([
    { name: "CVX", count: 288 },
    { name: "MVX", count: 89 },
    { name: "CPT", count: 162 },
    { name: "NDC", count: 1012 },
    { name: "products", count: 254 },
    { name: "vaccine groups", count: 46 },
    { name: "VIS", count: 174 },
  ])("has $count $name", ({ name, count }) => {
    expect(CODES.summaries.find((summary) => summary.name === name)?.count).toBe(count);
  });

  test.each([
    { code: "03", status: "active", groups: ["03"] },
    { code: "207", status: "inactive", groups: ["213"] },
    { code: "146", status: "active", groups: ["17", "45", "89", "107"] },
  ])("holds CVX $code", ({ code, status, groups }) => {
    expect(CODES.cvx.get(code)).toMatchObject({ status, groups });
  });

  test("takes no date of a table edit for a date of a product", () => {
    // The day CDC edited the row of MMR, and of the codes that say no vaccine was given.
    expect(CODES.cvx.get("03")?.from).toBe("");
    expect([CODES.cvx.get("998")?.to, CODES.cvx.get("140")?.to]).toEqual(["", ""]);
    expect([...CODES.cvx.values()].filter(({ from, to }) => from !== "" && to !== "" && from > to)).toEqual(
      [],
    );
  });

  test.each([
    { table: "HL70001", code: "F", standing: "guide" },
    { table: "HL70189", code: "H", standing: "retired" },
    { table: "HL70064", code: "V00", standing: "invalid" },
    { table: "CDCREC-RACE", code: "2034-7", standing: "detail" },
  ])("knows $code of $table as $standing", ({ table, code, standing }) => {
    expect(CODES.tables.get(table)?.get(code)?.standing).toBe(standing);
  });

  test("refers only to codes that it holds", () => {
    const known = (cvx: string): boolean => CODES.cvx.has(cvx);
    const named = [
      ...[...CODES.cpt.values()].flatMap(({ cvx }) => cvx),
      ...[...CODES.ndc.values()].flat().map(({ cvx }) => cvx),
      ...CODES.products.map(({ cvx }) => cvx),
      ...CODES.groups.flatMap(({ members }) => members),
      ...[...CODES.vis.values()].flatMap(({ cvx }) => cvx),
      ...[...CODES.cvx.values()].flatMap(({ groups }) => groups),
    ];
    expect(named.filter((cvx) => !known(cvx))).toEqual([]);
    const makers = [...CODES.ndc.values()].flat().map(({ mvx }) => mvx);
    expect(makers.filter((mvx) => mvx !== "" && !CODES.mvx.has(mvx))).toEqual([]);
  });

  test.each(Object.entries(BUILT_IN_CODE_DATA))(
    "has rows of %s with a cell for each column",
    (_name, data) => {
      const columns = data.columns.split("|").length;
      expect(codeRows(data).filter((cells) => cells.length !== columns)).toEqual([]);
    },
  );
});
