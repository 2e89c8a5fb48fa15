import { CONTROL_MIGRATIONS } from "../../src/store/migrations/control-migrations.ts";
import { statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINES, emptyPlace, type TestPlace } from "../support/databases.ts";

describe.each(ENGINES)("databases on %s", (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await emptyPlace(engine);
  });
  afterEach(() => place.remove());

  test("openDatabases() makes three databases at the program's schema, again without harm", async () => {
    const first = await place.open();
    await first.close();
    const { control, realms } = await place.open();
    expect(await control.kysely.selectFrom("schema_migration").select("number").execute()).not.toEqual([]);
    for (const realm of [realms.test, realms.production]) {
      expect(await realm?.kysely.selectFrom("message").selectAll().execute()).toEqual([]);
      expect(realm?.keys).toEqual({ kind: "keys-fit" });
    }
  });

  test("openDatabases() by two processes at once makes each schema once", async () => {
    const both = await Promise.all([place.open(), place.open()]);
    for (const { control } of both) expect(control.keys).toEqual({ kind: "keys-fit" });
  });

  test("openDatabases() opens the realms named and no other", async () => {
    const { realms } = await place.open({ realms: ["test"] });
    expect(Object.keys(realms)).toEqual(["test"]);
  });

  test("openDatabases() stops on a schema that is newer than the program", async () => {
    const databases = await place.open();
    await databases.control.kysely
      .insertInto("schema_migration")
      .values({ number: 9999, name: "later", checksum: "x" })
      .execute();
    await databases.close();
    await expect(place.open()).rejects.toThrow(
      /has schema 9999, this program knows \d+\. Start the newer program/,
    );
  });

  test("openDatabases() stops on a schema that other steps made", async () => {
    const databases = await place.open();
    await databases.control.kysely
      .updateTable("schema_migration")
      .set({ checksum: "x" })
      .where("number", "=", 1)
      .execute();
    await databases.close();
    await expect(place.open()).rejects.toThrow(
      "Schema step 1 in the database is not the one of this program",
    );
  });

  test("a handle on one realm finds no table of the other's database", async () => {
    const { realms } = await place.open();
    const read = sql`select * from production.message`.execute(realms.test?.kysely ?? fail());
    await expect(read).rejects.toThrow(/permission denied for schema production|no such table/);
  });
});

function mode(path: string): number {
  return statSync(path).mode & 0o777;
}

function fail(): never {
  throw new Error("realm test is not open");
}

describe("databases in files", () => {
  let place: TestPlace;
  let dataDir: string;
  beforeEach(async () => {
    place = await emptyPlace("sqlite");
    dataDir = join(place.folder, "data");
  });
  afterEach(() => place.remove());

  test("openDatabases() makes folder and files for our user only", async () => {
    const databases = await place.open({ process: "server" });
    await databases.realms.test?.kysely.selectFrom("message").selectAll().execute();
    expect(mode(dataDir)).toBe(0o700);
    const names = [
      "control.db",
      "test.db",
      "production.db",
      "test.db-wal",
      "test.db-shm",
      "test.server.lock",
    ];
    for (const name of names) expect([name, mode(join(dataDir, name))]).toEqual([name, 0o600]);
  });

  test("openDatabases() by the command line changes no schema while a server of an older version runs", async () => {
    const server = await place.open({ process: "server" });
    await server.control.kysely
      .deleteFrom("schema_migration")
      .where("number", "=", CONTROL_MIGRATIONS.length)
      .execute();
    await expect(place.open()).rejects.toThrow("A server of an older version runs on this DATA_DIR");
    await server.close();
    // Without a server it goes on, which the newest step may or may not bear a second time.
    const outcome = await place.open().then(() => "opened", String);
    expect(outcome).not.toContain("A server of");
  });

  test("openDatabases() by a server of one realm changes no schema while an older one of the other realm runs", async () => {
    const server = await place.open({ process: "server", realms: ["production"] });
    const newest = server.control.kysely
      .deleteFrom("schema_migration")
      .where("number", "=", CONTROL_MIGRATIONS.length);
    await newest.execute();
    const other = { process: "server", realms: ["test"] } as const;
    await expect(place.open(other)).rejects.toThrow("A server of an older version runs on this DATA_DIR");
    await server.close();
    const outcome = await place.open(other).then(() => "opened", String);
    expect(outcome).not.toContain("A server of");
  });

  test("openDatabases() lets one server in, and the command line beside it", async () => {
    const server = await place.open({ process: "server" });
    await place.open({ process: "cli" });
    await expect(place.open({ process: "server" })).rejects.toThrow(
      "Another server process uses this DATA_DIR",
    );
    await server.close();
    await place.open({ process: "server" });
  });

  test("openDatabases() lets each realm have a server of its own", async () => {
    await place.open({ process: "server", realms: ["test"] });
    await expect(place.open({ process: "server", realms: ["production"] })).resolves.toBeDefined();
  });
});
