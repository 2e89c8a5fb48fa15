import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sumsLock } from "../../src/review/count-pending.ts";
import { readThresholds, type ReviewThresholds } from "../../src/review/thresholds.ts";
import { createFrozen, type Frozen } from "../support/frozen-reports.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";

/** The thresholds that a frozen report carries. */
function configurationIn(document: string): ReviewThresholds & { readonly version: string } {
  const report = JSON.parse(document) as { configuration: ReviewThresholds & { version: string } };
  return report.configuration;
}

describe.each(ENGINES)("createReviewReports() on %s", (engine) => {
  let place: TestPlace;
  let frozen: Frozen;

  beforeEach(async () => {
    place = await freshPlace(engine);
    frozen = await createFrozen(place);
  });
  afterEach(() => place.remove());

  test("the same traffic and acts give the snapshot that is there, later too", async () => {
    const first = await frozen.freeze();
    frozen.app.setClock(frozen.app.calendarClock() + 60_000);
    expect(await frozen.freeze()).toEqual(first);
    expect(first?.sufficient).toBe(false);
    await frozen.send();
    expect((await frozen.freeze())?.snapshotId).not.toBe(first?.snapshotId);
  });

  test("sums are read under the lock that they change under, so that nothing noted is missing", async () => {
    await frozen.freeze();
    expect([...frozen.readUnder]).toEqual([sumsLock(frozen.organizationId)]);
  });

  test("a snapshot's text has the digest that is signed, and cannot be changed or deleted", async () => {
    const signed = await frozen.freeze();
    const db = frozen.tables;
    const row = await db.selectFrom("review_snapshot").selectAll().executeTakeFirstOrThrow();
    const hash = createHash("sha256").update(row.document).digest("hex");
    expect([row.id, `sha256:${hash}`]).toEqual([signed?.snapshotId, signed?.digest]);
    await expect(db.updateTable("review_snapshot").set({ document: "{}" }).execute()).rejects.toThrow(
      /append-only/,
    );
    await expect(db.deleteFrom("review_snapshot").execute()).rejects.toThrow(/append-only/);
  });

  test("new thresholds make another snapshot, which names them; the one before stays as it was", async () => {
    const before = await frozen.freeze();
    const document = JSON.stringify(readThresholds('{"failObjectsMin":30}'));
    const set = { version: 1, at_ms: 0, by_name: "root", reason: "as agreed", document };
    await frozen.tables.insertInto("review_thresholds").values(set).execute();
    const after = await frozen.freeze();
    expect(after?.digest).not.toBe(before?.digest);
    const rows = await frozen.tables.selectFrom("review_snapshot").selectAll().execute();
    const held = new Map(rows.map((row) => [row.id, configurationIn(row.document)]));
    expect(held.get(before?.snapshotId ?? "")).toMatchObject({ version: "default-2", failObjectsMin: 20 });
    expect(held.get(after?.snapshotId ?? "")).toMatchObject({ version: "set-1", failObjectsMin: 30 });
  });

  test("an organization that only queries is signed by the gates of queries, rules a to k do not apply", async () => {
    const report = await frozen.freeze("query-only");
    expect(new Set(Object.values(report?.rules ?? {}).map(({ verdict }) => verdict))).toEqual(
      new Set(["NOT_APPLICABLE"]),
    );
    expect(report?.sufficient).toBe(false);
    expect(report?.gates.map(({ id, passed }) => [id, passed])).toEqual([
      ["capabilities", false],
      ["query-volume", false],
      ["query-format", false],
      ["query-ae", false],
      ["query-not-found", false],
      ["query-too-many", false],
    ]);
  });

  test("a query that was asked counts by what it found", async () => {
    await frozen.ask();
    const report = await frozen.freeze("query-only");
    expect(report?.gates.map(({ id, passed }) => [id, passed])).toEqual([
      ["capabilities", true],
      ["query-volume", false],
      ["query-format", true],
      ["query-ae", true],
      ["query-not-found", false],
      ["query-too-many", true],
    ]);
  });

  test("nothing is frozen while messages are judged anew", async () => {
    await frozen.send();
    frozen.setOutdated(3);
    expect(await frozen.freeze()).toBeUndefined();
    expect(await frozen.tables.selectFrom("review_snapshot").selectAll().execute()).toEqual([]);
    frozen.setOutdated(0);
    expect(await frozen.freeze()).toBeDefined();
  });
});
