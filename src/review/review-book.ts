import { addCells, type Cells, type CellSum, cellsOf, sumOfCells } from "./cells.ts";
import { type DataKind, messageCells, versionsOf } from "./contribution-cells.ts";
import type { MessageContribution } from "./contribution.ts";
import { type ExampleBook, examplesOf, mergeExamples } from "./examples.ts";
import { compareStamps, type LedgerRow, type Occurrence, sumOfWindow } from "./ledger.ts";
import { mergeSamples, type PatientSample, sampleOf } from "./patient-sample.ts";

/** The part of the window an instant falls into; sorts in the order of time and begins with the day, `YYYY-MM-DD`. */
export type BucketOf = (contribution: MessageContribution) => string;

/** What one bucket holds: plain JSON. */
export interface BookPart {
  readonly bucket: string;
  readonly messages: Cells;
  readonly objects: Readonly<Record<string, Occurrence>>;
  readonly sample: PatientSample;
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

/**
 * Buckets of days, cut at fix markers: what was received from a marker on has another bucket than the same day before it.
 *
 * @param markers instants, in any order
 */
export function bucketAt(markers: readonly number[]): BucketOf {
  const cuts = markers.toSorted((a, b) => a - b);
  return ({ day, receivedAtMs }) => {
    const passed = cuts.filter((cut) => cut <= receivedAtMs).length;
    return passed === 0 ? `${day}#000` : `${day}#${`${passed}`.padStart(3, "0")}`;
  };
}

/** Whether a bucket of `bucketAt` lies after the n-th marker; 0 is before all of them. */
export function markersPassed(bucket: string): number {
  return Number(bucket.split("#")[1] ?? 0);
}

/** The book of one message. */
export function bookOf(contribution: MessageContribution, kind: DataKind, bucketOf: BucketOf): ReviewBook {
  const bucket = bucketOf(contribution);
  const objects = versionsOf(contribution, bucket, kind).map(
    ({ key, atMs, messageId, cells, arrival }): readonly [string, Occurrence] => [
      key,
      { bucket, first: { atMs, messageId, arrival }, last: { atMs, messageId, cells } },
    ],
  );
  return [
    {
      bucket,
      messages: messageCells(contribution, kind),
      objects: Object.fromEntries(objects),
      sample: sampleOf(contribution, kind),
      examples: examplesOf(contribution, kind),
    },
  ];
}

function mergeOccurrences(a: Occurrence, b: Occurrence): Occurrence {
  return {
    bucket: a.bucket,
    first: compareStamps(a.first, b.first) <= 0 ? a.first : b.first,
    last: compareStamps(a.last, b.last) >= 0 ? a.last : b.last,
  };
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
    sample: mergeSamples(parts.map(({ sample }) => sample)),
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
    sample: mergeSamples(inside.map(({ sample }) => sample)),
    examples: mergeExamples(inside.map(({ examples }) => examples)),
  };
}

/** What a store keeps of one bucket beside its sums. */
export interface BucketEvidence {
  readonly bucket: string;
  readonly sample: PatientSample;
  readonly examples: ExampleBook;
}

/** Counts a window of consecutive buckets from stored sums (`countVersion`): the same as `tallyBook`, without the objects. */
export function tallyLedger(
  rows: readonly LedgerRow[],
  evidence: readonly BucketEvidence[],
  isInside: (bucket: string) => boolean,
): WindowTally {
  const inside = evidence.filter(({ bucket }) => isInside(bucket));
  const own = rows.filter(({ bucket, until }) => until === "" && isInside(bucket));
  return {
    total: sumOfWindow(rows, isInside),
    days: byDay(own),
    sample: mergeSamples(inside.map(({ sample }) => sample)),
    examples: mergeExamples(inside.map(({ examples }) => examples)),
  };
}

function byDay(buckets: readonly { readonly bucket: string; readonly cells: Cells }[]): WindowTally["days"] {
  const groups = Map.groupBy(buckets, ({ bucket }) => bucket.slice(0, 10));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, parts]) => ({ day, cells: sumOfCells(parts.map(({ cells }) => cells)) }));
}
