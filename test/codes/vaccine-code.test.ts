import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { ndcCandidates, resolveVaccineCode, vaccineCodeSystem } from "../../src/codes/vaccine-code.ts";

const CODES = builtInCodeSets();

describe("ndcCandidates()", () => {
  test.each([
    { what: "eleven digits with hyphens", text: "00006-4681-00", digits: ["00006468100"] },
    { what: "eleven digits", text: "00006468100", digits: ["00006468100"] },
    { what: "4-4-2", text: "0006-4681-00", digits: ["00006468100"] },
    { what: "5-3-2", text: "58160-815-52", digits: ["58160081552"] },
    { what: "5-4-1", text: "49281-0425-5", digits: ["49281042505"] },
    {
      what: "ten digits, three ways",
      text: "0006468100",
      digits: ["00006468100", "00064068100", "00064681000"],
    },
    { what: "nine digits", text: "006468100", digits: [] },
    { what: "letters", text: "00006-4681-0A", digits: [] },
    { what: "nothing", text: "", digits: [] },
  ])("$what", ({ text, digits }) => {
    expect(ndcCandidates(text)).toEqual(digits);
  });
});

describe("resolveVaccineCode()", () => {
  test.each([
    { code: "03", system: "CVX", cvx: ["03"], mvx: [] },
    { code: "00006-4681-00", system: "NDC", cvx: ["03"], mvx: ["MSD"] },
    { code: "0006-4681-00", system: "NDC", cvx: ["03"], mvx: ["MSD"] },
    { code: "0006468100", system: "NDC", cvx: ["03"], mvx: ["MSD"] },
    { code: "58160-0821-11", system: "NDC", cvx: ["43", "44"], mvx: ["SKB"] },
    { code: "90707", system: "CPT", cvx: ["03"], mvx: [] },
    { code: "90700", system: "CPT", cvx: ["106", "20"], mvx: [] },
  ] as const)("knows $system $code", ({ code, system, cvx, mvx }) => {
    const found = resolveVaccineCode(CODES, code, system);
    expect(found).toMatchObject({ kind: "known", mvx });
    expect(found.kind === "known" && found.cvx.toSorted()).toEqual(cvx);
  });

  test.each([
    { code: "899", system: "CVX", kind: "unknown" },
    { code: "3", system: "CVX", kind: "malformed" },
    { code: "0003", system: "CVX", kind: "malformed" },
    { code: "9Z9", system: "CVX", kind: "malformed" },
    { code: "99999-9999-99", system: "NDC", kind: "unknown" },
    { code: "123", system: "NDC", kind: "malformed" },
    { code: "99999", system: "CPT", kind: "unknown" },
    { code: "0001A", system: "CPT", kind: "unknown" },
    { code: "9070", system: "CPT", kind: "malformed" },
  ] as const)("tells that $system $code is $kind", ({ code, system, kind }) => {
    expect(resolveVaccineCode(CODES, code, system).kind).toBe(kind);
  });
});

describe("vaccineCodeSystem()", () => {
  test.each([
    { name: "CVX", system: "CVX" },
    { name: "HL70292", system: "CVX" },
    { name: "cvx", system: "CVX" },
    { name: "NDC", system: "NDC" },
    { name: "C4", system: "CPT" },
    { name: "L", system: undefined },
    { name: "", system: undefined },
    { name: "constructor", system: undefined },
  ])("reads $name", ({ name, system }) => {
    expect(vaccineCodeSystem(name)).toBe(system);
  });
});
