import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CONTROL_MIGRATIONS } from "../../src/store/migrations/control-migrations.ts";
import { createPostgresCopier } from "../../src/store/copy-postgres.ts";
import { announceServer, listServers, SCHEMA_NUMBER } from "../../src/store/postgres-presence.ts";
import { emptyPlace, freshPlace, type TestPlace } from "../support/databases.ts";

const OLDER = SCHEMA_NUMBER - 1;

describe("servers on one PostgreSQL", () => {
  let place: TestPlace;
  let url: string;
  let watcher: Client;
  let endings: (() => Promise<void>)[];

  const enter = async (made: TestPlace): Promise<void> => {
    place = made;
    url = place.location.kind === "postgres" ? place.location.url : "";
    watcher = new Client({ connectionString: url });
    await watcher.connect();
  };
  beforeEach(async () => {
    endings = [];
    await enter(await freshPlace("postgres"));
  });
  afterEach(async () => {
    for (const end of endings) await end();
    await watcher.end();
    await place.remove();
  });

  const announce = async (schemaNumber?: number): Promise<() => Promise<void>> => {
    const end = await announceServer(url, () => {}, schemaNumber);
    endings.push(end);
    return end;
  };
  const running = async (): Promise<readonly number[]> =>
    (await listServers(watcher)).map(({ schemaNumber }) => schemaNumber);
  /** The database as the last version left it: its newest step is not noted. It may fail when it is made again. */
  const takeBackAStep = (): Promise<unknown> =>
    watcher.query("delete from control.schema_migration where number = $1", [CONTROL_MIGRATIONS.length]);

  const tryToOpen = (process: "cli" | "server"): Promise<string> =>
    place.open({ process }).then(() => "opened", String);

  test("listServers() tells each server that runs, by the schema it knows, until it ends", async () => {
    const server = await place.open({ process: "server" });
    await place.open({ process: "cli" });
    const end = await announce(OLDER);
    expect(await running()).toEqual([OLDER, SCHEMA_NUMBER]);
    await end();
    await server.close();
    await expect.poll(running).toEqual([]);
  });

  test.each(["cli", "server"] as const)(
    "openDatabases() as %s changes no schema while a server of an older version runs, and says what to do",
    async (process) => {
      await takeBackAStep();
      const end = await announce(OLDER);
      await expect(place.open({ process })).rejects.toThrow(
        /A server of another version uses this database \(PostgreSQL process \d+\)\. Stop every server of it/,
      );
      await end();
      await expect.poll(running).toEqual([]);
      expect(await tryToOpen(process)).not.toContain("A server of");
    },
  );

  test("openDatabases() changes the schema beside servers of this version, which wait for it", async () => {
    await takeBackAStep();
    await announce();
    expect(await tryToOpen("cli")).not.toContain("A server of");
  });

  test("announceServer() says it again after its connection broke", async () => {
    await announce();
    await watcher.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gateway-server' and datname = current_database()",
    );
    await expect.poll(running, { timeout: 10_000 }).toEqual([SCHEMA_NUMBER]);
  });

  test("a restore is refused while a server runs, and keeps the next one out", async () => {
    await watcher.end();
    await place.remove();
    await enter(await emptyPlace("postgres"));
    const end = await announce(OLDER);
    const copier = createPostgresCopier(url, ["test", "production"]);
    await expect(copier.load(place.folder, [])).rejects.toThrow("A server uses this database");
    await end();
    await expect.poll(running).toEqual([]);
    const letIn = await copier.load(place.folder, []);
    for (const process of ["server", "cli"] as const)
      await expect(place.open({ process })).rejects.toThrow("was not finished");
    await expect(copier.load(place.folder, [])).rejects.toThrow("was not finished");
    await letIn();
    await (await place.open({ process: "server" })).close();
  });
});
