import { IMPORTED_TABLES } from "./code-row-keys.ts";
import { type CodeDataSets, codeRows } from "./read-code-sets.ts";

/** What an import would change in one table. */
export interface CodeChanges {
  readonly name: string;
  readonly added: readonly string[];
  /** Codes whose row differs. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

function byKey(rows: readonly (readonly string[])[], keyCells: number): ReadonlyMap<string, string> {
  return new Map(rows.map((cells) => [cells.slice(0, keyCells).join(" "), cells.join("|")]));
}

/** The tables that an import can change, each with what differs; tables without a difference are left out. */
export function diffCodeData(before: CodeDataSets, after: CodeDataSets): readonly CodeChanges[] {
  return IMPORTED_TABLES.map(({ name, set, keyCells }) => {
    const [old, now] = [byKey(codeRows(before[set]), keyCells), byKey(codeRows(after[set]), keyCells)];
    return {
      name,
      added: [...now.keys()].filter((key) => !old.has(key)),
      changed: [...now].filter(([key, row]) => old.has(key) && old.get(key) !== row).map(([key]) => key),
      removed: [...old.keys()].filter((key) => !now.has(key)),
    };
  }).filter(({ added, changed, removed }) => added.length + changed.length + removed.length > 0);
}
