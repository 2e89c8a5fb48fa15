import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Realm } from "../../src/kernel/realm.ts";
import { isDateOnly, type DateOnly } from "../../src/kernel/dates.ts";
import type {
  OrganizationStanding,
  RetentionReads,
  RetentionStore,
  RetentionTransaction,
} from "../../src/retention/ports.ts";
import {
  carryOutPurge,
  countPurge,
  planPurge,
  purgeQueryAnswers,
  type PurgeRequest,
} from "../../src/retention/purge.ts";
import { retainNightly } from "../../src/retention/retain-nightly.ts";
import { countPending, sumsLock } from "../../src/review/count-pending.ts";
import { TAKE_PEOPLE } from "../../src/store/create-retention.ts";
import { BASE_QUERY, BASE_UPDATE } from "../support/conformance-messages.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { editMessage } from "../support/edit-message.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";

const RECEIVED_MS = Date.parse("2026-01-16T15:30:13Z");
const LETTER_MS = Date.parse("2026-02-25T15:00:00Z");
const LATER_MS = Date.parse("2026-06-01T15:00:00Z");
/** Everything that has to be gone of a purged organization. */
const PATIENT_TABLES = [
  "patient",
  "patient_source",
  "patient_identifier",
  "match_key",
  "vaccination_report",
  "vaccination_event",
  "message_source",
  "query_disclosure",
  "transmission",
  "review_contribution",
] as const;

function day(text: string): DateOnly {
  if (!isDateOnly(text)) throw new Error("no day");
  return text;
}

function reads(...standings: readonly OrganizationStanding[]): RetentionReads {
  return { listStandings: async () => standings };
}

const ENDED = { organizationId: "org-a", underReview: false, endedAtMs: LETTER_MS };
const RUNNING = { organizationId: "org-b", underReview: false, endedAtMs: undefined };

function asked(realm: Realm, before: string, change: Partial<PurgeRequest> = {}): PurgeRequest {
  return { realm, before: day(before), nowMs: LATER_MS, testRetentionDays: 60, ...change };
}

const standing = (change: Partial<OrganizationStanding>): OrganizationStanding => ({ ...ENDED, ...change });

const countOf = async ({ database }: RegistrySpine, table: string): Promise<number> => {
  const counted = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    database.kysely,
  );
  return Number(counted.rows[0]?.count);
};
const bodies = (spine: RegistrySpine, organizationId: string) =>
  spine.database.kysely
    .selectFrom("message as m")
    .innerJoin("message_body as b", "b.message_id", "m.id")
    .select(["m.type", "m.payload_hash", "b.request", "b.answer"])
    .where("m.organization_id", "=", organizationId)
    .orderBy("m.id")
    .execute();

describe("planPurge()", () => {
  test.each([
    ["an organization without letter, return or withdrawal", "test", RUNNING, "no letter"],
    ["an organization under review", "test", standing({ underReview: true }), "not signed"],
    ["production evidence under monitoring", "production", standing({ underReview: true }), "not signed"],
    [
      "one that ended on that day",
      "test",
      standing({ endedAtMs: Date.parse("2026-03-01T15:00:00Z") }),
      "not before",
    ],
    ["one that ended 59 days ago", "test", standing({ endedAtMs: LATER_MS - 59 * 86_400_000 }), "kept until"],
  ] as const)("leaves alone %s", async (_name, realm, kept, why) => {
    const plan = await planPurge(reads(kept), asked(realm, "2026-03-01"));
    expect(plan.spans).toEqual([]);
    expect(plan.skipped[0]?.why).toContain(why);
    await expect(
      planPurge(reads(kept), asked(realm, "2026-03-01", { organizationId: kept.organizationId })),
    ).rejects.toMatchObject({ kind: "policy" });
  });

  test.each([
    ["test", "2026-04-02", "2026-04-03"],
    ["production", "2026-05-02", "2026-05-03"],
  ] as const)("%s: on 1 June --before %s is the latest, %s is refused", async (realm, latest, tooLate) => {
    expect((await planPurge(reads(ENDED), asked(realm, latest))).spans).toHaveLength(1);
    await expect(planPurge(reads(ENDED), asked(realm, tooLate))).rejects.toMatchObject({ kind: "policy" });
  });
});

describe.each(ENGINES)("retention on %s", (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await freshPlace(engine);
  });
  afterEach(() => place.remove());

  const query = editMessage(BASE_QUERY, [{ segment: "MSH", field: 10, value: "Q-1" }]);

  test("carryOutPurge() takes all patient data of a test organization that ended, and nothing of another", async () => {
    const spine = await openSpine(place);
    await spine.send(BASE_UPDATE);
    await spine.send(query);
    await spine.send(editMessage(BASE_UPDATE, [{ segment: "MSH", field: 4, value: "9999" }]), "9999");
    const plan = await planPurge(reads(ENDED, RUNNING), asked("test", "2026-03-01"));
    const counted = await countPurge(spine.store, plan);
    expect(counted.organizations).toEqual([{ org: "org-a", messages: 2, people: 1 }]);

    const done = await carryOutPurge(spine.store, plan);
    expect(done.organizations).toEqual(counted.organizations);
    const left = await bodies(spine, "org-a");
    expect(left.map((row) => [row.payload_hash, row.request, row.answer])).toEqual([
      ["", null, null],
      ["", null, null],
    ]);
    expect(await spine.people()).toHaveLength(1);
    for (const row of await bodies(spine, "org-b")) expect(row.request).not.toBeNull();

    const second = await carryOutPurge(spine.store, plan);
    expect(second.organizations).toEqual([]);
  });

  test("carryOutPurge() leaves no row about a person in any table", async () => {
    const spine = await openSpine(place);
    await spine.send(BASE_UPDATE);
    await spine.send(query);
    const plan = await planPurge(reads(ENDED), asked("test", "2026-03-01"));
    for (const table of ["patient", "match_key", "query_disclosure"])
      expect(await countOf(spine, table)).toBeGreaterThan(0);
    await carryOutPurge(spine.store, plan);
    for (const table of PATIENT_TABLES) expect([table, await countOf(spine, table)]).toEqual([table, 0]);
    // The same message again is a new one: nothing is left by which it could be known.
    expect((await spine.send(BASE_UPDATE))[1]).toMatch(/^MSA\|AA\|/);
    expect(await spine.people()).toHaveLength(1);
  });

  test("carryOutPurge() leaves no sum of what is gone, and changes sums under the lock of counting", async () => {
    const spine = await openSpine(place);
    await spine.send(BASE_UPDATE);
    await countPending(spine.store, "org-a", { dataKind: "real", markers: [] });
    const sums = ["review_contribution", "review_patient", "review_change"];
    const counts = (): Promise<readonly number[]> => Promise.all(sums.map((table) => countOf(spine, table)));
    expect(await counts()).toEqual([1, 1, 1]);
    const locks = new Set<string>();
    const watched: RetentionStore = {
      transaction: (lock, work) =>
        spine.store.transaction(lock, ({ retention, review }) =>
          work({
            review,
            retention: {
              ...retention,
              purgeContributions: (span, after, limit) => {
                locks.add(lock);
                return retention.purgeContributions(span, after, limit);
              },
            },
          }),
        ),
    };
    await carryOutPurge(watched, await planPurge(reads(ENDED), asked("test", "2026-03-01")));
    expect(await counts()).toEqual([0, 0, 0]);
    expect([...locks]).toEqual([sumsLock("org-a")]);
  });

  test("carryOutPurge() finds old contributions among young ones, a few at a time", async () => {
    const spine = await openSpine(place);
    for (const [index, nowMs] of [RECEIVED_MS, LATER_MS, RECEIVED_MS, LATER_MS, RECEIVED_MS].entries()) {
      spine.nowMs = nowMs;
      await spine.send(editMessage(BASE_UPDATE, [{ segment: "MSH", field: 10, value: `M-${index}` }]));
    }
    const looked: number[] = [];
    const byTwo: RetentionStore = {
      transaction: (lock, work) =>
        spine.store.transaction(lock, ({ retention, review }) => {
          const purgeContributions: RetentionTransaction["purgeContributions"] = async (span, after) => {
            const found = await retention.purgeContributions(span, after, 2);
            looked.push(found?.taken ?? 0);
            return found;
          };
          return work({ review, retention: { ...retention, purgeContributions } });
        }),
    };
    await carryOutPurge(byTwo, await planPurge(reads(ENDED), asked("test", "2026-03-01")));
    expect(looked).toEqual([1, 1, 1, 0]);
    expect(await countOf(spine, "review_contribution")).toBe(2);
  });

  test("carryOutPurge() keeps a person of whom something came since", async () => {
    const spine = await openSpine(place);
    await spine.send(BASE_UPDATE);
    spine.nowMs = LATER_MS;
    await spine.send(editMessage(BASE_UPDATE, [{ segment: "MSH", field: 10, value: "NEW-1" }]));
    const plan = await planPurge(reads(ENDED), asked("test", "2026-03-01"));
    const { organizations } = await carryOutPurge(spine.store, plan);
    expect(organizations).toEqual([{ org: "org-a", messages: 1, people: 0 }]);
    expect(await spine.people()).toHaveLength(1);
  });

  test("carryOutPurge() takes raw texts in production; people, doses, hashes and the stored answer stay", async () => {
    const spine = await openSpine(place, { realm: "production" });
    const first = await spine.send(BASE_UPDATE);
    await spine.send(query);
    const plan = await planPurge(reads(ENDED), asked("production", "2026-03-01"));
    expect(await carryOutPurge(spine.store, plan)).toEqual({
      organizations: [{ org: "org-a", messages: 2, people: 0 }],
      skipped: [],
    });
    const [update, asked_] = await bodies(spine, "org-a");
    expect(update?.request).toBeNull();
    expect(update?.answer).not.toBeNull();
    expect(update?.payload_hash).not.toBe("");
    expect(asked_).toMatchObject({ request: null, answer: null });
    expect(await spine.people()).toHaveLength(1);
    spine.nowMs = LATER_MS;
    expect(await spine.send(BASE_UPDATE)).toEqual(first);
  });

  test("purgeQueryAnswers() empties answers to queries after 30 days, and goes on where it stopped", async () => {
    const spine = await openSpine(place, { realm: "production" });
    await spine.send(BASE_UPDATE);
    await spine.send(query);
    expect(await purgeQueryAnswers(spine.store, RECEIVED_MS + 29 * 86_400_000)).toBe(0);
    expect(await purgeQueryAnswers(spine.store, RECEIVED_MS + 32 * 86_400_000)).toBe(1);
    expect(await purgeQueryAnswers(spine.store, RECEIVED_MS + 32 * 86_400_000)).toBe(0);
    const [update, asked_] = await bodies(spine, "org-a");
    expect(update?.answer).not.toBeNull();
    expect(asked_?.answer).toBeNull();
    expect(asked_?.request).not.toBeNull();
    const [{ answer_hash: hash } = { answer_hash: "" }] = await spine.database.kysely
      .selectFrom("message")
      .select("answer_hash")
      .where("type", "like", "QBP%")
      .execute();
    expect(hash).toHaveLength(43);
  });

  test("retainNightly() takes no raw request in production unless PRODUCTION_TEXT_DAYS says so", async () => {
    const spine = await openSpine(place, { realm: "production" });
    await spine.send(BASE_UPDATE);
    const night = (productionTextDays: number | undefined) =>
      retainNightly({
        reads: reads(ENDED),
        stores: { production: spine.store },
        nowMs: LATER_MS,
        testRetentionDays: 60,
        productionTextDays,
      });
    expect((await night(undefined))[0]).toMatchObject({ realm: "production", organizations: [] });
    expect((await night(90))[0]).toMatchObject({ organizations: [{ org: "org-a", messages: 1 }] });
  });

  test("every table that refers to a person is among those a purge takes", async () => {
    const spine = await openSpine(place);
    const { kysely, engine: opened } = spine.database;
    const found =
      opened.kind === "sqlite"
        ? await sql<{ name: string; column: string }>`
            select m.name, f."from" as column from sqlite_master m, pragma_foreign_key_list(m.name) f
             where m.type = 'table' and f."table" = 'patient'`.execute(kysely)
        : await sql<{ name: string; column: string }>`
            select c.conrelid::regclass::text as name, a.attname as column
              from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
             where c.contype = 'f' and c.confrelid = 'patient'::regclass`.execute(kysely);
    expect(found.rows.length).toBeGreaterThan(5);
    for (const { name, column } of found.rows)
      expect(
        TAKE_PEOPLE.some((text) => text.includes(` ${name} `) && text.includes(`where ${column} in`)),
      ).toBe(true);
  });
});
