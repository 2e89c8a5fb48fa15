import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-file.ts";
import { StoreStartError } from "./store-start-error.ts";

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
  return () => db.close();
}
