import type { DatabaseSync, StatementSync } from "node:sqlite";
import { workerData } from "node:worker_threads";
import { CHECKPOINT_PAGES, openSqlite } from "./sqlite-connection.ts";

/** Between two looks at the length of the logs. */
const LOOK_INTERVAL_MS = 50;
/** What is written meanwhile is copied by the next round, which is shorter; a busy file gets on with the next look. */
const ROUNDS_MAX = 5;

/** Pages in the log, and how many of them stand in the file already. */
interface LogLength {
  readonly log: number;
  readonly checkpointed: number;
}

function lengthFrom(row: Readonly<Record<string, unknown>> | undefined): LogLength {
  return { log: Number(row?.["log"]), checkpointed: Number(row?.["checkpointed"]) };
}

interface Log {
  readonly look: StatementSync;
  readonly copy: StatementSync;
}

function openLog(path: string): Log {
  const db: DatabaseSync = openSqlite(path);
  return {
    look: db.prepare("PRAGMA wal_checkpoint(NOOP)"),
    copy: db.prepare("PRAGMA wal_checkpoint(PASSIVE)"),
  };
}

/** A log whose pages all stand in the file begins anew with the next write. */
function copyIfLong({ look, copy }: Log): void {
  const { log, checkpointed } = lengthFrom(look.get());
  if (log - checkpointed < CHECKPOINT_PAGES) return;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const after = lengthFrom(copy.get());
    if (after.log === after.checkpointed) return;
  }
}

function pathsOf(data: unknown): readonly string[] {
  return Array.isArray(data) ? data.filter((path) => typeof path === "string") : [];
}

const logs = pathsOf(workerData).map(openLog);
setInterval(() => {
  for (const log of logs) copyIfLong(log);
}, LOOK_INTERVAL_MS);
