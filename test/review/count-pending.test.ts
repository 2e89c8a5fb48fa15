import { carryOutPurge } from "../../src/retention/purge.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketAt, bucketsOfDays, tallySums } from "../../src/review/window-tally.ts";
import { bookOf, mergeBooks, tallyBook } from "../support/review-book.ts";
import {
  COUNTED_AT_ONCE_MAX,
  type CountingRule,
  countPending,
  sumsLock,
} from "../../src/review/count-pending.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { MERGED_AT_ONCE_MAX } from "../../src/review/fold.ts";
import type { LedgerRow } from "../../src/review/ledger.ts";
import type { ReviewStore, ReviewTransaction } from "../../src/review/ports.ts";
import { SQL_WORDS } from "../../src/store/migrate.ts";
import { REALM_MIGRATIONS } from "../../src/store/migrations/realm-migrations.ts";
import { generateMessages } from "../../scripts/training-messages.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { REVIEW_DAYS, afternoonOf } from "../support/review-report.ts";

const ALL = bucketsOfDays("2026-01-01", "2026-12-31");
const TEST_DATA: CountingRule = { dataKind: "test", markers: [] };
const REAL_DATA: CountingRule = { dataKind: "real", markers: [] };
const MARKED: CountingRule = { dataKind: "test", markers: [afternoonOf("20261109")] };

/** Everything that is stored and counts, read back as it stands. */
async function storedContributions({ database }: RegistrySpine): Promise<readonly MessageContribution[]> {
  const { rows } = await sql<{ document: string }>`select document from review_contribution
    where organization_id = 'org-a' and state = 'counts'`.execute(database.kysely);
  return rows.map(({ document }) => JSON.parse(document) as MessageContribution);
}

/** The tally of the stored sums, and that of a full recomputation. */
async function bothTallies(spine: RegistrySpine, rule: CountingRule) {
  await countPending(spine.store, "org-a", rule);
  const sums = await spine.store.transaction("read", ({ review }) => review.readSums("org-a", ALL));
  const all = await storedContributions(spine);
  const book = mergeBooks(all.map((one) => bookOf(one, rule.dataKind, bucketAt(rule.markers))));
  return {
    stored: tallySums(sums, ALL),
    recomputed: tallyBook(book, () => true),
    count: all.length,
  };
}

/** The store, and how many messages each of its transactions counted. */
function watched(store: ReviewStore): { readonly store: ReviewStore; readonly counted: number[] } {
  const counted: number[] = [];
  const watch = (review: ReviewTransaction): ReviewTransaction => ({
    ...review,
    saveCounted: (organizationId, messages) => {
      counted.push(messages.length);
      return review.saveCounted(organizationId, messages);
    },
  });
  return {
    counted,
    store: {
      transaction: (lock, work) => store.transaction(lock, ({ review }) => work({ review: watch(review) })),
    },
  };
}

/** The store where a transaction that adds more notes than this to the sums takes too long. */
function slow(store: ReviewStore, takenMax: number): ReviewStore {
  return {
    transaction: (lock, work) =>
      store.transaction(lock, ({ review }) => {
        const takeChanges: typeof review.takeChanges = async (organizationId, limit) => {
          const taken = await review.takeChanges(organizationId, limit);
          if (taken.length > takenMax) throw new Error("too slow");
          return taken;
        };
        return work({ review: { ...review, takeChanges } });
      }),
  };
}

/** Notes that change nothing. */
function noteNothing(store: ReviewStore, count: number): Promise<void> {
  return store.transaction(sumsLock("org-a"), async ({ review }) => {
    for (let n = 0; n < count; n += 1) await review.noteChange("org-a", { rows: [], examples: [] });
  });
}

async function countNoted({ database }: RegistrySpine): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from review_change
    where organization_id = 'org-a'`.execute(database.kysely);
  return Number(rows[0]?.count);
}

/**
 * Bring the realm's schema back to how it stood before sums were noted, with sums of that time: all is counted, in sums that
 * are wrong now.
 */
async function backToStep8({ database }: RegistrySpine): Promise<void> {
  const steps = REALM_MIGRATIONS.filter(({ number }) => number <= 8);
  const words = SQL_WORDS[database.engine.kind];
  const made = steps.flatMap(({ statements }) => statements(words));
  const old = made.filter((text) => /^create table review_(sum|object) /.test(text));
  const rule = JSON.stringify({ version: 3, ...TEST_DATA });
  const texts = [
    ...["review_sum", "review_change", "review_patient"].map((table) => `drop table ${table}`),
    ...old,
    "alter table review_object add column patient text",
    "insert into review_sum values ('org-a', '2026-11-02#000', '', '{\"messages\":7}')",
    `update review_basis set basis = '${rule}'`,
    "delete from schema_migration where number > 8",
  ];
  const { engine } = database;
  for (const text of texts)
    await (engine.kind === "sqlite" ? engine.writer.exec(text) : engine.pool.query(text));
}

/** A message under a control id of its own. */
async function sendAgain(spine: RegistrySpine, more: string): Promise<void> {
  const days = REVIEW_DAYS.slice(0, 1);
  const [one] = generateMessages({ count: 1, seed: 11, days, sites: ["9998"], faults: [] });
  if (one === undefined) throw new Error("no message");
  spine.nowMs = afternoonOf(one.day);
  await spine.send(one.er7.replace(`|${one.controlId}|`, `|${one.controlId}${more}|`));
}

/** One sum of many names. */
function large(times: number, names: number): LedgerRow {
  return {
    bucket: "2026-11-02#000",
    until: "",
    cells: Object.fromEntries(
      Array.from({ length: names }, (_none, at) => [`lot|${at}|${"x".repeat(40)}`, times]),
    ),
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

  test("messages that are taken back count no more, and count again when they are given back", async () => {
    const before = await bothTallies(spine, MARKED);
    const ids = (await storedContributions(spine)).map(({ messageId }) => messageId).slice(5, 25);
    const withdraw = (isWithdrawn: boolean): Promise<void> =>
      spine.store.transaction("void", async ({ review }) => {
        for (const id of ids) await review.setContributionWithdrawn("org-a", id, isWithdrawn);
      });
    await withdraw(true);
    const without = await bothTallies(spine, MARKED);
    expect(without.count).toBe(before.count - ids.length);
    expect(without.stored).toEqual(without.recomputed);
    await withdraw(false);
    expect((await bothTallies(spine, MARKED)).stored).toEqual(before.stored);
  });

  test("what is ended is taken out and deleted; what is purged, too", async () => {
    const before = await bothTallies(spine, MARKED);
    const [first] = await storedContributions(spine);
    await spine.store.transaction("end", ({ review }) =>
      review.endContribution("org-a", first?.messageId ?? ""),
    );
    const span = { organizationId: "org-a", beforeMs: afternoonOf("20261103") };
    await carryOutPurge(spine.store, { realm: "test", spans: [span], skipped: [] });
    const { stored, recomputed, count } = await bothTallies(spine, MARKED);
    expect(stored).toEqual(recomputed);
    expect(before.count - 1 - count).toBeGreaterThan(1);
    expect(count).toBeGreaterThan(1);
    expect(await spine.store.transaction("read", ({ review }) => review.countContributions("org-a"))).toBe(
      count,
    );
  });

  test("an early marker moves what was counted behind it, and another kind of data counts all anew", async () => {
    const marked = { dataKind: "test" as const, markers: [afternoonOf("20261105")] };
    const moved = await bothTallies(spine, marked);
    expect(moved.stored).toEqual(moved.recomputed);
    const real = await bothTallies(spine, { ...marked, dataKind: "real" });
    expect(real.stored).toEqual(real.recomputed);
    expect(real.stored.total["messages"]).toBeUndefined();
  });

  test("no transaction counts more than a few messages, and there is a pause between any two", async () => {
    const { store, counted } = watched(spine.store);
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
    };
    await countPending(spine.store, "org-a", REAL_DATA);
    await countPending(store, "org-a", TEST_DATA, { pause });
    expect(counted.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(COUNTED_AT_ONCE_MAX);
    expect(Math.max(...counted)).toBeLessThanOrEqual(COUNTED_AT_ONCE_MAX);
    expect(pauses).toBeGreaterThanOrEqual(counted.length - 1);
  });

  test("two at once count each message once", async () => {
    await countPending(spine.store, "org-a", REAL_DATA);
    const { store, counted } = watched(spine.store);
    await Promise.all([1, 2, 3].map(() => countPending(store, "org-a", TEST_DATA)));
    const { stored, recomputed, count } = await bothTallies(spine, TEST_DATA);
    expect(counted.reduce((sum, some) => sum + some, 0)).toBe(count);
    expect(stored).toEqual(recomputed);
    expect(stored.total["messages"]).toBeGreaterThan(30);
  });

  test("makes all sums anew when a message that they refer to is gone", async () => {
    const messages = generateMessages({ count: 12, seed: 7, days: REVIEW_DAYS.slice(0, 3), sites: ["9998"] });
    const ids = (await storedContributions(spine)).map(({ messageId }) => messageId);
    await spine.store.transaction("gone", ({ review }) =>
      review.deleteContributions("org-a", ids.slice(-30)),
    );
    for (const { er7, day, controlId } of messages) {
      spine.nowMs = afternoonOf(day);
      await spine.send(er7.replace(`|${controlId}|`, `|${controlId}-3|`));
    }
    const { stored, recomputed } = await bothTallies(spine, TEST_DATA);
    expect(stored).toEqual(recomputed);
    expect(stored.total["messages"]).toBeGreaterThan(10);
  });

  test("tells how many are left, and does nothing the second time", async () => {
    const told: number[] = [];
    await countPending(spine.store, "org-a", REAL_DATA);
    await countPending(spine.store, "org-a", TEST_DATA, { onProgress: (left) => told.push(left) });
    const { length: count } = await storedContributions(spine);
    expect([count > 0, told[0]]).toEqual([true, count]);
    const before = told.length;
    const sums = await spine.store.transaction("read", ({ review }) => review.readSums("org-a", ALL));
    await countPending(spine.store, "org-a", TEST_DATA, { onProgress: (left) => told.push(left) });
    expect(await spine.store.transaction("read", ({ review }) => review.readSums("org-a", ALL))).toEqual(
      sums,
    );
    expect(told).toHaveLength(before);
  });

  test("what is noted is added to the sums when there is enough of it, and counts before and after", async () => {
    await countPending(spine.store, "org-a", REAL_DATA);
    await countPending(spine.store, "org-a", TEST_DATA);
    await noteNothing(spine.store, MERGED_AT_ONCE_MAX - (await countNoted(spine)) - 2);
    const noted: number[] = [];
    for (const more of ["-4", "-5"]) {
      await sendAgain(spine, more);
      const { stored, recomputed } = await bothTallies(spine, TEST_DATA);
      expect(stored).toEqual(recomputed);
      noted.push(await countNoted(spine));
    }
    expect(noted).toEqual([MERGED_AT_ONCE_MAX - 1, 0]);
  });

  test("adds fewer notes at once where that takes too long, and counts on where none can be added", async () => {
    for (const [takenMax, left] of [
      [4, MERGED_AT_ONCE_MAX - 4],
      [1, MERGED_AT_ONCE_MAX],
    ] as const) {
      await countPending(spine.store, "org-a", REAL_DATA);
      await countPending(spine.store, "org-a", TEST_DATA);
      await noteNothing(spine.store, MERGED_AT_ONCE_MAX - (await countNoted(spine)) - 1);
      await sendAgain(spine, `-up-to-${takenMax}`);
      await countPending(slow(spine.store, takenMax), "org-a", TEST_DATA);
      expect(await countNoted(spine)).toBe(left);
      const { stored, recomputed } = await bothTallies(spine, TEST_DATA);
      expect(stored).toEqual(recomputed);
    }
  });

  test("takes messages out where only few notes can be added at once", async () => {
    await countPending(spine.store, "org-a", TEST_DATA);
    await noteNothing(spine.store, MERGED_AT_ONCE_MAX);
    const [first] = await storedContributions(spine);
    await spine.store.transaction("end", ({ review }) =>
      review.endContribution("org-a", first?.messageId ?? ""),
    );
    expect(await countPending(slow(spine.store, 4), "org-a", TEST_DATA)).toBe(0);
    const { stored, recomputed } = await bothTallies(spine, TEST_DATA);
    expect(stored).toEqual(recomputed);
    expect(await countNoted(spine)).toBe(0);
  });

  test("makes sums anew in a database that is brought to this schema with older ones", async () => {
    const before = await bothTallies(spine, TEST_DATA);
    await backToStep8(spine);
    const next = await openSpine(place);
    expect(await next.store.transaction("reviews", ({ review }) => review.listWaiting(10))).toEqual([
      "org-a",
    ]);
    const { stored, recomputed } = await bothTallies(next, TEST_DATA);
    expect(stored).toEqual(recomputed);
    expect(stored).toEqual(before.stored);
    expect(await next.store.transaction("reviews", ({ review }) => review.listWaiting(10))).toEqual([]);
  });

  test("forgets old sums as far as it may at once, and says that everything is left", async () => {
    const { count } = await bothTallies(spine, TEST_DATA);
    const forgotten: number[] = [];
    const few: ReviewStore = {
      transaction: (lock, work) =>
        spine.store.transaction(lock, ({ review }) => {
          const forgetSums: typeof review.forgetSums = async (organizationId) => {
            forgotten.push(await review.forgetSums(organizationId, 5));
            return forgotten.at(-1) ?? 0;
          };
          return work({ review: { ...review, forgetSums } });
        }),
    };
    const options = { messagesMax: 2 * COUNTED_AT_ONCE_MAX };
    expect(await countPending(few, "org-a", REAL_DATA, options)).toBe(count);
    expect(forgotten).toHaveLength(2);
    expect(await countPending(spine.store, "org-a", REAL_DATA)).toBe(0);
  });

  test("large sums stand in parts, which add up", async () => {
    await spine.store.transaction("sums", async ({ review }) => {
      for (const row of [large(1, 900), large(1, 400), large(1, 100), large(-1, 50)])
        await review.changeSums("org-c", [row]);
    });
    const { rows } = await spine.store.transaction("read", ({ review }) => review.readSums("org-c", ALL));
    const { total } = tallySums({ rows, patients: [], examples: [] }, ALL);
    const counts = Object.values(total);
    expect(rows).toHaveLength(2);
    expect([counts.length, counts.filter((one) => one === 3).length]).toEqual([900, 50]);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(900 + 400 + 100 - 50);
  });

  test("an organization without messages has no sums", async () => {
    await countPending(spine.store, "org-b", TEST_DATA);
    const sums = await spine.store.transaction("read", ({ review }) => review.readSums("org-b", ALL));
    expect(sums).toEqual({ rows: [], patients: [], examples: [] });
  });
});
