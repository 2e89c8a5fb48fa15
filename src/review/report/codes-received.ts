import type { CodeSets } from "../../codes/code-sets.ts";
import { ndcCandidates } from "../../codes/vaccine-code.ts";
import type { WindowTally } from "../window-tally.ts";
import { countsUnder, type NamedCount } from "./cell-reader.ts";
import type { ReportInput } from "./report-input.ts";
import type { CodeReport } from "./report.ts";

/** Lines told, the most frequent of each report. */
const CODES_MAX = 500;

interface Known {
  readonly label: string;
  readonly status: string;
}

const NOT_KNOWN: Known = { label: "", status: "unknown" };
const NO_TABLE: Known = { label: "", status: "" };

function describe(codes: CodeSets, system: string, code: string): Known {
  if (code.startsWith("(")) return NO_TABLE;
  if (system === "CVX" || system === "MVX") {
    const found = system === "CVX" ? codes.cvx.get(code) : codes.mvx.get(code);
    return found === undefined ? NOT_KNOWN : { label: found.name, status: found.status };
  }
  if (system === "CPT") return codes.cpt.has(code) ? { label: "", status: "active" } : NOT_KNOWN;
  if (system === "NDC") {
    const [row] = ndcCandidates(code).flatMap((digits) => codes.ndc.get(digits) ?? []);
    return row === undefined
      ? NOT_KNOWN
      : { label: row.product, status: row.to === "" ? "active" : "inactive" };
  }
  const tables = system === "CDCREC" ? ["HL70005", "HL70189", "CDCREC-RACE", "CDCREC-ETHNICITY"] : [system];
  const rows = tables.flatMap((table) => codes.tables.get(table)?.get(code) ?? []);
  if (rows[0] !== undefined) return { label: rows[0].name, status: rows[0].standing };
  return tables.some((table) => codes.tables.has(table)) ? NOT_KNOWN : NO_TABLE;
}

/** Sum of the counts of each field and class: what a share refers to. */
function wholes(counts: readonly NamedCount[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { parts, count } of counts) {
    const key = `${parts[0]}|${parts[1]}|${parts[3]}`;
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sums;
}

interface Seen {
  readonly first: string;
  readonly last: string;
}

function daysSeen({ days }: WindowTally): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const { day, cells } of days) {
    for (const { parts } of countsUnder(cells, "code")) {
      const key = parts.join("|");
      seen.set(key, { first: seen.get(key)?.first ?? day, last: day });
    }
  }
  return seen;
}

/** Codes received by field, the most frequent first, with their change against the window compared. */
export function codesReceived({ tally, compared, codes }: ReportInput): readonly CodeReport[] {
  const counts = countsUnder(tally.total, "code");
  const whole = wholes(counts);
  const before = compared === undefined ? [] : countsUnder(compared.tally.total, "code");
  const wholeBefore = wholes(before);
  const countBefore = new Map(before.map(({ parts, count }) => [parts.join("|"), count]));
  const seen = daysSeen(tally);
  return counts
    .toSorted((a, b) => b.count - a.count || (a.parts.join("|") < b.parts.join("|") ? -1 : 1))
    .slice(0, CODES_MAX)
    .map(({ parts, count }) => {
      const [field = "", system = "", code = "", about = ""] = parts;
      const key = `${field}|${system}|${about}`;
      const known = describe(codes, system, code);
      const days = seen.get(parts.join("|"));
      const wholeThen = wholeBefore.get(key) ?? 0;
      return {
        field,
        system,
        code,
        label: known.label,
        status: known.status,
        class: about,
        count,
        share: count / (whole.get(key) ?? count),
        previousShare: wholeThen === 0 ? null : (countBefore.get(parts.join("|")) ?? 0) / wholeThen,
        firstSeen: days?.first ?? "",
        lastSeen: days?.last ?? "",
      };
    });
}
