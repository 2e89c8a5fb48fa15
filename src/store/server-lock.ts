import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-file.ts";
import { StoreStartError } from "./store-start-error.ts";

/** While this file is in DATA_DIR nothing is opened: a restore is under way, or was broken off. */
const RESTORING = "restore.unfinished";

/** Keep servers and commands out until {@link endRestore}, also when this process dies. */
export function beginRestore(dataDir: string): void {
  makePrivateFile(join(dataDir, RESTORING));
}

export function endRestore(dataDir: string): void {
  rmSync(join(dataDir, RESTORING), { force: true });
}

/** @throws StoreStartError while a restore is not finished: who was shut out might come in */
export function checkNoRestore(dataDir: string): void {
  if (existsSync(join(dataDir, RESTORING)))
    throw new StoreStartError(
      "A restore into this DATA_DIR was not finished. If none is running, empty the folder, or name another, and restore again.",
    );
}

/** Locks of this process. A connection that nothing holds is collected as garbage, and its lock goes with it. */
const held = new Set<DatabaseSync>();

/**
 * Take the place of the one server process of a database file (decision D4). The operating system gives the lock back
 * when the process dies, however it dies; the command line does not take it.
 *
 * @param path of a file that serves as the lock only and stays empty
 * @returns gives the place back
 * @throws StoreStartError when another server process holds it
 */
export function takeServerLock(path: string): () => void {
  makePrivateFile(path);
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    throw new StoreStartError(
      "Another server process uses this DATA_DIR. Stop it first, give this one another DATA_DIR, or set DATABASE_URL.",
      { cause: error },
    );
  }
  held.add(db);
  return () => {
    held.delete(db);
    db.close();
  };
}

/** Whether a server process holds the lock; leaves it as it is. */
export function isServerLocked(path: string): boolean {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
    return false;
  } catch {
    return true;
  } finally {
    db.close();
  }
}
