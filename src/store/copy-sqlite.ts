import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { hashFile } from "../backup/hash-file.ts";
import type { CopiedDatabase, DatabaseCopier } from "../backup/ports.ts";
import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { DatabaseName } from "./databases.ts";
import { makePrivateFile } from "./private-file.ts";
import { beginRestore, endRestore, takeServerLock } from "./server-lock.ts";
import { openSqlite } from "./sqlite-connection.ts";
import { StoreStartError } from "./store-start-error.ts";

/** All pages in one step: one snapshot, and no start over when a server writes meanwhile (sqlite.org/backup.html). */
const PAGES_AT_ONCE = 2_147_483_647;

const DATABASES: readonly DatabaseName[] = ["control", "test", "production"];

function schemaOf(db: DatabaseSync): number {
  const row = db.prepare("select max(number) as number from schema_migration").get();
  const number = row?.["number"];
  if (typeof number !== "number") throw new StoreStartError("A database has no schema to copy.");
  return number;
}

async function copyOne(dataDir: string, name: DatabaseName, folder: string): Promise<CopiedDatabase> {
  const source = openSqlite(join(dataDir, `${name}.db`), "read");
  try {
    const path = join(folder, `${name}.db`);
    makePrivateFile(path);
    await backup(source, path, { rate: PAGES_AT_ONCE });
    chmodSync(path, 0o600);
    return { name, schema: schemaOf(source), files: [await hashFile(folder, `${name}.db`)] };
  } finally {
    source.close();
  }
}

function syncPath(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function isDatabaseName(name: string): name is DatabaseName {
  return DATABASES.some((known) => known === name);
}

/** @throws RefusedError `policy` when the copied file is no sound database */
function checkSound(path: string): void {
  const db = new DatabaseSync(path);
  try {
    const row = db.prepare("pragma quick_check(1)").get();
    if (Object.values(row ?? {})[0] !== "ok")
      throw new RefusedError("policy", "A database of the backup is not sound. Take another backup.");
  } finally {
    db.close();
  }
}

function putInPlace(dataDir: string, folder: string, names: readonly DatabaseName[]): void {
  const drafts = names.map((name) => ({
    draft: join(dataDir, `${name}.restoring`),
    path: join(dataDir, `${name}.db`),
    name,
  }));
  try {
    for (const { draft, name } of drafts) {
      rmSync(draft, { force: true });
      makePrivateFile(draft);
      copyFileSync(join(folder, `${name}.db`), draft);
      chmodSync(draft, 0o600);
      checkSound(draft);
      syncPath(draft);
    }
    for (const { draft, path } of drafts) renameSync(draft, path);
    syncPath(dataDir);
  } finally {
    for (const { draft } of drafts)
      for (const end of ["", "-wal", "-shm"]) rmSync(`${draft}${end}`, { force: true });
  }
}

/**
 * Copies of SQLite files through its backup API. Realms first, `control` last: every organization and credential that a
 * message names is in the copy, and so is every revocation made meanwhile.
 */
export function createSqliteCopier(dataDir: string, realms: readonly Realm[]): DatabaseCopier {
  return {
    engine: "sqlite",
    copyTo: async (folder) => {
      const copied: CopiedDatabase[] = [];
      for (const name of [...realms, "control" as const]) copied.push(await copyOne(dataDir, name, folder));
      return copied;
    },
    findExisting: async () => DATABASES.filter((name) => existsSync(join(dataDir, `${name}.db`))),
    load: async (folder, databases) => {
      const names = databases.map(({ name }) => name).filter(isDatabaseName);
      const locks = names
        .filter((name) => name !== "control")
        .map((name) => takeServerLock(join(dataDir, `${name}.server.lock`)));
      const giveBack = (): void => {
        for (const release of locks.splice(0)) release();
      };
      try {
        beginRestore(dataDir);
        putInPlace(dataDir, folder, names);
        return async () => {
          endRestore(dataDir);
          giveBack();
        };
      } catch (error) {
        if (!names.some((name) => existsSync(join(dataDir, `${name}.db`)))) endRestore(dataDir);
        giveBack();
        throw error;
      }
    },
  };
}
