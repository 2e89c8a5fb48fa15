import { addCells, type Cells, type CellSum, cellsOf, sumOfCells } from "./cells.ts";
import { type DataKind, messageCells, versionsOf } from "./contribution-cells.ts";
import type { MessageContribution } from "./contribution.ts";
import { type ExampleBook, examplesOf, mergeExamples } from "./examples.ts";
import { type LedgerRow, type ObjectVersion, sumOfWindow } from "./ledger.ts";
import { mergeOccurrences, type Occurrence, occurrenceOf } from "./occurrence.ts";
import { mergeSamples, type PatientSample, type SampledPatient } from "./patient-sample.ts";
import { objectKey } from "./sightings.ts";

/** The part of the window an instant falls into; sorts in the order of time and begins with the day, `YYYY-MM-DD`. */
export type BucketOf = (contribution: MessageContribution) => string;

/** What one bucket holds: plain JSON. */
export interface BookPart {
  readonly bucket: string;
  readonly messages: Cells;
  readonly objects: Readonly<Record<string, Occurrence>>;
  readonly examples: ExampleBook;
}

/** Contributions merged, by bucket and in the order of buckets: plain JSON, from which any window is counted. */
export type ReviewBook = readonly BookPart[];

/** The counts of one window, ready for a report. */
export interface WindowTally {
  /** Each message once, each patient and dose by its latest version in the window. */
  readonly total: Cells;
  /** What each day counts by itself, in order; a patient seen on two days counts in both. */
  readonly days: readonly { readonly day: string; readonly cells: Cells }[];
  readonly sample: PatientSample;
  readonly examples: ExampleBook;
}

/** One day is one bucket, unless a fix marker cuts it: see `bucketAt`. */
export function bucketByDay(contribution: MessageContribution): string {
  return contribution.day;
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

/** The book of one message. */
export function bookOf(contribution: MessageContribution, kind: DataKind, bucketOf: BucketOf): ReviewBook {
  const bucket = bucketOf(contribution);
  const objects = versionsOf(contribution, bucket, kind).map(
    (version: ObjectVersion): readonly [string, Occurrence] => [objectKey(version), occurrenceOf(version)],
  );
  return [
    {
      bucket,
      messages: messageCells(contribution, kind),
      objects: Object.fromEntries(objects),
      examples: examplesOf(contribution, kind),
    },
  ];
}

function mergeParts(bucket: string, parts: readonly BookPart[]): BookPart {
  const objects = new Map<string, Occurrence>();
  for (const part of parts) {
    for (const [key, occurrence] of Object.entries(part.objects)) {
      const known = objects.get(key);
      objects.set(key, known === undefined ? occurrence : mergeOccurrences(known, occurrence));
    }
  }
  return {
    bucket,
    messages: sumOfCells(parts.map(({ messages }) => messages)),
    objects: Object.fromEntries([...objects].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    examples: mergeExamples(parts.map(({ examples }) => examples)),
  };
}

/**
 * Merges books of different messages. Associative and order-independent: whatever the grouping, the book is that of all
 * messages at once.
 */
export function mergeBooks(books: Iterable<ReviewBook>): ReviewBook {
  const byBucket = Map.groupBy([...books].flat(), ({ bucket }) => bucket);
  return [...byBucket]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([bucket, parts]) => mergeParts(bucket, parts));
}

/** Counts a window of consecutive buckets from the book of all that was ever received: the full recomputation. */
export function tallyBook(book: ReviewBook, isInside: (bucket: string) => boolean): WindowTally {
  const firsts = new Map<string, string>();
  const lasts = new Map<string, string>();
  for (const { bucket, objects } of book) {
    for (const key of Object.keys(objects)) {
      if (!firsts.has(key)) firsts.set(key, bucket);
      if (isInside(bucket)) lasts.set(key, bucket);
    }
  }
  const inside = book.filter(({ bucket }) => isInside(bucket));
  const total: CellSum = new Map();
  const days = inside.map(({ bucket, messages, objects }) => {
    const own: CellSum = new Map();
    addCells(own, messages);
    addCells(total, messages);
    for (const [key, { first, last }] of Object.entries(objects)) {
      addCells(own, last.cells);
      if (lasts.get(key) === bucket) addCells(total, last.cells);
      if (firsts.get(key) === bucket) {
        addCells(own, first.arrival);
        addCells(total, first.arrival);
      }
    }
    return { bucket, cells: cellsOf(own) };
  });
  return {
    total: cellsOf(total),
    days: byDay(days),
    sample: mergeSamples(inside.map(({ objects }) => patientsOf(objects))),
    examples: mergeExamples(inside.map(({ examples }) => examples)),
  };
}

function patientsOf(objects: BookPart["objects"]): PatientSample {
  return Object.values(objects).flatMap(({ patient }) => (patient === undefined ? [] : [patient]));
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

/** Counts the span that sums were read of: what `tallyBook` gives, without the objects. */
export function tallySums({ rows, patients, examples }: StoredSums, { from, to }: BucketSpan): WindowTally {
  return {
    total: sumOfWindow(rows, (bucket) => bucket >= from && bucket <= to),
    days: byDay(rows.filter(({ until }) => until === "")),
    sample: mergeSamples([patients]),
    examples: mergeExamples(examples),
  };
}

function byDay(buckets: readonly { readonly bucket: string; readonly cells: Cells }[]): WindowTally["days"] {
  const groups = Map.groupBy(buckets, ({ bucket }) => bucket.slice(0, 10));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, parts]) => ({ day, cells: sumOfCells(parts.map(({ cells }) => cells)) }));
}
