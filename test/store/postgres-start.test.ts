import { readFileSync } from "node:fs";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { roleName } from "../../src/store/postgres-roles.ts";
import { emptyPlace, openTestRealm, type TestPlace } from "../support/databases.ts";

/** Run statements as the superuser of a place's database. */
async function asSuperuser(url: string, texts: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}

describe("start on PostgreSQL", () => {
  let place: TestPlace;
  let url: string;
  let database: string;
  beforeEach(async () => {
    place = await emptyPlace("postgres");
    url = place.location.kind === "postgres" ? place.location.url : "";
    database = new URL(url).pathname.slice(1);
  });
  afterEach(() => place.remove());

  /** The place's URL for a new login user with these rights. */
  const urlOf = async (user: string, rights: string): Promise<string> => {
    await asSuperuser(url, [`create user ${user} password 'p' ${rights}`]);
    const login = new URL(url);
    [login.username, login.password] = [user, "p"];
    return login.href;
  };

  test("openDatabases() stops when a commit need not be on disk", async () => {
    await asSuperuser(url, [`alter database ${database} set synchronous_commit = off`]);
    await expect(place.open()).rejects.toThrow("synchronous_commit is off");
  });

  test("probe() fails when a commit need no longer be on disk", async () => {
    const realm = await openTestRealm(place);
    const { engine } = realm.database;
    if (engine.kind !== "postgres") throw new Error("not on PostgreSQL");
    await engine.pool.query("set synchronous_commit = off");
    await expect(realm.probe()).rejects.toMatchObject({ code: "unavailable" });
  });

  test("openDatabases() gives each schema a role of its own that reads no other", async () => {
    const { realms, control } = await place.open();
    const pools = [control, realms.test, realms.production].map((db) => db?.engine);
    const seen = await Promise.all(
      pools.map(async (engine) => {
        if (engine?.kind !== "postgres") throw new Error("not on PostgreSQL");
        const { rows } = await engine.pool.query("select current_user as role, current_schema as schema");
        return rows[0];
      }),
    );
    expect(seen).toEqual([
      { role: `${database}_control`, schema: "control" },
      { role: `${database}_test`, schema: "test" },
      { role: `${database}_production`, schema: "production" },
    ]);
  });

  test("openDatabases() stops when one role may use another one's schema", async () => {
    await (await place.open()).close();
    await asSuperuser(url, [`grant usage on schema production to ${database}_test`]);
    await expect(place.open()).rejects.toThrow(`Role "${database}_test" may use schema "production"`);
  });

  test("openDatabases() does with a login user that may make roles and schemas", async () => {
    const user = `${database}_maker`;
    const login = await urlOf(user, "createrole");
    await asSuperuser(url, [`grant create on database ${database} to ${user}`]);
    const databases = await place.open({ location: { kind: "postgres", url: login } });
    expect(await databases.control.kysely.selectFrom("schema_migration").selectAll().execute()).not.toEqual(
      [],
    );
    await databases.close();
    const owned = ["control", "test", "production"];
    await asSuperuser(url, [
      ...owned.map((schema) => `drop schema ${schema} cascade`),
      ...owned.map((schema) => `drop role ${database}_${schema}`),
      `revoke create on database ${database} from ${user}`,
      `drop role ${user}`,
    ]);
  });

  test("openDatabases() does with the database and the user that docs/deploy/postgres-init.sh makes", async () => {
    const name = `${database}_deployed`;
    const script = readFileSync("docs/deploy/postgres-init.sh", "utf8");
    const texts = (/<<'SQL'\n\\set [^\n]*\n([\s\S]*?)^SQL$/m.exec(script)?.[1] ?? "")
      .replaceAll(":'password'", "'p'")
      .replaceAll(/\bgateway\b/g, name);
    await asSuperuser(
      url,
      texts.split(";").filter((text) => text.trim() !== ""),
    );
    const login = new URL(url);
    [login.username, login.password, login.pathname] = [name, "p", name];
    const databases = await place.open({ location: { kind: "postgres", url: login.href } });
    expect(databases.control.keys).toEqual({ kind: "keys-fit" });
    await databases.close();
    const roles = ["control", "test", "production"].map((schema) => `drop role ${name}_${schema}`);
    await asSuperuser(url, [`drop database ${name} with (force)`, ...roles, `drop role ${name}`]);
  });

  test("openDatabases() says what an administrator must run when the login user may not", async () => {
    const user = `${database}_plain`;
    const location = { kind: "postgres", url: await urlOf(user, "") } as const;
    const role = `"${database}_control"`;
    await expect(place.open({ location })).rejects.toThrow(
      `CREATE ROLE ${role} NOLOGIN; GRANT ${role} TO "${user}"; CREATE SCHEMA "control" AUTHORIZATION ${role};`,
    );
    await asSuperuser(url, [`drop role ${user}`]);
  });

  test("openDatabases() does with roles and schemas that an administrator made", async () => {
    const user = `${database}_plain`;
    const location = { kind: "postgres", url: await urlOf(user, "") } as const;
    const schemas = ["control", "test", "production"];
    await asSuperuser(
      url,
      schemas.flatMap((schema) => [
        `create role ${database}_${schema} nologin`,
        `grant ${database}_${schema} to ${user}`,
        `create schema ${schema} authorization ${database}_${schema}`,
      ]),
    );
    const databases = await place.open({ location });
    expect(databases.control.keys).toEqual({ kind: "keys-fit" });
    await databases.close();
    await asSuperuser(url, [`drop role ${user}`]);
  });

  test("openDatabases() refuses options in DATABASE_URL, which would override role and schema", async () => {
    const location = { kind: "postgres", url: `${url}?options=-c%20role%3Dpostgres` } as const;
    await expect(place.open({ location })).rejects.toThrow("must not carry options=");
  });

  test("openDatabases() does not quote DATABASE_URL when the server does not answer", async () => {
    const location = { kind: "postgres", url: "postgresql://u:secret-word@127.0.0.1:1/db" } as const;
    const error: unknown = await place.open({ location }).catch((caught: unknown) => caught);
    expect(String(error)).toContain("Check DATABASE_URL");
    expect(String(error)).not.toContain("secret-word");
  });

  test.each(["Gateway", "a-b", 'x"; drop', "n".repeat(60)])("roleName() refuses database name %j", (name) => {
    expect(() => roleName(name, "production")).toThrow("The database name in DATABASE_URL");
  });
});
