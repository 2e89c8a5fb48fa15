import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RealmStore, RealmTransaction, StoredSubmission } from "../submission/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { GroupCommit } from "./group-commit.ts";
import { bodyRow, type ColumnValue, findingRows, messageRow, transmissionRow } from "./message-rows.ts";
import { readReplay } from "./read-replay.ts";
import {
  COUNT_REPLAY,
  FIND_REPLAY,
  forSqlite,
  INSERT_BODY,
  INSERT_FINDING,
  INSERT_MESSAGE,
  SAVE_TRANSMISSION,
  WAS_CONTROL_ID_USED,
} from "./realm-sql.ts";
import { findSubmission } from "./find-submission.ts";
import { createCuration, type Execute } from "./create-curation.ts";
import { createRetention } from "./create-retention.ts";
import { createReview } from "./create-review.ts";
import { createSqliteRegistry } from "./sqlite-registry.ts";
import type { Watch } from "./watch-work.ts";

interface Statements {
  readonly findReplay: StatementSync;
  readonly wasControlIdUsed: StatementSync;
  readonly countReplay: StatementSync;
  readonly insertMessage: StatementSync;
  readonly insertBody: StatementSync;
  readonly insertFinding: StatementSync;
  readonly saveTransmission: StatementSync;
}

function prepare(db: DatabaseSync): Statements {
  const statement = (text: string): StatementSync => db.prepare(forSqlite(text));
  return {
    findReplay: statement(FIND_REPLAY),
    wasControlIdUsed: statement(WAS_CONTROL_ID_USED),
    countReplay: statement(COUNT_REPLAY),
    insertMessage: statement(INSERT_MESSAGE),
    insertBody: statement(INSERT_BODY),
    insertFinding: statement(INSERT_FINDING),
    saveTransmission: statement(SAVE_TRANSMISSION),
  };
}

function run(statement: StatementSync, row: readonly ColumnValue[]): void {
  statement.run(...row);
}

/** Statements of one work; they run on the writer's connection, inside the work's savepoint. */
function transactionOf(
  statements: Statements,
  parts: Pick<RealmTransaction, "registry" | "curation" | "review" | "retention" | "findSubmission">,
  keys: RealmKeys,
  watch: Watch,
): RealmTransaction {
  return {
    ...parts,
    findEarlier: (key, payloadHash, { messageDay, sendingFacility, sendingApplication }) =>
      watch.step(async () => {
        const { organizationId, controlId } = key;
        const row = statements.findReplay.get(organizationId, controlId, payloadHash);
        const origin = [messageDay, sendingFacility, sendingApplication];
        const other = statements.wasControlIdUsed.get(organizationId, controlId, ...origin, payloadHash);
        return { same: row && readReplay(row, key, keys), isIdReused: other !== undefined };
      }),
    countReplay: (messageId, atMs) => watch.step(async () => run(statements.countReplay, [atMs, messageId])),
    saveMessage: (record) =>
      watch.step(async () => {
        run(statements.insertMessage, messageRow(record, keys));
        run(statements.insertBody, bodyRow(record, keys));
        for (const row of findingRows(record)) run(statements.insertFinding, row);
        if (record.replayable) run(statements.saveTransmission, transmissionRow(record));
      }),
  };
}

/** Prepared statements kept; those with a list of varying length come and go. */
const STATEMENTS_MAX = 200;

/** Runs texts, each prepared the first time it comes. */
function preparedOnce(db: DatabaseSync): Execute {
  const known = new Map<string, StatementSync>();
  return async (text, values) => {
    let statement = known.get(text);
    if (statement === undefined) {
      statement = db.prepare(forSqlite(text));
      if (known.size >= STATEMENTS_MAX) known.clear();
      known.set(text, statement);
    }
    return statement.all(...values);
  };
}

/**
 * A realm's store on SQLite. Works run one after the other on the file's one writer, so every lock holds by itself; in
 * other processes the write lock of the file does the same.
 */
export function createSqliteRealmStore(
  writer: DatabaseSync,
  groupCommit: GroupCommit,
  keys: RealmKeys,
): RealmStore {
  const statements = prepare(writer);
  const registryIn = createSqliteRegistry(writer, keys);
  const execute = preparedOnce(writer);
  return {
    transaction: (_lock, work) =>
      groupCommit.run((watch) => {
        const curation = createCuration(execute, "", keys, watch);
        const find = (messageId: string): Promise<StoredSubmission | undefined> =>
          watch.step(() => findSubmission(execute, keys, messageId));
        const review = createReview(execute, "", watch);
        const retention = createRetention(execute, watch);
        const parts = { registry: registryIn(watch), curation, review, retention, findSubmission: find };
        return work(transactionOf(statements, parts, keys, watch));
      }),
  };
}
