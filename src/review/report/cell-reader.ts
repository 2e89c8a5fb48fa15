import type { Cells } from "../cells.ts";
import { CELL } from "../contribution-cells.ts";
import type { MeasureId } from "../measures.ts";
import { wilsonInterval } from "../wilson.ts";
import type { Counts } from "./report.ts";

/** @returns the count under a name, 0 when there is none */
export function countAt(cells: Cells, name: string): number {
  return cells[name] ?? 0;
}

/** One cell whose name begins so: what follows, split at `|`, with its count. */
export interface NamedCount {
  readonly parts: readonly string[];
  readonly count: number;
}

/** All cells under a first part, as `code` or `cause`, in the order of names. */
export function countsUnder(cells: Cells, head: string): readonly NamedCount[] {
  const start = `${head}|`;
  return Object.entries(cells)
    .filter(([name, count]) => count > 0 && name.startsWith(start))
    .map(([name, count]) => ({ parts: name.slice(start.length).split("|"), count }));
}

/** The sum of counts. */
export function totalOf(counts: readonly NamedCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** Counts added up by one part of their names. */
export function groupedBy(counts: readonly NamedCount[], part: number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { parts, count } of counts) {
    const key = parts[part] ?? "";
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sums;
}

/** The four counts of a measure with the interval of its rate. */
export function measureCounts(cells: Cells, measure: MeasureId): Counts {
  const passed = countAt(cells, CELL.outcome(measure, "passed"));
  const failed = countAt(cells, CELL.outcome(measure, "failed"));
  return {
    passed,
    failed,
    notApplicable: countAt(cells, CELL.outcome(measure, "notApplicable")),
    unevaluated: countAt(cells, CELL.outcome(measure, "unevaluated")),
    ...wilsonInterval({ passed, failed }),
  };
}

/** @returns null instead of a division by zero */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
