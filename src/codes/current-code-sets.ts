import { applyCodeDelta, parseCodeDelta } from "./code-delta.ts";
import type { CodeSets } from "./code-sets.ts";
import { type CodeDataSets, readCodeSets } from "./read-code-sets.ts";

/** The import that stands, as the store keeps it. */
export interface StoredCodes {
  /** Counts imports from 1. */
  readonly number: number;
  /** JSON of a CodeDelta. */
  readonly delta: string;
}

/** The code tables of a running process. */
export interface CurrentCodeSets {
  /** The tables as of the last refresh; another object after each import. */
  codes(): CodeSets;
  /**
   * Take up what was imported since. A stored import that cannot be read leaves the tables as they are.
   *
   * @throws whatever `read` throws; the tables stay as they are
   */
  refresh(): Promise<void>;
}

/**
 * Code tables that follow the store, so that an import holds without a restart (decision D15).
 *
 * @param base the tables the product ships
 * @param read the newest import after the one given, or undefined when there is none
 */
export function createCurrentCodeSets(
  base: CodeDataSets,
  read: (afterNumber: number) => Promise<StoredCodes | undefined>,
): CurrentCodeSets {
  let number = 0;
  let current = readCodeSets(base);
  return {
    codes: () => current,
    refresh: async () => {
      const stored = await read(number);
      if (stored === undefined) return;
      const delta = parseCodeDelta(base, stored.delta);
      number = stored.number;
      if (delta !== undefined) current = readCodeSets(applyCodeDelta(base, delta));
    },
  };
}
