import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { compareVaccineCodes, isAdministrationCpt, isPlaceholderNdc } from "../../src/codes/crosswalk.ts";
import { isSameManufacturer, makersByCvx } from "../../src/codes/manufacturers.ts";
import { codeRows } from "../../src/codes/read-code-sets.ts";
import { useWindows } from "../../src/codes/use-windows.ts";
import { resolveVaccineCode } from "../../src/codes/vaccine-code.ts";
import { VACCINE_WINDOWS } from "../../src/codes/vaccine-windows.ts";

const CODES = builtInCodeSets();
const WINDOWS = useWindows(CODES);

describe("useWindows()", () => {
  test.each([
    ["03", "19710421", undefined, "MMR is older than CDC's row"],
    ["140", "19450101", undefined, "the trivalent influenza code is in use again"],
    ["133", "20100224", "20250930", "PCV13"],
    ["208", "20201211", "20230418", "COVID-19 monovalent"],
    ["74", "19980831", "19991016", "rotavirus, withdrawn"],
    ["107", "19490101", undefined, "a group code begins with the first vaccine of the group"],
    ["150", "20110701", "20240630", "the first package, and an end from the table"],
  ])(
    "CVX %s is in use from %s to %s: %s",
    (cvx: string, from: string, to: string | undefined, _why: string) => {
      expect(WINDOWS.byCvx.get(cvx)).toMatchObject({ from, to });
    },
  );

  test("a code of which nothing is known has no window", () => {
    expect(WINDOWS.byCvx.has("15")).toBe(false);
    expect(WINDOWS.retired.has("15")).toBe(true);
    expect(WINDOWS.retired.has("181")).toBe(false);
  });

  test("no window ends before it begins", () => {
    const inverted = [...WINDOWS.byCvx].filter(([, { from = "", to = "open" }]) => from >= to);
    expect(inverted).toEqual([]);
  });

  test("follows the tables: a package with an earlier date makes the window longer", () => {
    const [key, rows = []] = [...CODES.ndc].find(([, found]) => found.some(({ cvx }) => cvx === "143")) ?? [];
    const earlier = rows.map((row) => Object.assign({}, row, { from: "20001231" }));
    const codes: CodeSets = { ...CODES, ndc: new Map([...CODES.ndc, [key ?? "", earlier]]) };
    expect(useWindows(codes).byCvx.get("143")?.from).toBe("20001231");
  });

  test("the table of overrides names codes of the tables, once each, with real days and a source", () => {
    const rows = codeRows(VACCINE_WINDOWS);
    expect(new Set(rows.map(([cvx]) => cvx)).size).toBe(rows.length);
    for (const [cvx = "", from = "", to = "", source = ""] of rows) {
      expect(CODES.cvx.has(cvx)).toBe(true);
      expect(from).toMatch(/^(?:(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?$/);
      expect(to).toMatch(/^(?:open|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$/);
      expect(source).toMatch(/^[NPG]$/);
    }
  });
});

describe("compareVaccineCodes()", () => {
  test.each([
    ["110", "CPT", "90707", "disagree"],
    ["03", "CPT", "90707", "agree"],
    ["43", "NDC", "58160-0821-11", "agree"],
    ["44", "NDC", "58160-0821-11", "agree"],
    ["150", "NDC", "49281-0425-88", "disagree"],
    ["88", "NDC", "49281-0425-88", "narrower"],
    ["03", "NDC", "12345-6789-01", "unknown"],
  ] as const)("CVX %s and %s %s: %s", (cvx, system, code, verdict) => {
    const other = resolveVaccineCode(CODES, code, system);
    expect(compareVaccineCodes(CODES, resolveVaccineCode(CODES, cvx, "CVX"), other)).toBe(verdict);
  });
});

describe("codes that are none", () => {
  test.each(["90460", "90471", "90474", "90480", "0001A", "G0008"])("isAdministrationCpt() %s", (code) => {
    expect(isAdministrationCpt(code)).toBe(true);
  });
  test.each(["90459", "90475", "90707", "91320"])("isAdministrationCpt() is false for %s", (code) => {
    expect(isAdministrationCpt(code)).toBe(false);
  });
  test.each(["99999-9999-99", "00000-0000-00", "00000000001", "99999008181"])(
    "isPlaceholderNdc() %s",
    (code) => {
      expect(isPlaceholderNdc(code)).toBe(true);
    },
  );
  test.each(["00006-4681-01", "49281-0425-88"])("isPlaceholderNdc() is false for %s", (code) => {
    expect(isPlaceholderNdc(code)).toBe(false);
  });
});

describe("isSameManufacturer()", () => {
  test.each([
    ["10", "CON", "PMC", true],
    ["140", "NOV", "SEQ", true],
    ["03", "NOV", "SEQ", false],
    ["136", "NOV", "SKB", true],
    ["03", "MSD", "PMC", false],
  ])("CVX %s: %s and %s, %s", (cvx, a, b, expected) => {
    expect(isSameManufacturer(CODES, cvx, a, b)).toBe(expected);
  });

  test("makersByCvx() knows the packages as well as the products", () => {
    const makers = makersByCvx(CODES);
    expect(makers.get("146")?.has("MSP")).toBe(true);
    expect(makers.get("146")?.has("PMC")).toBe(true);
    expect(makers.get("09")?.has("MSD")).toBe(true);
  });
});
