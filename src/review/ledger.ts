import { addCells, type Cells, type CellSum, cellsOf } from "./cells.ts";
import { mergePatients, type SampledPatient } from "./patient-sample.ts";
import { compareStamps, type Stamp } from "./stamp.ts";

/** One dose or patient as one message tells of it, ready to be counted. */
export interface ObjectVersion extends Stamp {
  readonly key: string;
  /** Part of the window it was received in: sorts in the order of time, as a day or a day cut at a fix marker does. */
  readonly bucket: string;
  /** Counted while this is the latest version. */
  readonly cells: Cells;
  /** Counted when this is the first version ever. */
  readonly arrival: Cells;
  /** What tells a patient from the others; absent for doses. */
  readonly patient?: SampledPatient;
}

/** All that must be remembered of one object in one bucket. */
export interface Occurrence {
  readonly bucket: string;
  readonly first: Stamp & { readonly arrival: Cells };
  readonly last: Stamp & { readonly cells: Cells };
  readonly patient?: SampledPatient;
}

/**
 * One stored sum. `until` empty: what the bucket counts; else what the bucket counts too much in a window that reaches to
 * bucket `until`, because there the object comes again.
 */
export interface LedgerRow {
  readonly bucket: string;
  readonly until: string;
  readonly cells: Cells;
}

/** The occurrence that one version alone makes. */
export function occurrenceOf(version: ObjectVersion): Occurrence {
  const { bucket, atMs, messageId, cells, arrival, patient } = version;
  return {
    bucket,
    first: { atMs, messageId, arrival },
    last: { atMs, messageId, cells },
    ...(patient !== undefined && { patient }),
  };
}

/** Of two occurrences of one object in one bucket; associative, order-independent. */
export function mergeOccurrences(a: Occurrence, b: Occurrence): Occurrence {
  const patient =
    a.patient === undefined || b.patient === undefined
      ? (a.patient ?? b.patient)
      : mergePatients(a.patient, b.patient);
  return {
    bucket: a.bucket,
    first: compareStamps(a.first, b.first) <= 0 ? a.first : b.first,
    last: compareStamps(a.last, b.last) >= 0 ? a.last : b.last,
    ...(patient !== undefined && { patient }),
  };
}

/** What one object puts into the sums: its last version in each bucket, its arrival once, and what comes again. */
export function ledgerOf(occurrences: Iterable<Occurrence>): readonly LedgerRow[] {
  const inOrder = [...occurrences].toSorted((a, b) => (a.bucket < b.bucket ? -1 : 1));
  const [earliest] = inOrder;
  const own = inOrder.map(({ bucket, last }): LedgerRow => ({ bucket, until: "", cells: last.cells }));
  const again = inOrder.flatMap(({ bucket, last }, index): readonly LedgerRow[] => {
    const next = inOrder[index + 1];
    return next === undefined ? [] : [{ bucket, until: next.bucket, cells: last.cells }];
  });
  if (earliest === undefined) return [];
  return [...own, ...again, { bucket: earliest.bucket, until: "", cells: earliest.first.arrival }];
}

/** Changes of stored sums that are gathered before they are written; adding and taking away are exact. */
export class LedgerChange {
  readonly #sums = new Map<
    string,
    { readonly bucket: string; readonly until: string; readonly sum: CellSum }
  >();

  /** @param times −1 takes away */
  add(rows: Iterable<LedgerRow>, times: 1 | -1): void {
    for (const { bucket, until, cells } of rows) {
      const key = `${bucket}\n${until}`;
      const known = this.#sums.get(key) ?? { bucket, until, sum: new Map<string, number>() };
      this.#sums.set(key, known);
      addCells(known.sum, cells, times);
    }
  }

  /** What changed; counts below zero are taken away. */
  rows(): readonly LedgerRow[] {
    return [...this.#sums.values()].flatMap(({ bucket, until, sum }) =>
      sum.size === 0 ? [] : [{ bucket, until, cells: cellsOf(sum) }],
    );
  }
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
