import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateMessages } from "../../scripts/training-messages.ts";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { LogEvent } from "../../src/kernel/log.ts";
import type { Cells } from "../../src/review/cells.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import type { CountingRule } from "../../src/review/count-pending.ts";
import { bucketAt, bucketsOfDays, tallySums } from "../../src/review/window-tally.ts";
import { bookOf, mergeBooks, tallyBook } from "../support/review-book.ts";
import {
  createReviewKeeper,
  KEEP_REVIEWS_LIMITS,
  type KeepReviewsDeps,
  type ReviewKeeper,
} from "../../src/submission/keep-reviews-ready.ts";
import { reevaluateContributions } from "../../src/submission/reevaluate-contributions.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { openSpine, type RegistrySpine, senderOf } from "../support/registry-spine.ts";
import { afternoonOf, REVIEW_DAYS } from "../support/review-report.ts";

const ALL = bucketsOfDays("2026-01-01", "2026-12-31");
const RULE: CountingRule = { dataKind: "test", markers: [] };

/** The tables without the CVX of MMR: what was known is unknown now. */
function without03(codes: CodeSets): CodeSets {
  return {
    ...codes,
    version: "without 03",
    cvx: new Map([...codes.cvx].filter(([code]) => code !== "03")),
  };
}

function depsOf(spine: RegistrySpine, codes: () => CodeSets, log: LogEvent[] = []): KeepReviewsDeps {
  return {
    realms: [spine.services],
    codes,
    rulesVersion: "rules-1",
    now: () => spine.nowMs,
    sites: { currentSites: async () => new Map([["9998", senderOf("org-a")]]) },
    ruleOf: async () => RULE,
    log: (_level, event) => log.push(event),
  };
}

async function contributionsIn({ database }: RegistrySpine): Promise<readonly MessageContribution[]> {
  const { rows } = await sql<{ document: string }>`select document from review_contribution
    where organization_id = ${"org-a"} order by message_id`.execute(database.kysely);
  return rows.map(({ document }) => JSON.parse(document) as MessageContribution);
}

async function totalsIn(
  spine: RegistrySpine,
): Promise<{ readonly stored: Cells; readonly recomputed: Cells }> {
  const sums = await spine.store.transaction("read", ({ review }) => review.readSums("org-a", ALL));
  const all = await contributionsIn(spine);
  const book = mergeBooks(all.map((one) => bookOf(one, RULE.dataKind, bucketAt([]))));
  return { stored: tallySums(sums, ALL).total, recomputed: tallyBook(book, () => true).total };
}

/** Looks until nothing is left of another basis, as a server does with time. */
async function settle(keeper: ReviewKeeper): Promise<void> {
  for (let look = 0; look < 2 * KEEP_REVIEWS_LIMITS.searchEvery; look += 1) await keeper.look();
}

describe.each(ENGINES)("createReviewKeeper() on %s", (engine) => {
  let place: TestPlace;
  let spine: RegistrySpine;
  let other: RegistrySpine;

  beforeAll(async () => {
    place = await freshPlace(engine);
    spine = await openSpine(place);
    other = await openSpine(place);
    const days = REVIEW_DAYS.slice(0, 4);
    for (const { er7, day } of generateMessages({ count: 24, seed: 5, days, sites: ["9998"] })) {
      spine.nowMs = afternoonOf(day);
      other.nowMs = spine.nowMs;
      await spine.send(er7);
    }
  });
  afterAll(() => place.remove());

  test("two processes at once count each message once", async () => {
    const keepers = [spine, other].map((one) => createReviewKeeper(depsOf(one, () => one.codes)));
    await Promise.all(keepers.map((keeper) => keeper.look()));
    const { stored, recomputed } = await totalsIn(spine);
    expect(stored).toEqual(recomputed);
    expect(stored["messages"]).toBeGreaterThan(15);
  });

  test("a database that does not answer is told of, and asked again by the next look", async () => {
    await spine.send("MSH|^~\\&|A|9998|MIIC|MIIC|20261102||VXU^V04^VXU_V04|LATE|P|2.5.1\rPID|1\r");
    let isDown = true;
    const events: LogEvent[] = [];
    const { store } = spine.services;
    const services: RegistrySpine["services"] = {
      ...spine.services,
      store: {
        transaction: (lock, work) =>
          isDown ? Promise.reject(new GatewayError("unavailable")) : store.transaction(lock, work),
      },
    };
    const keeper = createReviewKeeper({ ...depsOf(spine, () => spine.codes, events), realms: [services] });
    await keeper.look();
    expect(events).toContain("store-failed");
    isDown = false;
    await keeper.look();
    const { stored, recomputed } = await totalsIn(spine);
    expect(stored).toEqual(recomputed);
  });

  test("other code tables: judged anew step by step, the sums change when the last one is", async () => {
    const before = await totalsIn(spine);
    const codes = without03(spine.codes);
    const deps = depsOf(spine, () => codes);
    const first = await reevaluateContributions(spine.services, "org-a", deps, { messagesMax: 5 });
    expect(first).toEqual({ left: 20, of: 25 });
    expect((await totalsIn(spine)).stored).toEqual(before.stored);
    const keeper = createReviewKeeper(deps);
    await settle(keeper);
    const after = await totalsIn(spine);
    expect(after.stored).toEqual(after.recomputed);
    expect(after.stored["finding|RV-A02"]).toBeGreaterThan(before.stored["finding|RV-A02"] ?? 0);
    expect(await reevaluateContributions(spine.services, "org-a", deps, { messagesMax: 0 })).toEqual({
      left: 0,
      of: 0,
    });
  });

  test("the tables of before give the contributions of before", async () => {
    const changed = await contributionsIn(spine);
    await settle(createReviewKeeper(depsOf(spine, () => spine.codes)));
    const restored = await contributionsIn(spine);
    expect(restored).not.toEqual(changed);
    const answers = restored.map(({ ack, outcome, receivedAtMs, day }) => ({
      ack,
      outcome,
      receivedAtMs,
      day,
    }));
    expect(
      changed.map(({ ack, outcome, receivedAtMs, day }) => ({ ack, outcome, receivedAtMs, day })),
    ).toEqual(answers);
    const { stored, recomputed } = await totalsIn(spine);
    expect(stored).toEqual(recomputed);
  });

  test("close() waits for what is under way, and begins nothing more", async () => {
    let transactions = 0;
    const { store } = spine.services;
    const services: RegistrySpine["services"] = {
      ...spine.services,
      store: {
        transaction: (lock, work) => {
          transactions += 1;
          return store.transaction(lock, work);
        },
      },
    };
    const keeper = createReviewKeeper({ ...depsOf(spine, () => spine.codes), realms: [services] });
    const looked = keeper.look();
    await keeper.close();
    await looked;
    const until = transactions;
    await keeper.look();
    expect(transactions).toBe(until);
  });
});
