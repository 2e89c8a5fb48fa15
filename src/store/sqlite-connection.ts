import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-file.ts";
import { StoreStartError } from "./store-start-error.ts";

/** What each connection sets and then reads back; a weaker answer stops the start (promise R1). */
interface RequiredPragma {
  readonly name: string;
  readonly set: string;
  readonly accepts: (value: unknown) => boolean;
  readonly source: string;
}

export const REQUIRED_PRAGMAS: readonly RequiredPragma[] = [
  {
    name: "journal_mode",
    set: "WAL",
    accepts: (value) => value === "wal",
    source: "sqlite.org/wal.html: readers and one writer do not block each other",
  },
  {
    name: "synchronous",
    set: "FULL",
    accepts: (value) => value === 2 || value === 3,
    source: "sqlite.org/pragma.html#pragma_synchronous: NORMAL in WAL mode may lose a commit at power loss",
  },
  {
    name: "foreign_keys",
    set: "ON",
    accepts: (value) => value === 1,
    source: "sqlite.org/foreignkeys.html",
  },
  {
    name: "temp_store",
    set: "MEMORY",
    accepts: (value) => value === 2,
    source: "sqlite.org/tempfiles.html: a savepoint would write pages of the database to a file elsewhere",
  },
  {
    name: "trusted_schema",
    set: "OFF",
    accepts: (value) => value === 0,
    source: "sqlite.org/security.html, untrusted database files",
  },
];

/**
 * Pages that a connection keeps in memory: all that a process's memory grows by as its files do, at most so much for each of
 * its three files. Keys are digests, so that a message touches pages all over the file: with SQLite's
 * own 2 MB nearly each one is read again, and dirty ones are written before the commit.
 */
export const CACHE_KIB_MAX: Readonly<Record<"write" | "read", number>> = { write: 131_072, read: 32_768 };
/** Pages in the log before they are copied into the file: a page that many messages touch is copied once. */
export const CHECKPOINT_PAGES = 8_192;

/** At the start a connection may block the thread this long for another process's lock. */
const OPEN_WAIT_MS = 5000;
/**
 * Later it blocks the thread only this long; {@link busyWaitMsMax} is then waited without blocking the event loop.
 */
const STEP_WAIT_MS = 1;
/** Longest wait for another process's write lock before the database counts as unavailable. */
export const busyWaitMsMax = 5000;

const PRIMARY_CODE_MASK = 0xff;
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

function firstValue(row: Readonly<Record<string, unknown>> | undefined): unknown {
  return row === undefined ? undefined : Object.values(row)[0];
}

/**
 * Read the pragmas of {@link REQUIRED_PRAGMAS} back.
 *
 * @throws StoreStartError naming those that are weaker than required
 */
export function checkPragmas(db: DatabaseSync): void {
  const weak = REQUIRED_PRAGMAS.flatMap((pragma) => {
    const value = firstValue(db.prepare(`PRAGMA ${pragma.name}`).get());
    return pragma.accepts(value) ? [] : [`${pragma.name} is ${String(value)}, needs ${pragma.set}`];
  });
  if (weak.length === 0) return;
  throw new StoreStartError(
    `SQLite does not give the durability the gateway promises: ${weak.join("; ")}. ` +
      "Put DATA_DIR on a local disk (no network share, no memory file system), or set DATABASE_URL.",
  );
}

/**
 * Open one database file with the pragmas of {@link REQUIRED_PRAGMAS}, readable by our user only.
 *
 * @throws StoreStartError when the file cannot be used or a pragma reads back weaker
 */
export function openSqlite(path: string, access: "write" | "read" = "write"): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    makePrivateFile(path);
    db = new DatabaseSync(path, { timeout: OPEN_WAIT_MS });
    for (const pragma of REQUIRED_PRAGMAS) db.exec(`PRAGMA ${pragma.name} = ${pragma.set}`);
    checkPragmas(db);
    db.exec(`PRAGMA busy_timeout = ${STEP_WAIT_MS}`);
    db.exec(`PRAGMA cache_size = -${CACHE_KIB_MAX[access]}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    // A reader stays a reader: in one process only one connection writes to a file.
    if (access === "read") db.exec("PRAGMA query_only = ON");
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof StoreStartError) throw error;
    throw new StoreStartError("A database file in DATA_DIR cannot be opened. Check owner, mode and disk.", {
      cause: error,
    });
  }
}

/** Whether another connection holds the lock that a statement needed; nothing of the statement was done. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return false;
  const primary = error.errcode & PRIMARY_CODE_MASK;
  return primary === SQLITE_BUSY || primary === SQLITE_LOCKED;
}
