import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyPlace, openTestRealm, type OpenedTestRealm, type TestPlace } from "../support/databases.ts";
import { createPostgres, type EmbeddedPostgres } from "../support/embedded-postgres.ts";
import { messageRecord } from "../support/message-record.ts";

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await pause(10);
}

/** A PostgreSQL of its own, since it is stopped while others would use it. */
describe("a PostgreSQL that stops under load", () => {
  let server: EmbeddedPostgres;
  let place: TestPlace;
  let realm: OpenedTestRealm;
  beforeAll(async () => {
    server = await createPostgres();
    place = await emptyPlace("postgres", server.url);
    realm = await openTestRealm(place);
  });
  afterAll(async () => {
    await place.remove();
    await server.remove();
  });

  test("gives unavailable, keeps what was acknowledged, and works again when it is back", async () => {
    const acknowledged: string[] = [];
    const codes = new Set<unknown>();
    const load = new AbortController();
    const client = async (name: number): Promise<void> => {
      for (let index = 0; !load.signal.aborted; index += 1) {
        const record = messageRecord(`c${name}-${index}`, { findings: [] });
        try {
          await realm.store.transaction(record.controlId, (tx) => tx.saveMessage(record));
          acknowledged.push(record.id);
        } catch (error) {
          codes.add(error instanceof Error && "code" in error ? error.code : error);
          await pause(5);
        }
      }
    };
    const clients = Array.from({ length: 16 }, (_none, name) => client(name));
    await until(() => acknowledged.length > 100);
    await server.stop();
    await until(() => codes.size > 0);
    await expect(realm.probe()).rejects.toMatchObject({ code: "unavailable" });
    const before = acknowledged.length;
    await server.start();
    await until(() => acknowledged.length > before + 100);
    load.abort();
    await Promise.all(clients);
    expect([...codes]).toEqual(["unavailable"]);

    const stored = await realm.database.kysely.selectFrom("message").select("id").execute();
    const ids = new Set(stored.map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  });
});
