import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RealmDatabase } from "../../src/store/databases.ts";
import {
  ENGINES,
  freshPlace,
  openTestRealm,
  type OpenedTestRealm,
  type TestPlace,
} from "../support/databases.ts";
import { CANARY, messageRecord } from "../support/message-record.ts";

/** Change rows past the store, as someone with the database in hand can. */
async function tamper(database: RealmDatabase, statement: string): Promise<void> {
  if (database.engine.kind === "postgres") await database.engine.pool.query(statement);
  else database.engine.writer.exec(statement);
}

/** Every value of every table of a realm as one text, bytes as their Latin-1 characters. */
async function everythingIn(database: RealmDatabase): Promise<string> {
  const texts: string[] = [];
  for (const table of ["message", "message_body", "finding", "transmission"]) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(
      database.kysely,
    );
    for (const value of rows.flatMap((row) => Object.values(row))) {
      texts.push(value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value));
    }
  }
  return texts.join("\n");
}

describe.each(ENGINES)("patient data at rest on %s", (engine) => {
  let place: TestPlace;
  let realm: OpenedTestRealm;
  beforeEach(async () => {
    place = await freshPlace(engine);
    realm = await openTestRealm(place);
    for (const id of ["m1", "m2"]) {
      const record = messageRecord(id, { answer: `MSA|AA|${id}\rPID|||||${CANARY}` });
      await realm.store.transaction("lock", (tx) => tx.saveMessage(record));
    }
  });
  afterEach(() => place.remove());

  test("no column holds it in the clear", async () => {
    const everything = await everythingIn(realm.database);
    expect(everything).toContain("control-m1");
    expect(everything).not.toContain(CANARY);
  });

  test.each([
    {
      what: "the text of another row",
      statement: `update message_body set request = (select o.request from message_body o where o.message_id = 'm2')
                   where message_id = 'm1'`,
    },
    {
      what: "the text of another column",
      statement: "update message_body set request = answer where message_id = 'm1'",
    },
    {
      what: "a row that another organization got",
      statement: "update message set organization_id = 'org-2' where id = 'm1'",
    },
  ])("show() does not open $what", async ({ statement }) => {
    await tamper(realm.database, statement);
    await expect(realm.browser.show("m1")).rejects.toMatchObject({ code: "internal" });
  });

  test("findEarlier() does not hand out an answer that was swapped", async () => {
    await tamper(
      realm.database,
      `update message_body set answer = (select o.answer from message_body o where o.message_id = 'm2')
        where message_id = 'm1'`,
    );
    const { organizationId, controlId, payloadHash, origin } = messageRecord("m1");
    const work = realm.store.transaction("lock", (tx) =>
      tx.findEarlier({ organizationId, controlId }, payloadHash, origin),
    );
    await expect(work).rejects.toMatchObject({ code: "internal" });
  });

  test("findEarlier() knows no answer that was purged", async () => {
    await tamper(realm.database, "update message_body set answer = null where message_id = 'm1'");
    const { organizationId, controlId, payloadHash, origin } = messageRecord("m1");
    const found = await realm.store.transaction("lock", (tx) =>
      tx.findEarlier({ organizationId, controlId }, payloadHash, origin),
    );
    expect(found.same).toBeUndefined();
  });
});

describe("patient data in the files of SQLite", () => {
  test("neither database nor write-ahead log holds it in the clear", async () => {
    const place = await freshPlace("sqlite");
    const realm = await openTestRealm(place);
    const record = messageRecord("m1");
    await realm.store.transaction("lock", (tx) => tx.saveMessage(record));
    const dataDir = join(place.folder, "data");
    // Held open, so that closing the store leaves the log as it is.
    const holder = new DatabaseSync(join(dataDir, "test.db"), { readOnly: true });
    holder.prepare("select count(*) from message").get();
    await realm.databases.close();
    const files = readdirSync(dataDir).filter((name) => name.startsWith("test.db"));
    expect(files).toContain("test.db-wal");
    const text = files.map((name) => readFileSync(join(dataDir, name), "latin1")).join("");
    expect(text).toContain("control-m1");
    expect(text).not.toContain(CANARY);
    holder.close();
    await place.remove();
  });
});
