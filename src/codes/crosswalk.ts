import type { CodeSets } from "./code-sets.ts";
import type { VaccineCode } from "./vaccine-code.ts";

/**
 * How two codes for one dose stand to each other. NDC and CPT may mean several CVX, so sets are compared: `agree` a CVX in
 * common · `narrower` one names the vaccine group of the other · `disagree` two different vaccines · `unknown` one of them is
 * in no table.
 */
export type CrosswalkVerdict = "agree" | "narrower" | "disagree" | "unknown";

function areRelated(codes: CodeSets, a: string, b: string): boolean {
  const [first, second] = [codes.cvx.get(a), codes.cvx.get(b)];
  if (first === undefined || second === undefined) return false;
  if (!first.unspecified && !second.unspecified) return false;
  return first.groups.some((group) => second.groups.includes(group));
}

/** Compares the two triplets of RXA-5. */
export function compareVaccineCodes(codes: CodeSets, a: VaccineCode, b: VaccineCode): CrosswalkVerdict {
  if (a.kind !== "known" || b.kind !== "known") return "unknown";
  if (a.cvx.length === 0 || b.cvx.length === 0) return "unknown";
  if (a.cvx.some((cvx) => b.cvx.includes(cvx))) return "agree";
  const isNarrower = a.cvx.some((first) => b.cvx.some((second) => areRelated(codes, first, second)));
  return isNarrower ? "narrower" : "disagree";
}

/** CPT numbers that bill the injection, not the vaccine: AMA's ranges of vaccine administration, CMS's G-codes. */
export function isAdministrationCpt(code: string): boolean {
  if (/^G00(?:08|09|10)$/.test(code) || /^0\d{3}A$/.test(code)) return true;
  const number = Number(code);
  return (number >= 90_460 && number <= 90_474) || number === 90_480;
}

/** Numbers that stand for "no NDC": all 9 or 0 blocks, and fillers seen in the field. */
export function isPlaceholderNdc(code: string): boolean {
  const digits = code.replaceAll("-", "");
  return /^(?:0+|9+|0+1|09999\d*|99999\d*)$/.test(digits);
}
