import type { Sender } from "../../src/accounts/principal.ts";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIdSource } from "../../src/kernel/id-source.ts";
import { changeProtection } from "../../src/registry/change-protection.ts";
import type { CurationContext } from "../../src/registry/curation-context.ts";
import { mergePeople, splitCharts, splitMerged } from "../../src/registry/curate-people.ts";
import { setMessagesWithdrawn } from "../../src/registry/withdraw-messages.ts";
import { reprocessMessage, type ReprocessDeps } from "../../src/submission/reprocess-message.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import { BASE_QUERY, BASE_UPDATE } from "../support/conformance-messages.ts";
import { type EngineKind, ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { type Edit, editMessage } from "../support/edit-message.ts";
import { openSpine, REGISTRY_NOW_MS, type RegistrySpine, senderOf } from "../support/registry-spine.ts";

let sent = 0;
beforeEach(() => {
  sent = 0;
});

function update(...edits: readonly Edit[]): string {
  sent += 1;
  return editMessage(BASE_UPDATE, [
    { segment: "MSH", field: 10, value: `U-${sent}` },
    { segment: "MSH", field: 7, value: `2026011409${String(sent).padStart(2, "0")}12-0600` },
    ...edits,
  ]);
}

const pid = (field: number, value: string): Edit => ({ segment: "PID", field, value });
const qpd = (field: number, value: string): Edit => ({ segment: "QPD", field, value });
const rxa = (field: number, value: string): Edit => ({ segment: "RXA", field, value });

/** The same child as another system knows it, after the name changed. */
const RENAMED = [
  pid(3, "Z7^^^OTHER^MR"),
  pid(5, "Walleye^Wren^^^^^L"),
  rxa(3, "20250610"),
  { segment: "ORC", field: 3, value: "V8^OTHER" },
] as const;

const dosesIn = (answer: readonly string[]): readonly string[] =>
  answer.filter((line) => line.startsWith("RXA|")).map((line) => line.split("|")[3] ?? "");
const idIn = (answer: readonly string[]): string =>
  answer
    .find((line) => line.startsWith("PID|"))
    ?.split("|")[3]
    ?.split("^")[0] ?? "";
const statusOf = (answer: readonly string[]): string =>
  answer.find((line) => line.startsWith("QAK|"))?.split("|")[2] ?? "";

describe.each(ENGINES)("curation on %s", (engine: EngineKind) => {
  let place: TestPlace;
  let spine: RegistrySpine;
  beforeEach(async () => {
    place = await freshPlace(engine);
    spine = await openSpine(place, { realm: "production" });
  });
  afterEach(() => place.remove());

  const newId = createIdSource(Date.now, randomBytes);
  const curate = <T>(work: (context: CurationContext) => Promise<T>): Promise<T> =>
    spine.store.transaction("curate", ({ registry, curation }) =>
      work({ registry, curation, codes: spine.codes, newId, nowMs: REGISTRY_NOW_MS, by: "root" }),
    );
  const merge = (from: string, into: string): Promise<unknown> =>
    curate((context) => mergePeople(context, from, into));
  const twoPeople = async (): Promise<readonly [string, string]> => {
    await spine.send(update());
    await spine.send(update(...RENAMED));
    const [first, second] = await spine.people();
    if (first === undefined || second === undefined) throw new Error("two people were meant");
    return [first.person.id, second.person.id];
  };
  const asked = async (...edits: readonly Edit[]): Promise<readonly string[]> =>
    spine.send(editMessage(BASE_QUERY, edits));

  test("mergePeople() gives one person all doses, and the old id finds it", async () => {
    const [first, second] = await twoPeople();
    expect(await curate((context) => mergePeople(context, second, first))).toEqual({ charts: 1, reports: 1 });
    const answer = await asked();
    expect([idIn(answer), dosesIn(answer)]).toEqual([first, ["20250610", "20260105"]]);
    const byOldId = await asked(qpd(3, `${second}^^^MIIC^SR`), qpd(4, "Walleye^Wren^^^^^L"));
    expect(idIn(byOldId)).toBe(first);
  });

  test("splitMerged() brings both people back as they were", async () => {
    const [first, second] = await twoPeople();
    const before = await spine.people();
    await curate((context) => mergePeople(context, second, first));
    expect(await curate((context) => splitMerged(context, second))).toEqual({ intoId: first, charts: 1 });
    expect(await spine.people()).toEqual(before);
    expect(dosesIn(await asked())).toEqual(["20260105"]);
    expect(dosesIn(await asked(qpd(3, "Z7^^^OTHER^MR"), qpd(4, "Walleye^Wren^^^^^L")))).toEqual(["20250610"]);
  });

  test("what comes in after a merge goes to the survivor, and a split takes it along with its chart", async () => {
    const [first, second] = await twoPeople();
    await curate((context) => mergePeople(context, second, first));
    await spine.send(update(...RENAMED, rxa(3, "20250710"), { segment: "ORC", field: 3, value: "V9^OTHER" }));
    expect(dosesIn(await asked())).toEqual(["20250610", "20250710", "20260105"]);
    await curate((context) => splitMerged(context, second));
    const later = await asked(qpd(3, "Z7^^^OTHER^MR"), qpd(4, "Walleye^Wren^^^^^L"));
    expect(dosesIn(later)).toEqual(["20250610", "20250710"]);
  });

  test("splitCharts() makes a person of a chart; mergePeople() undoes it", async () => {
    await spine.send(update());
    await spine.send(
      update(pid(3, "MRN100^^^NPC^MR"), rxa(3, "20250610"), { segment: "MSH", field: 4, value: "9999" }),
      "9999",
    );
    const [one] = await spine.people();
    const chart = one?.records.sources.find(({ site }) => site === "9999")?.id ?? "";
    const id = one?.person.id ?? "";
    const split = await curate((context) => splitCharts(context, id, [chart]));
    const doses = (await spine.people()).map(({ records }) => records.events.map(({ date }) => date));
    expect(doses).toEqual([["2026-01-05"], ["2025-06-10"]]);
    await curate((context) => mergePeople(context, split.newId, id));
    expect(dosesIn(await asked())).toEqual(["20250610", "20260105"]);
  });

  test("mergePeople() refuses one person twice, somebody unknown and somebody merged away", async () => {
    const [first, second] = await twoPeople();
    await expect(merge(first, first)).rejects.toMatchObject({ kind: "usage" });
    await expect(merge(first, "NOBODY")).rejects.toMatchObject({ kind: "not-found" });
    await merge(second, first);
    await expect(merge(second, first)).rejects.toMatchObject({ kind: "policy" });
  });

  test.each([
    { change: { kind: "lock", visibleTo: undefined }, seen: "NF" },
    { change: { kind: "lock", visibleTo: "org-b" }, seen: "NF" },
    { change: { kind: "lock", visibleTo: "org-a" }, seen: "OK" },
    { change: { kind: "unlock" }, seen: "OK" },
    { change: { kind: "opt-out" }, seen: "NF" },
    { change: { kind: "opt-in" }, seen: "OK" },
  ] as const)(
    "changeProtection() $change.kind, then a query of org-a is $seen, also after another report",
    async ({ change, seen }) => {
      await spine.send(update());
      const [one] = await spine.people();
      await curate((context) => changeProtection(context, one?.person.id ?? "", change));
      expect(statusOf(await asked())).toBe(seen);
      await spine.send(update());
      expect(statusOf(await asked())).toBe(seen);
    },
  );

  test("setMessagesWithdrawn() takes back what a message said, and gives it back", async () => {
    await spine.send(update());
    await spine.send(update(rxa(21, "U"), rxa(15, "L999"), pid(8, "M")));
    const before = await spine.people();
    const rows = await spine.database.kysely.selectFrom("message").select("id").orderBy("id").execute();
    const [first = "", second = ""] = rows.map(({ id }) => id);
    expect(await curate((context) => setMessagesWithdrawn(context, [second], true))).toBe(1);
    expect((await asked()).join("\n")).toMatch(/\|20240309\|F[\s\S]*\|L123\|/);
    expect(await curate((context) => setMessagesWithdrawn(context, [first], true))).toBe(1);
    expect(statusOf(await asked())).toBe("NF");
    expect(await curate((context) => setMessagesWithdrawn(context, [first, second], false))).toBe(2);
    expect(await spine.people()).toEqual(before);
  });

  let reprocessSites: readonly (readonly [string, Sender])[] = [["9998", senderOf("org-a")]];
  const reprocess = (messageId: string, rulesVersion: string, may: boolean): Promise<unknown> => {
    const deps: ReprocessDeps = {
      sites: { currentSites: async () => new Map(may ? reprocessSites : []) },
      codes: () => spine.codes,
      rulesVersion,
      now: () => spine.nowMs,
      queryQuota: QUERY_QUOTA,
      newId,
      by: "root",
    };
    return reprocessMessage(spine.services, messageId, deps);
  };
  const newestRow = async (): Promise<string> => {
    const rows = await spine.database.kysely
      .selectFrom("message")
      .select("id")
      .orderBy("id", "desc")
      .execute();
    return rows[0]?.id ?? "";
  };

  test("reprocessMessage() leaves what holds, judges anew what does not, and loses no dose", async () => {
    const message = update();
    await spine.send(message);
    const before = await spine.people();
    const first = await newestRow();
    expect(await reprocess(first, "rules-1", true)).toEqual({ kind: "unchanged", messageId: first });
    expect(await reprocess(first, "rules-2", true)).toMatchObject({ kind: "reprocessed", ackCode: "AA" });
    expect(await reprocess(first, "rules-3", true)).toEqual({ kind: "skipped", messageId: first });
    const after = await spine.people();
    expect(after.map(({ records }) => records.events)).toEqual(before.map(({ records }) => records.events));
    expect(after.map(({ person }) => person)).toEqual(before.map(({ person }) => person));
    expect(await newestRow()).not.toBe(first);
  });

  test("reprocessMessage() takes a message out that would be refused today, and brings it in again", async () => {
    await spine.send(update());
    expect(await reprocess(await newestRow(), "rules-1", false)).toMatchObject({ ackCode: "AR" });
    expect(statusOf(await asked())).toBe("NF");
    const [row] = await spine.database.kysely
      .selectFrom("message")
      .select("id")
      .where("ack_code", "=", "AR")
      .execute();
    expect(await reprocess(row?.id ?? "", "rules-1", true)).toMatchObject({ ackCode: "AA" });
    expect(await spine.people()).toHaveLength(1);
    expect(dosesIn(await asked())).toEqual(["20260105"]);
  });

  test("reprocessMessage() keeps the site of a message without MSH-4, whatever sites there are today", async () => {
    reprocessSites = [
      ["1111", senderOf("org-a")],
      ["9998", senderOf("org-a")],
    ];
    await spine.send(update().replace("|9998|", "||"));
    const before = await spine.people();
    await reprocess(await newestRow(), "rules-2", true);
    const after = await spine.people();
    expect(after.map(({ records }) => records.events)).toEqual(before.map(({ records }) => records.events));
    expect(after.map(({ person }) => person)).toEqual(before.map(({ person }) => person));
  });

  test("reprocessMessage() gives a voided message back", async () => {
    await spine.send(update());
    const id = await newestRow();
    await curate((context) => setMessagesWithdrawn(context, [id], true));
    expect(await reprocess(id, "rules-1", true)).toEqual({ kind: "given-back", messageId: id });
    expect(dosesIn(await asked())).toEqual(["20260105"]);
  });
});
