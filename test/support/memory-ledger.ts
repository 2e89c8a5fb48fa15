import type { Cells } from "../../src/review/cells.ts";
import { type DataKind, messageCells, versionsOf } from "../../src/review/contribution-cells.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { examplesOf, mergeExamples } from "../../src/review/examples.ts";
import { applyDeltas, countVersion, type LedgerRow, type Occurrence } from "../../src/review/ledger.ts";
import { mergeSamples, sampleOf } from "../../src/review/patient-sample.ts";
import {
  type BucketEvidence,
  type BucketOf,
  tallyLedger,
  type WindowTally,
} from "../../src/review/review-book.ts";

/** The stored sums of a review, kept in memory as a store keeps them: message after message, in whatever order. */
export class MemoryLedger {
  #rows: readonly LedgerRow[] = [];
  readonly #objects = new Map<string, Map<string, Occurrence>>();
  readonly #evidence = new Map<string, BucketEvidence>();
  readonly #kind: DataKind;
  readonly #bucketOf: BucketOf;

  constructor(kind: DataKind, bucketOf: BucketOf) {
    this.#kind = kind;
    this.#bucketOf = bucketOf;
  }

  add(contribution: MessageContribution): void {
    const bucket = this.#bucketOf(contribution);
    this.#addCells(bucket, messageCells(contribution, this.#kind));
    for (const version of versionsOf(contribution, bucket, this.#kind)) {
      const known = this.#objects.get(version.key) ?? new Map<string, Occurrence>();
      const { occurrence, deltas } = countVersion([...known.values()], version);
      this.#objects.set(version.key, known.set(bucket, occurrence));
      this.#rows = applyDeltas(this.#rows, deltas);
    }
    const { sample = [], examples = {} } = this.#evidence.get(bucket) ?? {};
    this.#evidence.set(bucket, {
      bucket,
      sample: mergeSamples([sample, sampleOf(contribution, this.#kind)]),
      examples: mergeExamples([examples, examplesOf(contribution, this.#kind)]),
    });
  }

  tally(isInside: (bucket: string) => boolean): WindowTally {
    return tallyLedger(this.#rows, [...this.#evidence.values()], isInside);
  }

  #addCells(bucket: string, cells: Cells): void {
    this.#rows = applyDeltas(this.#rows, [{ bucket, until: "", cells, times: 1 }]);
  }
}
