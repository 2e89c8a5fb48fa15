import type { MessageKey } from "../../src/submission/message-browser.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { MessageRecord, RealmStore, RealmTransaction } from "../../src/submission/ports.ts";
import { type EngineKind, ENGINES, freshPlace, openTestRealm, type TestPlace } from "../support/databases.ts";
import { messageRecord } from "../support/message-record.ts";

function save(store: RealmStore, record: MessageRecord): Promise<void> {
  return store.transaction(record.controlId, (tx) => tx.saveMessage(record));
}

/** As the spine does: the stored answer when there is one, else a row. */
async function answerOnce(tx: RealmTransaction, record: MessageRecord): Promise<string> {
  const { same } = await tx.findEarlier(record, record.payloadHash, record.origin);
  if (same !== undefined) {
    await tx.countReplay(same.messageId, record.receivedAtMs);
    return same.answer;
  }
  await tx.saveMessage(record);
  return record.answer;
}

const LIST_ALL = { organizationId: "org-1", limit: 100 };

describe.each(ENGINES)("realm store on %s", (engine: EngineKind) => {
  let place: TestPlace;
  let realm: Awaited<ReturnType<typeof openTestRealm>>;
  beforeEach(async () => {
    place = await freshPlace(engine);
    realm = await openTestRealm(place);
  });
  afterEach(() => place.remove());

  const rowsOf = async (): Promise<readonly string[]> =>
    (await realm.browser.list(LIST_ALL)).map(({ id }) => id);

  test("transaction() has committed when it resolves: another connection sees the message", async () => {
    await save(realm.store, messageRecord("m1"));
    const other = await openTestRealm(place);
    expect(await other.browser.show("m1")).toMatchObject({ id: "m1", ackCode: "AE" });
  });

  test("transaction() keeps nothing of a work that throws, and throws what it threw", async () => {
    const thrown = new GatewayError("security");
    const work = realm.store.transaction("lock", async (tx) => {
      await tx.saveMessage(messageRecord("m1"));
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    expect(await rowsOf()).toEqual([]);
  });

  test("transaction() that arrives together with a failing one is committed all the same", async () => {
    const works = [
      save(realm.store, messageRecord("m1")),
      realm.store.transaction("x", async (tx) => {
        await tx.saveMessage(messageRecord("m2"));
        throw new Error("mine");
      }),
      save(realm.store, messageRecord("m3")),
      save(realm.store, messageRecord("m1", { controlId: "the id of a row that is there" })),
    ];
    const results = await Promise.allSettled(works);
    expect(results.map(({ status }) => status).toSorted()).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect((await rowsOf()).toSorted()).toEqual(["m1", "m3"]);
  });

  test("transaction() is not acknowledged when the work swallows a failed statement", async () => {
    await save(realm.store, messageRecord("m1"));
    const work = realm.store.transaction("lock", async (tx) => {
      await tx.saveMessage(messageRecord("m2"));
      await tx.saveMessage(messageRecord("m1")).catch(() => {});
    });
    await expect(work).rejects.toMatchObject({ code: "unavailable" });
    expect(await rowsOf()).toEqual(["m1"]);
  });

  test("a transaction that has settled takes no statement more", async () => {
    let kept: RealmTransaction | undefined;
    await realm.store.transaction("lock", async (tx) => {
      kept = tx;
    });
    await expect(kept?.saveMessage(messageRecord("late"))).rejects.toMatchObject({ code: "internal" });
    expect(await rowsOf()).toEqual([]);
  });

  test("transaction() undoes a work that never ends, and goes on", async () => {
    const stuck = realm.store.transaction("lock", async (tx) => {
      await tx.saveMessage(messageRecord("m1"));
      await new Promise(() => {});
    });
    await expect(stuck).rejects.toMatchObject({ code: "unavailable" });
    await save(realm.store, messageRecord("m2"));
    expect(await rowsOf()).toEqual(["m2"]);
  });

  test("findEarlier() gives the stored answer byte for byte, and only for the same payload and key", async () => {
    const record = messageRecord("m1", { answer: "MSH|\rMSA|AA|ÅÖ €𝄞\r" });
    await save(realm.store, record);
    const { payloadHash, origin } = record;
    const found = await realm.store.transaction("lock", async (tx) => [
      (await tx.findEarlier(record, payloadHash, origin)).same,
      (await tx.findEarlier(record, "another payload", origin)).same,
      (await tx.findEarlier({ ...record, organizationId: "org-2" }, payloadHash, origin)).same,
      (await tx.findEarlier({ ...record, controlId: "another id" }, payloadHash, origin)).same,
    ]);
    const { answer, ackCode, basis } = record;
    expect(found).toEqual([{ messageId: "m1", answer, ackCode, basis }, undefined, undefined, undefined]);
  });

  test("findEarlier() gives the newest of the messages under one key", async () => {
    const first = messageRecord("m1");
    const { controlId, payloadHash } = first;
    await save(realm.store, first);
    await save(realm.store, messageRecord("m2", { controlId, payloadHash, supersedes: "m1" }));
    const found = await realm.store.transaction("lock", (tx) =>
      tx.findEarlier(first, payloadHash, first.origin),
    );
    expect(found).toMatchObject({ same: { messageId: "m2" }, isIdReused: false });
  });

  test("findEarlier() tells a replay and a reused id at once", async () => {
    const first = messageRecord("m1");
    const { controlId, payloadHash, origin } = first;
    await save(realm.store, first);
    await save(realm.store, messageRecord("m2", { controlId, payloadHash: "another payload" }));
    const found = await realm.store.transaction("lock", (tx) => tx.findEarlier(first, payloadHash, origin));
    expect(found).toMatchObject({ same: { messageId: "m1" }, isIdReused: true });
  });

  test("findEarlier() does not know what is not replayable", async () => {
    const query = messageRecord("q1", { replayable: false, type: "QBP^Q11", findings: [] });
    await save(realm.store, query);
    const found = await realm.store.transaction("lock", (tx) =>
      tx.findEarlier(query, query.payloadHash, query.origin),
    );
    expect(found).toEqual({ same: undefined, isIdReused: false });
    expect(await rowsOf()).toEqual(["q1"]);
  });

  test.each([
    { what: "another payload, same origin", hash: "other", origin: {}, used: true },
    { what: "the same payload", hash: "hash-m1", origin: {}, used: false },
    { what: "another day", hash: "other", origin: { messageDay: "20231115" }, used: false },
    { what: "another facility", hash: "other", origin: { sendingFacility: "FAC2" }, used: false },
    { what: "another application", hash: "other", origin: { sendingApplication: "LAB" }, used: false },
  ])("findEarlier() says whether the id was used: $used for $what", async ({ hash, origin, used }) => {
    const record = messageRecord("m1");
    await save(realm.store, record);
    const answer = await realm.store.transaction("lock", (tx) =>
      tx.findEarlier(record, hash, { ...record.origin, ...origin }),
    );
    expect(answer.isIdReused).toBe(used);
  });

  test("50 copies at once on one lock make one row and get one answer", async () => {
    const copies = Array.from({ length: 50 }, (_none, index) =>
      messageRecord(`m${index}`, { controlId: "c", payloadHash: "h", answer: `answer ${index}` }),
    );
    const answers = await Promise.all(
      copies.map((copy) => realm.store.transaction("one lock", (tx) => answerOnce(tx, copy))),
    );
    expect(new Set(answers).size).toBe(1);
    const [row, ...others] = await realm.browser.list(LIST_ALL);
    expect(others).toEqual([]);
    expect(row?.replays).toBe(49);
  });

  test("two stores on one database make one row of copies that reach both", async () => {
    const other = await openTestRealm(place);
    const copies = Array.from({ length: 40 }, (_none, index) =>
      messageRecord(`m${index}`, { controlId: "c", payloadHash: "h", answer: `answer ${index}` }),
    );
    const answers = await Promise.all(
      copies.map((copy, index) =>
        (index % 2 === 0 ? realm : other).store.transaction("one lock", (tx) => answerOnce(tx, copy)),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await rowsOf()).toHaveLength(1);
  });

  test("search() looks at a bounded number of messages, says where it ended, and goes on from there", async () => {
    const atMs = 1_700_000_000_000;
    await realm.store.transaction("seed", async (tx) => {
      for (let n = 0; n < 20; n += 1)
        await tx.saveMessage(
          messageRecord(`m${String(n).padStart(2, "0")}`, {
            ackCode: n === 1 ? "AR" : "AA",
            receivedAtMs: atMs + n,
          }),
        );
    });
    const limits = { messagesPerStatementMax: 4, statementsMax: 2 };
    const asked = { organizationId: "org-1", limit: 5, ackCode: "AR" } as const;
    const steps: (readonly [readonly string[], string | undefined])[] = [];
    let before: MessageKey | undefined;
    do {
      const found = await realm.browser.search({ ...asked, ...(before && { before }) }, limits);
      steps.push([found.messages.map(({ id }) => id), found.searchedTo?.id]);
      before = found.searchedTo;
    } while (before !== undefined && steps.length < 9);
    expect(steps).toEqual([
      [[], "m12"],
      [[], "m04"],
      [["m01"], undefined],
    ]);
    const many = await realm.browser.search({ ...asked, ackCode: "AA" }, limits);
    expect([many.messages.map(({ id }) => id), many.searchedTo]).toEqual([
      ["m19", "m18", "m17", "m16", "m15"],
      undefined,
    ]);
  });

  test("list() finds one control id, and countByHour() adds the hours of organizations up", async () => {
    const HOUR_MS = 3_600_000;
    const first = 472_222 * HOUR_MS;
    for (const [index, ackCode] of (["AA", "AR", "AA", "AE"] as const).entries()) {
      const organizationId = index === 3 ? "org-2" : "org-1";
      const receivedAtMs = first + index * (HOUR_MS / 2);
      await save(realm.store, messageRecord(`m${index}`, { organizationId, ackCode, receivedAtMs }));
    }
    const found = await realm.browser.list({ ...LIST_ALL, controlId: "control-m1" });
    expect(found.map(({ id }) => id)).toEqual(["m1"]);
    expect(await realm.browser.list({ ...LIST_ALL, controlId: "control-m3" })).toEqual([]);
    const query = { controlId: "control-m1", type: "QBP^Q11", replayable: false, receivedAtMs: 1 };
    await save(realm.store, messageRecord("q1", { ...query, organizationId: "org-1" }));
    await save(realm.store, messageRecord("q2", { ...query, organizationId: "org-2" }));
    const both = await realm.browser.list({ ...LIST_ALL, controlId: "control-m1" });
    expect(both.map(({ id }) => id)).toEqual(["m1", "q1"]);
    expect(await realm.browser.countByHour(["org-1", "org-2"], first)).toEqual([
      { hour: 472_222, AA: 1, AE: 0, AR: 1 },
      { hour: 472_223, AA: 1, AE: 1, AR: 0 },
    ]);
    expect(await realm.browser.countByHour(["org-2"], first + HOUR_MS)).toEqual([
      { hour: 472_223, AA: 0, AE: 1, AR: 0 },
    ]);
    expect(await realm.browser.countByHour([], first)).toEqual([]);
  });

  test("list() pages newest first, by answer and by rule", async () => {
    for (let index = 0; index < 5; index += 1) {
      const atMs = 1_700_000_000_000 + Math.floor(index / 2);
      const ackCode = index === 3 ? "AR" : "AA";
      await save(
        realm.store,
        messageRecord(`m${index}`, { receivedAtMs: atMs, ackCode, ...(index > 0 && { findings: [] }) }),
      );
    }
    await save(realm.store, messageRecord("foreign", { organizationId: "org-2" }));
    expect(await rowsOf()).toEqual(["m4", "m3", "m2", "m1", "m0"]);
    const firstPage = await realm.browser.list({ organizationId: "org-1", limit: 2 });
    const before = firstPage.at(-1);
    const second = await realm.browser.list({ ...LIST_ALL, ...(before && { before }) });
    expect(second.map(({ id }) => id)).toEqual(["m2", "m1", "m0"]);
    const refused = await realm.browser.list({ ...LIST_ALL, ackCode: "AR" });
    expect(refused.map(({ id }) => id)).toEqual(["m3"]);
    const withRule = await realm.browser.list({ ...LIST_ALL, ruleId: "IZG-0002" });
    expect(withRule).toEqual([
      {
        id: "m0",
        receivedAt: "2023-11-14T22:13:20.000Z",
        controlId: "control-m0",
        type: "VXU^V04",
        ackCode: "AA",
        bytes: 1500,
        replays: 0,
        findings: [
          { rule: "IZG-0001", severity: "W", location: "PID^1^8", errorCode: "101" },
          { rule: "IZG-0002", severity: "E", errorCode: "999" },
        ],
      },
    ]);
  });

  test("show() opens the texts, and knows no message of the other realm", async () => {
    const record = messageRecord("m1");
    await save(realm.store, record);
    const { request, answer } = record;
    expect(await realm.browser.show("m1")).toMatchObject({ organizationId: "org-1", request, answer });
    expect(await realm.browser.show("m2")).toBeUndefined();
  });

  test("probe() resolves on a healthy database, 20 at once cost one write", async () => {
    await Promise.all(Array.from({ length: 20 }, () => realm.probe()));
    await realm.probe();
    expect(await realm.database.kysely.selectFrom("write_probe").select("id").execute()).toEqual([{ id: 1 }]);
  });

  test("transaction() refuses everything under another installation's keys, and the probe fails", async () => {
    await save(realm.store, messageRecord("m1"));
    const stranger = await freshPlace("sqlite");
    const closed = await openTestRealm(place, stranger.vault());
    expect(closed.database.keys).toEqual({
      kind: "keys-differ",
      keyNames: ["digest-test/1", "seal-test/1"],
    });
    expect(closed.databases.control.keys).toEqual({ kind: "keys-differ", keyNames: ["audit/1", "pepper/1"] });
    await expect(save(closed.store, messageRecord("m2"))).rejects.toMatchObject({ code: "unavailable" });
    await expect(closed.probe()).rejects.toMatchObject({ code: "unavailable" });
    await expect(closed.browser.show("m1")).rejects.toMatchObject({ code: "unavailable" });
    expect(await rowsOf()).toEqual(["m1"]);
    await stranger.remove();
  });
});
