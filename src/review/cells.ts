/**
 * Counts by name: plain JSON, sparse, no zero kept, names in no order. Names are made by `contribution-cells.ts`, those of what was
 * sent by `facts-to-count.ts`. Adding and taking away are exact, so that a report is a sum, whatever the order in which its parts
 * were counted.
 */
export type Cells = Readonly<Record<string, number>>;

/** A sum that is being made. */
export type CellSum = Map<string, number>;

/** Adds `times` (−1 takes away) the counts to the sum. */
export function addCells(sum: CellSum, cells: Cells, times = 1): void {
  for (const name of Object.keys(cells)) {
    const next = (sum.get(name) ?? 0) + (cells[name] ?? 0) * times;
    if (next === 0) sum.delete(name);
    else sum.set(name, next);
  }
}

/**
 * Adds counts to cells where they stand. A day of an organization has thousands of names, a message changes a hundred: the others
 * are not walked over.
 */
export function addInPlace(cells: Record<string, number>, added: Cells): void {
  for (const [name, count] of Object.entries(added)) {
    const next = (Object.hasOwn(cells, name) ? (cells[name] ?? 0) : 0) + count;
    if (next === 0) delete cells[name];
    else cells[name] = next;
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
