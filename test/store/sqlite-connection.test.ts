import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  CACHE_KIB_MAX,
  CHECKPOINT_PAGES,
  checkPragmas,
  openSqlite,
  REQUIRED_PRAGMAS,
} from "../../src/store/sqlite-connection.ts";

describe("pragmas of a database file", () => {
  let folder: string;
  let db: DatabaseSync | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-pragma-"));
  });
  afterEach(() => {
    db?.close();
    db = undefined;
    rmSync(folder, { recursive: true });
  });

  test("openSqlite() opens with what the promises rest on", () => {
    db = openSqlite(join(folder, "a.db"));
    expect(() => checkPragmas(db ?? new DatabaseSync(":memory:"))).not.toThrow();
  });

  test.each([
    { set: "synchronous = NORMAL", named: "synchronous is 1" },
    { set: "synchronous = OFF", named: "synchronous is 0" },
    { set: "journal_mode = DELETE", named: "journal_mode is delete" },
    { set: "foreign_keys = OFF", named: "foreign_keys is 0" },
    { set: "trusted_schema = ON", named: "trusted_schema is 1" },
  ])("checkPragmas() refuses $set", ({ set, named }) => {
    db = openSqlite(join(folder, "a.db"));
    const weaker = db;
    weaker.exec(`PRAGMA ${set}`);
    expect(() => checkPragmas(weaker)).toThrow(named);
  });

  test("checkPragmas() refuses a database in memory, which cannot be what was asked for", () => {
    const memory = new DatabaseSync(":memory:");
    db = memory;
    for (const { name, set } of REQUIRED_PRAGMAS) memory.exec(`PRAGMA ${name} = ${set}`);
    expect(() => checkPragmas(memory)).toThrow("journal_mode is memory");
  });

  test.each(["write", "read"] as const)(
    "openSqlite() to %s keeps more than a message touches in memory",
    (access) => {
      db = openSqlite(join(folder, "a.db"), access);
      expect(db.prepare("PRAGMA cache_size").get()).toEqual({ cache_size: -CACHE_KIB_MAX[access] });
      expect(db.prepare("PRAGMA wal_autocheckpoint").get()).toEqual({ wal_autocheckpoint: CHECKPOINT_PAGES });
    },
  );

  test("openSqlite() for reading refuses to write", () => {
    const path = join(folder, "a.db");
    openSqlite(path).close();
    const reader = openSqlite(path, "read");
    db = reader;
    expect(() => reader.exec("create table t (a text)")).toThrow("readonly");
  });

  test("openSqlite() says what to check when the file is no database", () => {
    writeFileSync(join(folder, "a.db"), "this is no database, and longer than a header ".repeat(40));
    expect(() => openSqlite(join(folder, "a.db"))).toThrow("Check owner, mode and disk");
  });
});
