import { Pool, type PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openRealm, type OpenedRealm } from "../../src/store/open-realm.ts";
import { createPostgresRealmStore } from "../../src/store/postgres-realm-store.ts";
import { STORE_LIMITS } from "../../src/store/store-limits.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { messageRecord } from "../support/message-record.ts";
import { slowProxy, type SlowProxy } from "../support/slow-proxy.ts";

/** More than connections: some wait for one. */
const WORKS = 24;
/** Of each answer; a work has three. */
const SLOW_MS = 200;
/** Longer than this test. */
const STUCK_MS = 600_000;

/** A pool whose connections are all in use until the test gives one back. */
class BusyPool extends Pool {
  readonly #waiting = Promise.withResolvers<PoolClient>();
  /** Times that the connection came back. */
  released = 0;

  override async connect(): Promise<PoolClient> {
    return this.#waiting.promise;
  }

  giveBack(): void {
    const release = (): void => void (this.released += 1);
    this.#waiting.resolve({ release } as PoolClient);
  }
}

test("transaction() counts the wait for a connection, and returns one that comes too late", async () => {
  vi.useFakeTimers();
  try {
    const pool = new BusyPool();
    const place = await freshPlace("sqlite");
    const keys = place.vault().realms.test;
    if (keys === undefined) throw new Error("no keys");
    const store = createPostgresRealmStore("test", pool, keys);
    const outcome = store.transaction("one", async () => "done").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(STORE_LIMITS.workDurationMsMax);
    expect(await outcome).toMatchObject({ code: "unavailable" });
    pool.giveBack();
    await vi.advanceTimersByTimeAsync(0);
    expect(pool.released).toBe(1);
    await place.remove();
  } finally {
    vi.useRealTimers();
  }
});

describe("a PostgreSQL that answers slowly (promise R5)", () => {
  let place: TestPlace;
  let proxy: SlowProxy;
  let realm: OpenedRealm;
  let next = 0;
  const stored: string[] = [];
  const storedIds = (): Promise<readonly string[]> =>
    realm.store.transaction("read", async (tx) => {
      const found: string[] = [];
      for (const id of stored) if ((await tx.findSubmission(id)) !== undefined) found.push(id);
      return found;
    });
  /** What became of so many works at once: "stored", or the code of the error. */
  const outcomes = async (works: number): Promise<ReadonlySet<unknown>> => {
    const all = Array.from({ length: works }, async () => {
      next += 1;
      const record = messageRecord(`slow-${next}`, { findings: [] });
      try {
        await realm.store.transaction(record.controlId, (tx) => tx.saveMessage(record));
        stored.push(record.id);
        return "stored";
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
      }
    });
    return new Set(await Promise.all(all));
  };

  beforeAll(async () => {
    place = await freshPlace("postgres");
    if (place.location.kind !== "postgres") throw new Error("not on PostgreSQL");
    const url = new URL(place.location.url);
    proxy = await slowProxy(Number(url.port));
    url.port = `${proxy.port}`;
    const vault = place.vault();
    const databases = await place.open({ vault, location: { kind: "postgres", url: url.href } });
    const [database, keys] = [databases.realms.test, vault.realms.test];
    if (database === undefined || keys === undefined) throw new Error("realm test is not open");
    realm = openRealm(database, keys, Date.now);
    await outcomes(WORKS); // the pool has all its connections
  });
  afterAll(async () => {
    await place.remove();
    await proxy.close();
  });

  test("transaction() commits what it has time for and gives unavailable for the rest", async () => {
    proxy.delay(SLOW_MS);
    expect([...(await outcomes(WORKS))]).toContain("stored");
    proxy.delay(0);
    expect([...(await outcomes(1))]).toEqual(["stored"]);
  });

  test("transaction() gives unavailable when no answer comes, and commits again as soon as answers come", async () => {
    proxy.delay(STUCK_MS);
    expect([...(await outcomes(WORKS))]).toEqual(["unavailable"]);
    proxy.delay(0);
    expect([...(await outcomes(WORKS))]).toEqual(["stored"]);
    expect(await storedIds()).toEqual(stored);
  });
});
