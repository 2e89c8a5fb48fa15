import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-file.ts";
import { StoreStartError } from "./store-start-error.ts";

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
