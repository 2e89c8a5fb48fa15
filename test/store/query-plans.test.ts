import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COUNT_REPLAY, FIND_REPLAY, forSqlite, WAS_CONTROL_ID_USED } from "../../src/store/realm-sql.ts";
import { freshPlace, openTestRealm, type OpenedTestRealm, type TestPlace } from "../support/databases.ts";

const PAGE = `select id from message where organization_id = ? and (received_at_ms, id) < (?, ?)
  order by received_at_ms desc, id desc limit 10`;
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
