import type { DataKind } from "../../src/review/contribution-cells.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { type Change, fold, mergeNoted } from "../../src/review/fold.ts";
import {
  type BucketOf,
  type BucketSpan,
  tallySums,
  type WindowTally,
} from "../../src/review/window-tally.ts";
import { compareStamps } from "../../src/review/stamp.ts";
import { createMemorySums } from "./memory-sums.ts";

function stampOf({ receivedAtMs: atMs, messageId }: MessageContribution) {
  return { atMs, messageId };
}

/** So little that randomized tests see both, what is noted and what was added. */
const NOTED_MAX = 2;

/** A review that counts messages in and out in memory, as a store does, in whatever order. */
export class MemoryLedger {
  readonly #sums = createMemorySums();
  readonly #counted = new Map<string, { readonly one: MessageContribution; readonly bucket: string }>();
  readonly #kind: DataKind;
  readonly #bucketOf: BucketOf;

  constructor(kind: DataKind, bucketOf: BucketOf) {
    this.#kind = kind;
    this.#bucketOf = bucketOf;
  }

  /** Count messages in, or in place of what they were; `without` takes them out. */
  async change(
    list: readonly MessageContribution[],
    direction: "with" | "without" = "with",
    bucketOf: BucketOf = this.#bucketOf,
  ): Promise<void> {
    const changes = list.flatMap((one): readonly Change[] => {
      const known = this.#counted.get(one.messageId);
      const out: readonly Change[] =
        known === undefined ? [] : [{ contribution: known.one, bucket: known.bucket, times: -1 }];
      return direction === "without" ? out : [...out, { contribution: one, bucket: bucketOf(one), times: 1 }];
    });
    const noted = await fold(
      {
        ...this.#sums,
        findContributions: async (_organizationId, messageIds) =>
          messageIds.flatMap((id) => this.#counted.get(id)?.one ?? []),
        listCounted: async (_organizationId, bucket, before, limit) =>
          [...this.#counted.values()]
            .filter((entry) => entry.bucket === bucket)
            .map(({ one }) => one)
            .filter((one) => before === undefined || compareStamps(stampOf(one), before) < 0)
            .toSorted((a, b) => compareStamps(stampOf(b), stampOf(a)))
            .slice(0, limit),
      },
      "org",
      changes,
      this.#kind,
    );
    if (noted === undefined) throw new Error("a message that is counted is gone");
    if (noted >= NOTED_MAX) await mergeNoted(this.#sums, "org");
    for (const one of list) {
      if (direction === "without") this.#counted.delete(one.messageId);
      else this.#counted.set(one.messageId, { one, bucket: bucketOf(one) });
    }
  }

  async tally(span: BucketSpan): Promise<WindowTally> {
    return tallySums(await this.#sums.readSums("org", span), span);
  }
}
