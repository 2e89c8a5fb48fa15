import { addCells, type Cells, type CellSum, cellsOf } from "./cells.ts";

/** When one version of an object was received; the id breaks ties. */
export interface Stamp {
  readonly atMs: number;
  readonly messageId: string;
}

/** One dose or patient as one message tells of it, ready to be counted. */
export interface ObjectVersion extends Stamp {
  readonly key: string;
  /** Part of the window it was received in: sorts in the order of time, as a day or a day cut at a fix marker does. */
  readonly bucket: string;
  /** Counted while this is the latest version. */
  readonly cells: Cells;
  /** Counted when this is the first version ever. */
  readonly arrival: Cells;
}

/** All that must be remembered of one object in one bucket. */
export interface Occurrence {
  readonly bucket: string;
  readonly first: Stamp & { readonly arrival: Cells };
  readonly last: Stamp & { readonly cells: Cells };
}

/**
 * A change of the stored sums. `until` empty: of what the bucket counts; else of what the bucket counts too much in a window
 * that reaches to bucket `until`, because there the object comes again.
 */
export interface Delta {
  readonly bucket: string;
  readonly until: string;
  readonly cells: Cells;
  readonly times: 1 | -1;
}

/** @returns below 0 when `a` was received before `b` */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.atMs - b.atMs || (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0);
}

/** One stored sum. */
export interface LedgerRow {
  readonly bucket: string;
  readonly until: string;
  readonly cells: Cells;
}

/**
 * Count one version of an object into the stored sums, in whatever order versions come. With the rows that result, the sum of
 * any window of consecutive buckets is what `sumOfWindow` gives: each object by its latest version in the window.
 *
 * @param known the object's occurrences so far
 * @returns its occurrence in the version's bucket, to be stored in place of the one there, and what changes in the sums
 */
export function countVersion(
  known: readonly Occurrence[],
  version: ObjectVersion,
): { readonly occurrence: Occurrence; readonly deltas: readonly Delta[] } {
  const { bucket } = version;
  const before = nearest(known, (other) => other.bucket < bucket, 1);
  const after = nearest(known, (other) => other.bucket > bucket, -1);
  const own = known.find((other) => other.bucket === bucket);
  const stamp: Stamp = { atMs: version.atMs, messageId: version.messageId };
  const occurrence: Occurrence = {
    bucket,
    first:
      own === undefined || compareStamps(stamp, own.first) < 0
        ? { ...stamp, arrival: version.arrival }
        : own.first,
    last:
      own === undefined || compareStamps(stamp, own.last) >= 0
        ? { ...stamp, cells: version.cells }
        : own.last,
  };
  return {
    occurrence,
    deltas: [
      ...latestDeltas(before, own, occurrence, after),
      ...arrivalDeltas(before, own, occurrence, after),
    ].filter(({ cells }) => Object.keys(cells).length > 0),
  };
}

function nearest(
  known: readonly Occurrence[],
  isSide: (other: Occurrence) => boolean,
  direction: 1 | -1,
): Occurrence | undefined {
  return known
    .filter(isSide)
    .toSorted((a, b) => (a.bucket < b.bucket ? direction : -direction))
    .at(0);
}

function latestDeltas(
  before: Occurrence | undefined,
  own: Occurrence | undefined,
  next: Occurrence,
  after: Occurrence | undefined,
): readonly Delta[] {
  const { bucket } = next;
  const deltas: Delta[] = [];
  const put = (at: string, until: string, cells: Cells, times: 1 | -1): void => {
    deltas.push({ bucket: at, until, cells, times });
  };
  if (own !== undefined) {
    if (own.last === next.last) return deltas;
    put(bucket, "", own.last.cells, -1);
    if (after !== undefined) put(bucket, after.bucket, own.last.cells, -1);
  } else if (before !== undefined) {
    if (after !== undefined) put(before.bucket, after.bucket, before.last.cells, -1);
    put(before.bucket, bucket, before.last.cells, 1);
  }
  put(bucket, "", next.last.cells, 1);
  if (after !== undefined) put(bucket, after.bucket, next.last.cells, 1);
  return deltas;
}

/** An arrival is counted in the bucket of the first version ever. */
function arrivalDeltas(
  before: Occurrence | undefined,
  own: Occurrence | undefined,
  next: Occurrence,
  after: Occurrence | undefined,
): readonly Delta[] {
  if (before !== undefined || own?.first === next.first) return [];
  const { bucket } = next;
  const earlier = own ?? after;
  const moved: readonly Delta[] =
    earlier === undefined
      ? []
      : [{ bucket: earlier.bucket, until: "", cells: earlier.first.arrival, times: -1 }];
  return [...moved, { bucket, until: "", cells: next.first.arrival, times: 1 }];
}

/** Adds changes to rows, as a store does. */
export function applyDeltas(rows: readonly LedgerRow[], deltas: readonly Delta[]): readonly LedgerRow[] {
  const sums = new Map<string, { readonly row: LedgerRow; readonly sum: CellSum }>();
  const sumAt = (bucket: string, until: string): CellSum => {
    const key = `${bucket}\n${until}`;
    const found = sums.get(key);
    if (found !== undefined) return found.sum;
    const sum: CellSum = new Map();
    sums.set(key, { row: { bucket, until, cells: {} }, sum });
    return sum;
  };
  for (const { bucket, until, cells } of rows) addCells(sumAt(bucket, until), cells);
  for (const { bucket, until, cells, times } of deltas) addCells(sumAt(bucket, until), cells, times);
  return [...sums.values()]
    .filter(({ sum }) => sum.size > 0)
    .map(({ row: { bucket, until }, sum }) => ({ bucket, until, cells: cellsOf(sum) }));
}

/**
 * The counts of a window of consecutive buckets: what its buckets count, less what they count of objects that come again
 * within the window.
 */
export function sumOfWindow(rows: readonly LedgerRow[], isInside: (bucket: string) => boolean): Cells {
  const sum: CellSum = new Map();
  for (const { bucket, until, cells } of rows) {
    if (!isInside(bucket) || (until !== "" && !isInside(until))) continue;
    addCells(sum, cells, until === "" ? 1 : -1);
  }
  return cellsOf(sum);
}
