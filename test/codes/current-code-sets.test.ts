import { describe, expect, test } from "vitest";
import { BUILT_IN_CODE_DATA } from "../../src/codes/built-in-code-sets.ts";
import { applyCodeDelta, codeDelta, parseCodeDelta } from "../../src/codes/code-delta.ts";
import { createCurrentCodeSets, type StoredCodes } from "../../src/codes/current-code-sets.ts";
import { readFlatFile } from "../../src/codes/flat-files.ts";
import { mergeFlatFiles } from "../../src/codes/merge-flat-files.ts";
import { codeRows, readCodeSets } from "../../src/codes/read-code-sets.ts";

const NEW_ROW = "899|invented vaccine|A||||||16|20260203";
const DELTA = JSON.stringify({ cvx: [NEW_ROW], mvx: [], ndc: [] });

function storeOf(...imports: StoredCodes[]): (after: number) => Promise<StoredCodes | undefined> {
  return async (after) => imports.findLast(({ number }) => number > after);
}

describe("codeDelta()", () => {
  test("and applyCodeDelta() give the merged tables back", () => {
    const reading = readFlatFile("899       |invented vaccine|invented||Active|False|2026/02/03\n");
    const merged = mergeFlatFiles(BUILT_IN_CODE_DATA, reading.kind === "file" ? [reading.file] : []);
    const delta = codeDelta(BUILT_IN_CODE_DATA, merged);
    expect(delta).toMatchObject({ cvx: [expect.stringContaining("899|")], mvx: [], ndc: [] });
    expect(readCodeSets(applyCodeDelta(BUILT_IN_CODE_DATA, delta)).version).toBe(
      readCodeSets(merged).version,
    );
  });

  test("of nothing is nothing", () => {
    expect(codeDelta(BUILT_IN_CODE_DATA, BUILT_IN_CODE_DATA)).toEqual({ cvx: [], mvx: [], ndc: [] });
  });
});

describe("applyCodeDelta()", () => {
  test.each([
    { what: "an older row than the shipped one is passed over", updated: "20090101", name: "MMR" },
    { what: "a newer one stands", updated: "20260203", name: "measles-mumps-rubella" },
  ])("$what", ({ updated, name }) => {
    const row = `03|measles-mumps-rubella|A||||6|1440|03|${updated}`;
    const data = applyCodeDelta(BUILT_IN_CODE_DATA, { cvx: [row], mvx: [], ndc: [] });
    expect(readCodeSets(data).cvx.get("03")?.name).toBe(name);
    expect(codeRows(data.cvx)).toHaveLength(codeRows(BUILT_IN_CODE_DATA.cvx).length);
  });
});

describe("parseCodeDelta()", () => {
  test.each([
    { what: "no JSON", text: "x" },
    { what: "null", text: "null" },
    { what: "a table too few", text: '{"cvx":[],"mvx":[]}' },
    { what: "a row of another table", text: '{"cvx":["03|MMR"],"mvx":[],"ndc":[]}' },
    { what: "a number for a row", text: '{"cvx":[3],"mvx":[],"ndc":[]}' },
  ])("takes not $what", ({ text }) => {
    expect(parseCodeDelta(BUILT_IN_CODE_DATA, text)).toBeUndefined();
  });

  test("takes what an import stored", () => {
    expect(parseCodeDelta(BUILT_IN_CODE_DATA, DELTA)).toEqual({ cvx: [NEW_ROW], mvx: [], ndc: [] });
  });
});

describe("createCurrentCodeSets()", () => {
  test("holds the shipped tables until an import is there", async () => {
    const current = createCurrentCodeSets(BUILT_IN_CODE_DATA, storeOf());
    const before = current.codes();
    await current.refresh();
    expect(current.codes()).toBe(before);
    expect(before.cvx.has("899")).toBe(false);
  });

  test("takes an import up at the next refresh, and reads it once", async () => {
    const current = createCurrentCodeSets(BUILT_IN_CODE_DATA, storeOf({ number: 1, delta: DELTA }));
    const shipped = current.codes().version;
    await current.refresh();
    const imported = current.codes();
    expect(imported.cvx.get("899")?.groups).toEqual(["16"]);
    expect(imported.version).not.toBe(shipped);
    await current.refresh();
    expect(current.codes()).toBe(imported);
  });

  test("keeps the tables when the stored import cannot be read", async () => {
    const current = createCurrentCodeSets(BUILT_IN_CODE_DATA, storeOf({ number: 1, delta: "{" }));
    const before = current.codes();
    await current.refresh();
    expect(current.codes()).toBe(before);
  });

  test("keeps the tables when the store does not answer", async () => {
    const current = createCurrentCodeSets(BUILT_IN_CODE_DATA, () => Promise.reject(new Error("down")));
    await expect(current.refresh()).rejects.toThrow("down");
    expect(current.codes().cvx.has("03")).toBe(true);
  });
});
