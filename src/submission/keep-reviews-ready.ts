import type { CodeSets } from "../codes/code-sets.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { errorFields, type Log } from "../kernel/log.ts";
import type { Realm } from "../kernel/realm.ts";
import { type CountingRule, countPending } from "../review/count-pending.ts";
import type { RealmServices } from "./deps.ts";
import {
  type Reevaluated,
  type ReevaluateDeps,
  reevaluateContributions,
} from "./reevaluate-contributions.ts";

/** What keeping the reviews of a process's realms needs. */
export interface KeepReviewsDeps extends ReevaluateDeps {
  readonly realms: readonly RealmServices[];
  /** How an organization's messages are counted. @throws as the control database does */
  readonly ruleOf: (organizationId: string, realm: Realm) => Promise<CountingRule>;
  readonly log: Log;
}

/** Counts and judges anew in the background. */
export interface ReviewKeeper {
  /** Do what waits, a bounded amount of it; a look while one is under way does nothing. Never rejects. */
  look(): Promise<void>;
  /** Begin nothing more; resolves when what is under way has ended. */
  close(): Promise<void>;
}

export const KEEP_REVIEWS_LIMITS = {
  /** How often a server looks. */
  lookIntervalMs: 2_000,
  /** Organizations of one look in each realm. */
  organizationsMax: 200,
  /** Messages that one look counts, and judges anew, of one organization. */
  countedMax: 2_000,
  /** Between two portions that are counted: messages that came in meanwhile go first. */
  pauseMs: 15,
  reevaluatedMax: 400,
  /** Looks between two searches for what was judged under other tables or sites. */
  searchEvery: 15,
} as const;

/** A search begins only when the code tables did not change for so many looks: by then every process has taken them up. */
const STEADY_LOOKS = 5;

/**
 * Keeps the technical message reviews ready: counts what messages added, and judges anew what was judged under other rules,
 * tables or sites. What one look cannot do is done by the next; a database that does not answer is asked again by the next.
 * Several processes on one database may all do so: the sums of an organization change under one lock.
 */
export function createReviewKeeper(deps: KeepReviewsDeps): ReviewKeeper {
  let underWay: Promise<void> | undefined;
  let isClosed = false;
  const watch = createSearchClock(deps.codes);
  const lookOnce = async (): Promise<void> => {
    const isSearched = watch.isDue();
    let isLeft = false;
    for (const realm of deps.realms) {
      const one: Kept = { realm, deps, isStopped: () => isClosed };
      if (isSearched && (await guarded(one, () => reevaluateSome(one)))) isLeft = true;
      await guarded(one, () => countSome(one));
    }
    if (isLeft) watch.again();
  };
  return {
    look: () => {
      if (isClosed) return Promise.resolve();
      underWay ??= lookOnce().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    close: async () => {
      isClosed = true;
      await underWay;
    },
  };
}

interface SearchClock {
  isDue(): boolean;
  /** The next look searches too. */
  again(): void;
}

function createSearchClock(codes: () => CodeSets): SearchClock {
  let known = codes();
  let steady = STEADY_LOOKS;
  let untilSearch = 0;
  return {
    isDue: () => {
      const now = codes();
      if (now !== known) [known, steady, untilSearch] = [now, 0, 0];
      steady += 1;
      if (steady < STEADY_LOOKS) return false;
      untilSearch -= 1;
      if (untilSearch > 0) return false;
      untilSearch = KEEP_REVIEWS_LIMITS.searchEvery;
      return true;
    },
    again: () => {
      untilSearch = 0;
    },
  };
}

interface Kept {
  readonly realm: RealmServices;
  readonly deps: KeepReviewsDeps;
  readonly isStopped: () => boolean;
}

/** A realm whose database does not answer does not stop the other. @returns undefined when it failed */
async function guarded<T>({ realm, deps }: Kept, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    deps.log("warn", "store-failed", { store: realm.realm, reason: "review", ...errorFields(error) });
    return undefined;
  }
}

/** One organization that fails does not stop the others; a database that does not answer stops all. */
async function eachOrganization(
  { realm, deps, isStopped }: Kept,
  organizationIds: readonly string[],
  work: (organizationId: string) => Promise<void>,
): Promise<void> {
  for (const organizationId of organizationIds) {
    if (isStopped()) return;
    try {
      await work(organizationId);
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      deps.log("error", "store-failed", {
        store: realm.realm,
        organizationId,
        reason: "review",
        ...errorFields(error),
      });
    }
  }
}

async function countSome(kept: Kept): Promise<void> {
  const { realm, deps, isStopped } = kept;
  const { organizationsMax, countedMax: messagesMax } = KEEP_REVIEWS_LIMITS;
  const waiting = await realm.store.transaction("reviews", ({ review }) =>
    review.listWaiting(organizationsMax),
  );
  await eachOrganization(kept, waiting, async (organizationId) => {
    // What is judged anew is counted when the last one is judged.
    if ((await leftToJudge(kept, organizationId, 0)).left > 0) return;
    const rule = await deps.ruleOf(organizationId, realm.realm);
    await countPending(realm.store, organizationId, rule, { messagesMax, isStopped, pause });
  });
}

function leftToJudge(
  { realm, deps, isStopped }: Kept,
  organizationId: string,
  messagesMax: number,
): Promise<Reevaluated> {
  return reevaluateContributions(realm, organizationId, deps, { messagesMax, isStopped });
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, KEEP_REVIEWS_LIMITS.pauseMs);
  });
}

/** @returns whether some are left */
async function reevaluateSome(kept: Kept): Promise<boolean> {
  const { organizationsMax, reevaluatedMax } = KEEP_REVIEWS_LIMITS;
  let isLeft = false;
  let after = "";
  for (;;) {
    const page = await kept.realm.store.transaction("reviews", ({ review }) =>
      review.listReviewed(after, organizationsMax),
    );
    await eachOrganization(kept, page, async (organizationId) => {
      if ((await leftToJudge(kept, organizationId, reevaluatedMax)).left > 0) isLeft = true;
    });
    const last = page.at(-1);
    if (last === undefined || page.length < organizationsMax || kept.isStopped()) return isLeft;
    after = last;
  }
}
