import { addCells, type Cells, type CellSum, cellsOf } from "./cells.ts";
import type { SampledPatient } from "./patient-sample.ts";
import type { Stamp } from "./stamp.ts";

/** One dose or patient as one message tells of it, ready to be counted. */
export interface ObjectVersion extends Stamp {
  /** Of the patient; doses are a patient's. */
  readonly patientKey: string;
  /** `""` for the patient itself, the key of a dose. */
  readonly name: string;
  /** Part of the window it was received in: sorts in the order of time, as a day or a day cut at a fix marker does. */
  readonly bucket: string;
  /** Counted while this is the latest version. */
  readonly cells: Cells;
  /** Counted when this is the first version ever. */
  readonly arrival: Cells;
  /** What tells a patient from the others; absent for doses. */
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
      sum.size === 0 ? [] : [{ bucket, until, cells: Object.fromEntries(sum) }],
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
