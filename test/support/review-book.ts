import { addCells, type Cells, type CellSum, cellsOf, sumOfCells } from "../../src/review/cells.ts";
import { type DataKind, messageCells, versionsOf } from "../../src/review/contribution-cells.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { type ExampleBook, examplesOf, mergeExamples } from "../../src/review/examples.ts";
import type { ObjectVersion } from "../../src/review/ledger.ts";
import { mergeSamples, type PatientSample } from "../../src/review/patient-sample.ts";
import { objectKey } from "../../src/review/sightings.ts";
import { type BucketOf, cellsByDay, type WindowTally } from "../../src/review/window-tally.ts";
import { mergeOccurrences, type Occurrence, occurrenceOf } from "./occurrence.ts";

/*
 * The full recomputation of a review: all messages read anew, no sums kept. What counting keeps must say the same.
 */

/** What one bucket holds: plain JSON. */
export interface BookPart {
  readonly bucket: string;
  readonly messages: Cells;
  readonly objects: Readonly<Record<string, Occurrence>>;
  readonly examples: ExampleBook;
}

/** Contributions merged, by bucket and in the order of buckets: plain JSON, from which any window is counted. */
export type ReviewBook = readonly BookPart[];

/** One day is one bucket, unless a fix marker cuts it: see `bucketAt`. */
export function bucketByDay(contribution: MessageContribution): string {
  return contribution.day;
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
    days: cellsByDay(days),
    sample: mergeSamples(inside.map(({ objects }) => patientsOf(objects))),
    examples: mergeExamples(inside.map(({ examples }) => examples)),
  };
}

function patientsOf(objects: BookPart["objects"]): PatientSample {
  return Object.values(objects).flatMap(({ patient }) => (patient === undefined ? [] : [patient]));
}
