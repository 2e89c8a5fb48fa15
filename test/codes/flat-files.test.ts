import { describe, expect, test } from "vitest";
import { BUILT_IN_CODE_DATA, builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { diffCodeData } from "../../src/codes/diff-code-data.ts";
import { type FlatFile, readFlatFile } from "../../src/codes/flat-files.ts";
import { mergeFlatFiles } from "../../src/codes/merge-flat-files.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";

const CVX = [
  "03        |MMR|measles, mumps and rubella virus vaccine||Active|False|2010/05/28",
  "899       |invented vaccine, unspecified formulation|invented||Active|False|2026/02/03",
  "",
].join("\r\n");
const MVX = "ZZY|Invented Maker|note|Active|2026/02/04\n";
const SALE =
  "9001|99999|0001|01|INVENTED|invented vaccine|Invented Maker|20260101||CARTON|INTRAMUSCULAR|2026-02-05 00:00:00|899       |invented|99999-0001-01|\n";
const USE =
  "9101|99999|0001|02|INVENTED|invented vaccine|Invented Maker|20260101|20261231|SYRINGE||899       |invented|False     |99999-0001-02|2026-02-05 00:00:00|\n";
const LINKER = "1|9001|9101|ZZY\n";

function fileOf(text: string): FlatFile {
  const reading = readFlatFile(text);
  if (reading.kind !== "file") throw new Error("not read");
  return reading.file;
}

const FILES = [CVX, MVX, SALE, USE, LINKER].map(fileOf);

describe("readFlatFile()", () => {
  test("tells the files by their columns", () => {
    expect(FILES.map(({ kind, rows }) => `${kind} ${rows.length}`)).toEqual([
      "cvx 2",
      "mvx 1",
      "ndc-sale 1",
      "ndc-use 1",
      "ndc-linker 1",
    ]);
  });

  test.each([
    { what: "nothing", text: "", problem: { line: 1 } },
    { what: "another file", text: "MSH|^~\\&|DEMO\n", problem: { line: 1 } },
    { what: "a page of a web server", text: "<html>\n</html>", problem: { line: 1 } },
    {
      what: "a code without its zero",
      text: `${MVX}zz|x||Active|2026/02/04`,
      problem: { line: 2, text: "wrong: code" },
    },
    { what: "a state CDC does not have", text: CVX.replace("Active", "Retired"), problem: { line: 1 } },
    { what: "a file without end", text: `${MVX.trim()}\n`.repeat(20_001), problem: { line: 0 } },
  ])("does not take $what", ({ text, problem }) => {
    const reading = readFlatFile(text);
    expect(reading.kind === "bad" && reading.problems[0]).toMatchObject(problem);
  });
});

describe("mergeFlatFiles()", () => {
  const after = mergeFlatFiles(BUILT_IN_CODE_DATA, FILES);
  const codes = readCodeSets(after);

  test("adds what is new", () => {
    expect(codes.cvx.get("899")).toMatchObject({ status: "active", unspecified: true, nonVaccine: false });
    expect(codes.mvx.get("ZZY")).toMatchObject({ name: "Invented Maker", status: "active" });
    expect(codes.ndc.get("99999000101")).toMatchObject([
      { kind: "sale", cvx: "899", mvx: "ZZY", linked: ["99999-0001-02"] },
    ]);
    expect(codes.ndc.get("99999000102")).toMatchObject([
      { kind: "use", to: "20261231", linked: ["99999-0001-01"] },
    ]);
  });

  test("keeps every code there was, with its groups", () => {
    const before = builtInCodeSets();
    expect(codes.cvx.size).toBe(before.cvx.size + 1);
    expect(codes.cvx.get("03")?.groups).toEqual(before.cvx.get("03")?.groups);
    expect(codes.ndc.size).toBe(before.ndc.size + 2);
  });

  test("names another state of the tables, as of the newest row", () => {
    expect(codes.version).not.toBe(builtInCodeSets().version);
    expect(codes.summaries.find(({ name }) => name === "MVX")?.asOf).toBe("2026-02-04");
  });

  test("of no file is the same state", () => {
    expect(readCodeSets(mergeFlatFiles(BUILT_IN_CODE_DATA, [])).version).toBe(builtInCodeSets().version);
  });
});

describe("diffCodeData()", () => {
  test("tells added and changed codes by table", () => {
    const renamed = fileOf("03        |Measles-mumps-rubella|x||Active|False|2026/02/03\n");
    const after = mergeFlatFiles(BUILT_IN_CODE_DATA, [...FILES.slice(1), renamed]);
    expect(diffCodeData(BUILT_IN_CODE_DATA, after)).toEqual([
      { name: "CVX", added: [], changed: ["03"], removed: [] },
      { name: "MVX", added: ["ZZY"], changed: [], removed: [] },
      { name: "NDC", added: ["99999-0001-01 s 899", "99999-0001-02 u 899"], changed: [], removed: [] },
    ]);
  });

  test("of the same is nothing", () => {
    expect(diffCodeData(BUILT_IN_CODE_DATA, BUILT_IN_CODE_DATA)).toEqual([]);
  });
});
