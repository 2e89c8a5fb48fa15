import { IMPORTED_TABLES, type ImportedSet } from "./code-row-keys.ts";
import type { CodeData } from "./code-data.ts";
import { type CodeDataSets, codeRows } from "./read-code-sets.ts";

/** Rows in which imported tables differ from those the product ships; what an import stores. */
export type CodeDelta = Readonly<Record<ImportedSet, readonly string[]>>;

/** The last cell of every imported row: the day CDC last edited it, `YYYYMMDD`. */
function updatedOf(row: string): string {
  return row.slice(row.lastIndexOf("|") + 1);
}

const keyOf = (row: string, keyCells: number): string => row.split("|", keyCells).join(" ");

function rowsOf(data: CodeData): readonly string[] {
  return codeRows(data).map((cells) => cells.join("|"));
}

/** What differs in `after` from `base`. */
export function codeDelta(base: CodeDataSets, after: CodeDataSets): CodeDelta {
  const changed = (set: ImportedSet): readonly string[] => {
    const before = new Set(rowsOf(base[set]));
    return rowsOf(after[set]).filter((row) => !before.has(row));
  };
  return { cvx: changed("cvx"), mvx: changed("mvx"), ndc: changed("ndc") };
}

function withRows(data: CodeData, rows: readonly string[], keyCells: number): CodeData {
  const byKey = new Map(rowsOf(data).map((row) => [keyOf(row, keyCells), row]));
  let newest = data.asOf;
  for (const row of rows) {
    const key = keyOf(row, keyCells);
    // A newer program may ship a newer row than an old import left.
    if (updatedOf(row) < updatedOf(byKey.get(key) ?? "")) continue;
    byKey.set(key, row);
    const day = updatedOf(row).replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
    if (day > newest) newest = day;
  }
  return { ...data, asOf: newest, rows: `\n${[...byKey.values()].join("\n")}\n` };
}

/** The shipped tables with an import's rows; the newer row of a code stands. */
export function applyCodeDelta(base: CodeDataSets, delta: CodeDelta): CodeDataSets {
  const changed = IMPORTED_TABLES.filter(({ set }) => delta[set].length > 0).map(
    ({ set, keyCells }) => [set, withRows(base[set], delta[set], keyCells)] as const,
  );
  return { ...base, ...Object.fromEntries(changed) };
}

function isRows(value: unknown, columns: number): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.every((row) => typeof row === "string" && !row.includes("\n") && row.split("|").length === columns)
  );
}

function hasTables(value: unknown): value is Record<ImportedSet, unknown> {
  return typeof value === "object" && value !== null && IMPORTED_TABLES.every(({ set }) => set in value);
}

/** Reads a stored import back. @returns undefined when the text is none */
export function parseCodeDelta(base: CodeDataSets, text: string): CodeDelta | undefined {
  const value: unknown = parseJson(text);
  if (!hasTables(value)) return undefined;
  const { cvx, mvx, ndc } = value;
  const columns = (set: ImportedSet): number => base[set].columns.split("|").length;
  return isRows(cvx, columns("cvx")) && isRows(mvx, columns("mvx")) && isRows(ndc, columns("ndc"))
    ? { cvx, mvx, ndc }
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
