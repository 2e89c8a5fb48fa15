import { chmodSync, closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { makePrivateFolder } from "../vault/make-private-folder.ts";

/**
 * Make an empty file that only our user reads (0600), and its folder (0700), where they are not there.
 *
 * A file that is there is not opened: closing it would drop the POSIX locks that SQLite holds on it in this process.
 */
export function makePrivateFile(path: string): void {
  makePrivateFolder(dirname(path));
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    chmodSync(path, 0o600);
  }
}
