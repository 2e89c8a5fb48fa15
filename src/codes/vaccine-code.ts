import type { CodeSets } from "./code-sets.ts";

/** Coding systems in which RXA-5 may name a vaccine. */
export type VaccineCodeSystem = "CVX" | "NDC" | "CPT";

/** Names of the systems as senders write them in component 3; HL70292 and C4 are their HL7 names. */
const SYSTEM_NAMES: ReadonlyMap<string, VaccineCodeSystem> = new Map([
  ["CVX", "CVX"],
  ["HL70292", "CVX"],
  ["NDC", "NDC"],
  ["CPT", "CPT"],
  ["C4", "CPT"],
  ["CPT4", "CPT"],
  ["CPT-4", "CPT"],
]);

const WELL_FORMED: Readonly<Record<VaccineCodeSystem, RegExp>> = {
  CVX: /^\d{2,3}$/,
  NDC: /^(?:\d{10,11}|\d{5}-\d{4}-\d{1,2}|\d{5}-\d{3}-\d{2}|\d{4}-\d{4}-\d{2})$/,
  CPT: /^\d{4}[0-9A-Z]$/,
};

/** @returns undefined when component 3 names no system that may name a vaccine */
export function vaccineCodeSystem(name: string): VaccineCodeSystem | undefined {
  return SYSTEM_NAMES.get(name.toUpperCase());
}

/**
 * The eleven digits an NDC may stand for. Hyphens tell where the missing zero of a ten-digit NDC belongs (4-4-2, 5-3-2 or
 * 5-4-1); without them all three are possible. Empty when `text` is no NDC.
 */
export function ndcCandidates(text: string): readonly string[] {
  if (!WELL_FORMED.NDC.test(text)) return [];
  const parts = text.split("-");
  if (parts.length === 3) {
    const [labeler = "", product = "", packaged = ""] = parts;
    return [labeler.padStart(5, "0") + product.padStart(4, "0") + packaged.padStart(2, "0")];
  }
  if (text.length === 11) return [text];
  return [`0${text}`, `${text.slice(0, 5)}0${text.slice(5)}`, `${text.slice(0, 9)}0${text.slice(9)}`];
}

/**
 * How a vaccine code stands: `known` in the tables with the CVX it may mean (a set: some NDC and CPT cover two); `unknown`
 * but well-formed, so kept as sent and resolved again at the next import; `malformed` for its system (decision D9).
 */
export type VaccineCode =
  | {
      readonly kind: "known";
      readonly system: VaccineCodeSystem;
      readonly cvx: readonly string[];
      readonly mvx: readonly string[];
    }
  | { readonly kind: "unknown"; readonly system: VaccineCodeSystem }
  | { readonly kind: "malformed" };

const unique = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== "")),
];

type Lookup = (codes: CodeSets, code: string) => VaccineCode;

const LOOKUP: Readonly<Record<VaccineCodeSystem, Lookup>> = {
  CVX: (codes, code) =>
    codes.cvx.has(code)
      ? { kind: "known", system: "CVX", cvx: [code], mvx: [] }
      : { kind: "unknown", system: "CVX" },
  CPT: (codes, code) => {
    const row = codes.cpt.get(code);
    return row === undefined
      ? { kind: "unknown", system: "CPT" }
      : { kind: "known", system: "CPT", cvx: row.cvx, mvx: [] };
  },
  NDC: (codes, code) => {
    const rows = ndcCandidates(code).flatMap((digits) => codes.ndc.get(digits) ?? []);
    return rows.length === 0
      ? { kind: "unknown", system: "NDC" }
      : {
          kind: "known",
          system: "NDC",
          cvx: unique(rows.map((row) => row.cvx)),
          mvx: unique(rows.map((row) => row.mvx)),
        };
  },
};

/** Looks one code up in its system. Codes are text: `8` is not `08`. */
export function resolveVaccineCode(codes: CodeSets, code: string, system: VaccineCodeSystem): VaccineCode {
  return WELL_FORMED[system].test(code) ? LOOKUP[system](codes, code) : { kind: "malformed" };
}
