/**
 * Counts by name: plain JSON, sparse, no zero kept. Names are made by `facts-to-cells.ts` only. Adding and taking away are
 * exact, so that a report is a sum, whatever the order in which its parts were counted.
 */
export type Cells = Readonly<Record<string, number>>;

/** A sum that is being made. */
export type CellSum = Map<string, number>;

/** Adds `times` (−1 takes away) the counts to the sum. */
export function addCells(sum: CellSum, cells: Cells, times = 1): void {
  for (const [name, count] of Object.entries(cells)) {
    const next = (sum.get(name) ?? 0) + count * times;
    if (next === 0) sum.delete(name);
    else sum.set(name, next);
  }
}

/** The sum as plain JSON, names in order. */
export function cellsOf(sum: ReadonlyMap<string, number>): Cells {
  return Object.fromEntries([...sum].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** @returns the counts of both */
export function sumOfCells(all: Iterable<Cells>): Cells {
  const sum: CellSum = new Map();
  for (const cells of all) addCells(sum, cells);
  return cellsOf(sum);
}
