import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { MessageRecord, RealmStore, RealmTransaction } from "../../src/submission/ports.ts";
import { createMemoryReview, type MemoryReview } from "./memory-review.ts";
import { createMemoryRegistry, type MemoryRegistry, NO_CURATION, NO_RETENTION } from "./memory-registry.ts";

/** A realm store in memory: what was committed, and a switch that makes the next commits fail. */
export interface MemoryRealmStore extends RealmStore {
  readonly messages: MessageRecord[];
  readonly replays: Map<string, number>;
  readonly registry: MemoryRegistry;
  readonly review: MemoryReview;
  /** While true no transaction is taken. */
  isDown: boolean;
}

/** Works run one after the other; what a failing one wrote is taken back. */
export function createMemoryRealmStore(): MemoryRealmStore {
  const messages: MessageRecord[] = [];
  const replays = new Map<string, number>();
  const registry = createMemoryRegistry();
  const review = createMemoryReview();
  let last: Promise<unknown> = Promise.resolve();

  const newestOf = (organizationId: string, controlId: string): readonly MessageRecord[] =>
    messages
      .filter((row) => row.replayable && row.organizationId === organizationId && row.controlId === controlId)
      .toReversed();

  const tx: RealmTransaction = {
    registry,
    curation: NO_CURATION,
    review,
    retention: NO_RETENTION,
    findEarlier: async (key, payloadHash, origin) => {
      const known = newestOf(key.organizationId, key.controlId);
      const row = known.find((one) => one.payloadHash === payloadHash);
      return {
        same: row && { messageId: row.id, ackCode: row.ackCode, basis: row.basis, answer: row.answer },
        isIdReused: known.some(
          (one) => one.payloadHash !== payloadHash && JSON.stringify(one.origin) === JSON.stringify(origin),
        ),
      };
    },
    countReplay: async (messageId) => {
      replays.set(messageId, (replays.get(messageId) ?? 0) + 1);
    },
    findSubmission: async () => undefined,
    saveMessage: async (record) => {
      messages.push(record);
    },
  };

  const store: MemoryRealmStore = {
    messages,
    replays,
    registry,
    review,
    isDown: false,
    transaction: (_lock, work) => {
      const run = last.then(async () => {
        if (store.isDown) throw new GatewayError("unavailable");
        const before = messages.length;
        const contributionsBefore = review.contributions.length;
        const restore = registry.snapshot();
        try {
          return await work(tx);
        } catch (error) {
          messages.length = before;
          review.contributions.length = contributionsBefore;
          restore();
          throw error;
        }
      });
      last = run.catch(() => undefined);
      return run;
    },
  };
  return store;
}
