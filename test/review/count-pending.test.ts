import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketAt, bookOf, mergeBooks, tallyBook, tallyLedger } from "../../src/review/review-book.ts";
import { type CountingRule, countPending } from "../../src/review/count-pending.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { generateMessages } from "../../scripts/training-messages.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { REVIEW_DAYS, afternoonOf } from "../support/review-report.ts";

const ALL = { from: "2026-01-01", to: "2026-12-31" };
const TEST_DATA: CountingRule = { dataKind: "test", markers: [] };
const MARKED: CountingRule = { dataKind: "test", markers: [afternoonOf("20261109")] };

/** Everything that was ever stored, read back as it stands. */
async function storedContributions({ store }: RegistrySpine): Promise<readonly MessageContribution[]> {
  return store.transaction("read", async ({ review }) => {
    await review.startSums("org-a", "read for the test");
    return review.listPending("org-a", 10_000);
  });
}

/** The tally of the stored sums, and that of a full recomputation. */
async function bothTallies(spine: RegistrySpine, rule: CountingRule) {
  await countPending(spine.store, "org-a", rule);
  const sums = await spine.store.transaction("read", ({ review }) => review.readSums("org-a", ALL));
  const all = await storedContributions(spine);
  await countPending(spine.store, "org-a", rule);
  const book = mergeBooks(all.map((one) => bookOf(one, rule.dataKind, bucketAt(rule.markers))));
  return {
    stored: tallyLedger(sums.rows, sums.evidence, () => true),
    recomputed: tallyBook(book, () => true),
    count: all.length,
  };
}

describe.each(ENGINES)("countPending() on %s", (engine) => {
  let place: TestPlace;
  let spine: RegistrySpine;

  beforeAll(async () => {
    place = await freshPlace(engine);
    spine = await openSpine(place);
    const days = REVIEW_DAYS.slice(0, 6);
    for (const { er7, day } of generateMessages({ count: 40, seed: 7, days, sites: ["9998"] })) {
      spine.nowMs = afternoonOf(day);
      await spine.send(er7);
    }
  });

  afterAll(() => place.remove());

  test("gives the sums of a full recomputation", async () => {
    const { stored, recomputed, count } = await bothTallies(spine, TEST_DATA);
    expect(count).toBe(40);
    expect(stored).toEqual(recomputed);
    expect(stored.total["messages"]).toBeGreaterThan(30);
  });

  test("counts what came after the last time, in whatever order of days", async () => {
    const messages = generateMessages({ count: 12, seed: 7, days: REVIEW_DAYS.slice(0, 3), sites: ["9998"] });
    for (const { er7, day, controlId } of messages.toReversed()) {
      spine.nowMs = afternoonOf(day);
      await spine.send(er7.replace(`|${controlId}|`, `|${controlId}-2|`));
    }
    const { stored, recomputed, count } = await bothTallies(spine, TEST_DATA);
    expect(count).toBe(52);
    expect(stored).toEqual(recomputed);
  });

  test("counts everything anew when a fix marker cuts a window", async () => {
    const before = await bothTallies(spine, TEST_DATA);
    const { stored, recomputed } = await bothTallies(spine, MARKED);
    expect(stored).toEqual(recomputed);
    expect(stored.total).toEqual(before.stored.total);
  });

  test("tells how many are left, and does nothing the second time", async () => {
    const told: number[] = [];
    await countPending(spine.store, "org-a", TEST_DATA, (left) => told.push(left));
    const sums = await spine.store.transaction("read", ({ review }) => review.readSums("org-a", ALL));
    await countPending(spine.store, "org-a", TEST_DATA, (left) => told.push(left));
    expect(await spine.store.transaction("read", ({ review }) => review.readSums("org-a", ALL))).toEqual(
      sums,
    );
    expect(told).toEqual([]);
  });

  test("an organization without messages has no sums", async () => {
    await countPending(spine.store, "org-b", TEST_DATA);
    const sums = await spine.store.transaction("read", ({ review }) => review.readSums("org-b", ALL));
    expect(sums).toEqual({ rows: [], evidence: [] });
  });
});
