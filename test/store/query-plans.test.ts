import type { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COUNT_REPLAY, FIND_REPLAY, forSqlite, WAS_CONTROL_ID_USED } from "../../src/store/realm-sql.ts";
import {
  FIND_PERSON,
  FIND_QUERY_USE,
  FIND_RECORDS,
  findKeysElsewhere,
  findPeople,
  WORDING,
} from "../../src/store/registry-sql.ts";
import { freshPlace, openTestRealm, type OpenedTestRealm, type TestPlace } from "../support/databases.ts";

const PAGE = `select id from message where organization_id = ? and (received_at_ms, id) < (?, ?)
  order by received_at_ms desc, id desc limit 10`;
const QUERIES_UNDER_AN_ID = `select id from message q
  where organization_id = ? and control_id = ? and substr(q.type, 1, 3) <> 'VXU'`;
const FINDINGS = "select * from finding where message_id in (?, ?) order by message_id, position";

describe("plans of the statements that every message runs", () => {
  let place: TestPlace;
  let realm: OpenedTestRealm;
  beforeEach(async () => {
    place = await freshPlace("sqlite");
    realm = await openTestRealm(place);
  });
  afterEach(() => place.remove());

  const planOf = (statement: string): string => {
    const { engine } = realm.database;
    const db: DatabaseSync | undefined = engine.kind === "sqlite" ? engine.writer : undefined;
    const parameters = Array.from({ length: statement.split("?").length - 1 }, () => "x");
    const rows = db?.prepare(`explain query plan ${statement}`).all(...parameters) ?? [];
    return rows.map(({ detail }) => String(detail)).join("\n");
  };

  test.each([
    { name: "FIND_REPLAY", statement: forSqlite(FIND_REPLAY), uses: "SEARCH t USING PRIMARY KEY" },
    {
      name: "WAS_CONTROL_ID_USED",
      statement: forSqlite(WAS_CONTROL_ID_USED),
      uses: "USING COVERING INDEX transmission_origin",
    },
    { name: "COUNT_REPLAY", statement: forSqlite(COUNT_REPLAY), uses: "SEARCH message USING PRIMARY KEY" },
    { name: "a page of the list", statement: PAGE, uses: "INDEX message_newest" },
    { name: "queries under a control id", statement: QUERIES_UNDER_AN_ID, uses: "INDEX message_unkeyed" },
    { name: "findings of a page", statement: FINDINGS, uses: "SEARCH finding USING PRIMARY KEY" },
    {
      name: "purge of a message",
      statement: "delete from transmission where message_id = ?",
      uses: "INDEX transmission_message",
    },
  ])("$name reads by a key, no table as a whole, sorts nothing", ({ statement, uses }) => {
    const plan = planOf(statement);
    expect(plan).toContain(uses);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

const KEYS = '["1","2"]';
const LIST = "array[1, 2]::bigint[]";

/** Statements on people that every update and query runs. */
const OF_PEOPLE = [
  { name: "findPeople()", text: findPeople, lists: ["$1", "$2"] },
  { name: "findKeysElsewhere()", text: findKeysElsewhere, lists: ["$1"] },
  { name: "FIND_PERSON", text: () => FIND_PERSON, lists: [] },
  { name: "FIND_RECORDS", text: () => FIND_RECORDS, lists: [] },
  { name: "FIND_QUERY_USE", text: () => FIND_QUERY_USE, lists: [] },
] as const;

describe("plans of the statements on people", () => {
  let place: TestPlace;
  afterEach(() => place.remove());

  test.each(OF_PEOPLE)("$name reads no table as a whole on SQLite", async ({ text, lists }) => {
    place = await freshPlace("sqlite");
    const { engine } = (await openTestRealm(place)).database;
    const db: DatabaseSync | undefined = engine.kind === "sqlite" ? engine.writer : undefined;
    const statement = text(WORDING.sqlite);
    const parameters = (statement.match(/\$\d+/g) ?? []).map((name) =>
      lists.some((one) => one === name) ? KEYS : 1,
    );
    const rows = db?.prepare(`explain query plan ${forSqlite(statement)}`).all(...parameters) ?? [];
    const plan = rows.map(({ detail }) => String(detail));
    expect(plan.filter((line) => /^SEARCH \w+ USING/.test(line)).length).toBeGreaterThan(0);
    // Lists of keys, and people found by them, are looked at one by one; tables never.
    expect(plan.filter((line) => /^SCAN (?!json_each|hit|best|\(subquery|s LEFT-JOIN)/.test(line))).toEqual(
      [],
    );
  });

  test.each(OF_PEOPLE)("$name has an index for each table on PostgreSQL", async ({ text, lists }) => {
    place = await freshPlace("postgres");
    const { kysely } = (await openTestRealm(place)).database;
    const statement = text(WORDING.postgres).replaceAll(/\$\d+/g, (name) =>
      lists.some((one) => one === name) ? LIST : name === "$3" && lists.length === 2 ? "1" : "'x'",
    );
    const plan = await kysely.transaction().execute(async (transaction) => {
      // Empty tables are read as a whole unless that is made dear.
      await sql.raw("set local enable_seqscan = off").execute(transaction);
      const { rows } = await sql.raw<{ "QUERY PLAN": string }>(`explain ${statement}`).execute(transaction);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    });
    expect(plan).toMatch(/Index/);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});
