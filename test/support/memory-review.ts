import type { MessageContribution } from "../../src/review/contribution.ts";
import type { ReviewTransaction } from "../../src/review/ports.ts";
import { createMemorySums } from "./memory-sums.ts";

/** Contributions of messages, as they were saved; nothing is counted. */
export interface MemoryReview extends ReviewTransaction {
  readonly contributions: MessageContribution[];
}

/** Keeps contributions for tests of the way of a message; counting and incidents are tested on real databases. */
export function createMemoryReview(): MemoryReview {
  const contributions: MessageContribution[] = [];
  return {
    ...createMemorySums(),
    contributions,
    saveContribution: async (_organizationId, contribution) => {
      contributions.push(contribution);
    },
    setContributionWithdrawn: async () => {},
    endContribution: async (_organizationId, messageId) => {
      const index = contributions.findIndex((one) => one.messageId === messageId);
      return index < 0 ? undefined : contributions.splice(index, 1)[0];
    },
    listPending: async () => [],
    countPending: async () => contributions.length,
    countContributions: async () => contributions.length,
    listWaiting: async () => [],
    listReviewed: async () => [],
    countOutdated: async () => 0,
    listOutdated: async () => [],
    replaceContribution: async () => {},
    saveCounted: async () => {},
    deleteContributions: async () => {},
    findContributions: async () => [],
    listCounted: async () => [],
    countReplays: async () => 0,
    listIncidents: async () => [],
    closeIncident: async () => false,
  };
}
