import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { STORE_LIMITS } from "../../src/store/store-limits.ts";
import { type OpenedTestRealm, freshPlace, openTestRealm, type TestPlace } from "../support/databases.ts";
import { messageRecord } from "../support/message-record.ts";

const LIST_ALL = { organizationId: "org-1", limit: 1000 };

describe("realm store on SQLite", () => {
  let place: TestPlace;
  let realm: OpenedTestRealm;
  let dataDir: string;
  beforeEach(async () => {
    place = await freshPlace("sqlite");
    realm = await openTestRealm(place);
    dataDir = join(place.folder, "data");
  });
  afterEach(() => place.remove());

  const save = (id: string, change: Parameters<typeof messageRecord>[1] = {}): Promise<void> => {
    const record = messageRecord(id, change);
    return realm.store.transaction(record.controlId, (tx) => tx.saveMessage(record));
  };
  const writer = (): DatabaseSync => {
    const { engine } = realm.database;
    if (engine.kind !== "sqlite") throw new Error("not on SQLite");
    return engine.writer;
  };

  test("what arrives together shares one commit", async () => {
    const log = join(dataDir, "test.db-wal");
    await save("m0");
    const before = statSync(log).size;
    await Promise.all(Array.from({ length: 20 }, (_none, index) => save(`together${index}`)));
    const together = statSync(log).size - before;
    for (let index = 0; index < 20; index += 1) await save(`apart${index}`);
    const apart = statSync(log).size - before - together;
    expect(together).toBeLessThan(apart / 2);
  });

  test("lets everything else go on between the works of one commit", async () => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    const slow = Array.from({ length: 6 }, (_none, index) =>
      realm.store.transaction(`slow${index}`, async () => {
        const untilMs = performance.now() + STORE_LIMITS.worksPerTurnMsMax;
        while (performance.now() < untilMs);
      }),
    );
    setImmediate(count);
    await Promise.all(slow);
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  test("a full disk gives unavailable, nothing half stored, and goes away without a restart", async () => {
    await save("m0");
    const { page_count: pages } = writer().prepare("PRAGMA page_count").get() ?? {};
    writer().exec(`PRAGMA max_page_count = ${Number(pages)}`);
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_none, index) => save(`full${index}`, { request: "x".repeat(20_000) })),
    );
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
    }
    await expect(realm.probe()).rejects.toMatchObject({ code: "unavailable" });
    writer().exec("PRAGMA max_page_count = 1000000");
    await save("m1");
    const ids = (await realm.browser.list(LIST_ALL)).map(({ id }) => id);
    expect(ids).toEqual(["m1", "m0"]);
    expect(writer().prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  });

  test("a file that another process keeps locked gives unavailable in time, then works again", async () => {
    const other = new DatabaseSync(join(dataDir, "test.db"));
    other.exec("BEGIN IMMEDIATE");
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 20);
    await expect(save("m1")).rejects.toMatchObject({ code: "unavailable" });
    clearInterval(timer);
    // The event loop went on meanwhile: waiting does not stop the process.
    expect(turns).toBeGreaterThan(10);
    other.exec("ROLLBACK");
    other.close();
    await save("m2");
    expect((await realm.browser.list(LIST_ALL)).map(({ id }) => id)).toEqual(["m2"]);
  });

  test("more works than may wait are turned away as busy, the others are stored", async () => {
    const more = 30;
    const works = Array.from({ length: STORE_LIMITS.worksWaitingMax + more }, (_none, index) =>
      save(`m${index}`, { findings: [] }),
    );
    const results = await Promise.allSettled(works);
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(more);
    for (const result of refused) expect(result).toMatchObject({ reason: { code: "busy" } });
    expect(await realm.browser.list(LIST_ALL)).toHaveLength(STORE_LIMITS.worksWaitingMax);
  });

  test("server and command line write to one file together, and lose nothing", async () => {
    const count = 60;
    const script = join(import.meta.dirname, "../support/write-messages.ts");
    const args = [script, dataDir, place.secretsDir, "cli", `${count}`];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    await once(child.stdout, "data");
    for (let round = 0; round < count / 4; round += 1) {
      await Promise.all([0, 1, 2, 3].map((index) => save(`server${round}-${index}`)));
    }
    expect(await ended).toEqual([0, null]);
    const ids = (await realm.browser.list(LIST_ALL)).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith("cli"))).toHaveLength(count);
    expect(ids.filter((id) => id.startsWith("server"))).toHaveLength(count);
  });

  test("a server process holds its place until it is killed, though it forgets the lock", async () => {
    await realm.databases.close();
    const module = join(import.meta.dirname, "../../src/store/server-lock.ts");
    const code = `import(${JSON.stringify(module)}).then((m) => {
      m.takeServerLock(process.argv[1]);
      globalThis.gc();
      setTimeout(() => { globalThis.gc(); console.log("locked"); }, 50);
      setInterval(() => {}, 1000);
    })`;
    const args = ["--expose-gc", "-e", code, join(dataDir, "test.server.lock")];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await once(child.stdout, "data");
      await expect(place.open({ process: "server" })).rejects.toThrow("Another server process");
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await expect(place.open({ process: "server" })).resolves.toBeDefined();
  });
});
