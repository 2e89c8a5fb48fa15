import type { MessageContribution } from "../../src/review/contribution.ts";
import type { KeyedOccurrence, ReviewTransaction, StoredSums } from "../../src/review/ports.ts";

/** Contributions of messages, as they were saved; nothing is counted. */
export interface MemoryReview extends ReviewTransaction {
  readonly contributions: MessageContribution[];
}

const NO_SUMS: StoredSums = { rows: [], evidence: [] };
const NO_OCCURRENCES: readonly KeyedOccurrence[] = [];

/** Keeps contributions for tests of the way of a message; sums and incidents are tested on real databases. */
export function createMemoryReview(): MemoryReview {
  const contributions: MessageContribution[] = [];
  return {
    contributions,
    saveContribution: async (_organizationId, contribution) => {
      contributions.push(contribution);
    },
    takeContribution: async (_organizationId, messageId) => {
      const index = contributions.findIndex((one) => one.messageId === messageId);
      return index < 0 ? undefined : contributions.splice(index, 1)[0];
    },
    findBasis: async () => undefined,
    startSums: async () => {},
    listPending: async () => contributions,
    countPending: async () => contributions.length,
    markCounted: async () => {},
    findOccurrences: async () => NO_OCCURRENCES,
    saveOccurrences: async () => {},
    readSums: async () => NO_SUMS,
    saveSums: async () => {},
    countReplays: async () => 0,
    listIncidents: async () => [],
    closeIncident: async () => false,
  };
}
