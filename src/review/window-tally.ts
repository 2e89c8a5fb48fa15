import { type Cells, sumOfCells } from "./cells.ts";
import type { MessageContribution } from "./contribution.ts";
import { type ExampleBook, mergeExamples } from "./examples.ts";
import { type LedgerRow, sumOfWindow } from "./ledger.ts";
import { mergeSamples, type PatientSample, type SampledPatient } from "./patient-sample.ts";

/** The part of the window an instant falls into; sorts in the order of time and begins with the day, `YYYY-MM-DD`. */
export type BucketOf = (contribution: MessageContribution) => string;

/** The counts of one window, ready for a report. */
export interface WindowTally {
  /** Each message once, each patient and dose by its latest version in the window. */
  readonly total: Cells;
  /** What each day counts by itself, in order; a patient seen on two days counts in both. */
  readonly days: readonly { readonly day: string; readonly cells: Cells }[];
  readonly sample: PatientSample;
  readonly examples: ExampleBook;
}

/** The bucket of a day after so many fix markers. */
export function bucketName(day: string, markersPassed: number): string {
  return `${day}#${`${markersPassed}`.padStart(3, "0")}`;
}

/**
 * Buckets of days, cut at fix markers: what was received from a marker on has another bucket than the same day before it.
 *
 * @param markers instants, in any order
 */
export function bucketAt(markers: readonly number[]): BucketOf {
  return ({ day, receivedAtMs }) => bucketName(day, markers.filter((cut) => cut <= receivedAtMs).length);
}

/** Buckets from one to another, inclusive. */
export interface BucketSpan {
  readonly from: string;
  readonly to: string;
}

/** Buckets of whole days, however markers cut them. */
export function bucketsOfDays(from: string, to: string): BucketSpan {
  return { from: `${from}#000`, to: `${to}#999` };
}

/** What a store hands out of one span of buckets: the same as all its messages say, without the messages. */
export interface StoredSums {
  readonly rows: readonly LedgerRow[];
  /** At least those patients of each bucket that are in the sample of the whole span. */
  readonly patients: readonly SampledPatient[];
  readonly examples: readonly ExampleBook[];
}

/** Counts the span that sums were read of. */
export function tallySums({ rows, patients, examples }: StoredSums, { from, to }: BucketSpan): WindowTally {
  return {
    total: sumOfWindow(rows, (bucket) => bucket >= from && bucket <= to),
    days: cellsByDay(rows.filter(({ until }) => until === "")),
    sample: mergeSamples([patients]),
    examples: mergeExamples(examples),
  };
}

/** The counts of buckets, by day and in the order of days. */
export function cellsByDay(
  buckets: readonly { readonly bucket: string; readonly cells: Cells }[],
): WindowTally["days"] {
  const groups = Map.groupBy(buckets, ({ bucket }) => bucket.slice(0, 10));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, parts]) => ({ day, cells: sumOfCells(parts.map(({ cells }) => cells)) }));
}
