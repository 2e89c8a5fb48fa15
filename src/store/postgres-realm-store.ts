import { createHash } from "node:crypto";
import { DatabaseError, type Pool, type PoolClient, type QueryConfig, type QueryResult } from "pg";
import type { RealmStore, RealmTransaction, StoredSubmission } from "../submission/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { DatabaseName } from "./databases.ts";
import { findSubmission } from "./find-submission.ts";
import { createCuration, type Execute } from "./create-curation.ts";
import { createRetention } from "./create-retention.ts";
import { createReview } from "./create-review.ts";
import { createPostgresRegistry, type Query } from "./postgres-registry.ts";
import { saveMessageStatement } from "./postgres-save-message.ts";
import { readReplay } from "./read-replay.ts";
import { COUNT_REPLAY, FIND_EARLIER } from "./realm-sql.ts";
import { STORE_LIMITS } from "./store-limits.ts";
import { unavailable } from "./unavailable.ts";
import { inTime, watchWork, type Watch } from "./watch-work.ts";

/**
 * The advisory lock of a text: 64 bits of its digest. The realm is part of it, since PostgreSQL's advisory locks are the
 * database's, not the schema's. Two texts with one number wait for each other and no more.
 */
function lockNumber(name: DatabaseName, lock: string): bigint {
  return createHash("sha256").update(`${name}\n${lock}`).digest().readBigInt64BE(0);
}

type TransactionParts = Pick<
  RealmTransaction,
  "registry" | "curation" | "review" | "retention" | "findSubmission"
>;

function transactionOf(
  query: Query,
  parts: TransactionParts,
  keys: RealmKeys,
  watch: Watch,
): RealmTransaction {
  return {
    ...parts,
    findEarlier: (key, payloadHash, { messageDay, sendingFacility, sendingApplication }) =>
      watch.step(async () => {
        const { organizationId, controlId } = key;
        const origin = [messageDay, sendingFacility, sendingApplication];
        const values = [organizationId, controlId, payloadHash, ...origin];
        const { rows } = await query({ name: "find-earlier", text: FIND_EARLIER, values });
        const same = rows.find((row) => row["message_id"] !== null);
        return {
          same: same && readReplay(same, key, keys),
          isIdReused: rows.some((row) => row["message_id"] === null),
        };
      }),
    countReplay: (messageId, atMs) =>
      watch.send(async () => {
        await query({ name: "count-replay", text: COUNT_REPLAY, values: [atMs, messageId] });
      }),
    saveMessage: (record) =>
      watch.send(async () => {
        await query(saveMessageStatement(record, keys));
      }),
  };
}

/** One transaction's connection, as long as it is usable. */
interface Session {
  readonly query: Query;
  /** Give the connection back; what is not committed is undone. */
  close(isCommitted: boolean): Promise<void>;
}

/** What is asked in one turn of the event loop leaves in one packet: a write to a socket costs more than a statement's text. */
function sendTogether({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/**
 * A connection whose server did not answer, or still works on a statement, is closed when the session is: that undoes
 * the transaction too, and waiting for the answer to a rollback would double the time.
 */
function sessionOn(client: PoolClient): Session {
  let isClosed = false;
  let isBroken = false;
  let running = 0;
  return {
    query: async (statement) => {
      if (isClosed) throw new Error("the transaction is over");
      running += 1;
      sendTogether(client);
      try {
        return await client.query<Readonly<Record<string, unknown>>>(statement);
      } catch (error) {
        if (!(error instanceof DatabaseError)) isBroken = true;
        throw error;
      } finally {
        running -= 1;
      }
    },
    close: async (isCommitted) => {
      isClosed = true;
      if (!isCommitted && running === 0 && !isBroken) {
        isBroken = await client.query("rollback").then(
          () => false,
          () => true,
        );
      }
      client.release(isBroken || running > 0);
    },
  };
}

/** A statement of ours, not of the work: every error means that the database did not take it. */
async function step(session: Session, statement: QueryConfig): Promise<QueryResult> {
  try {
    return await session.query(statement);
  } catch (error) {
    throw unavailable(error);
  }
}

/**
 * Begin and take the lock in one round trip, work, commit.
 *
 * @throws GatewayError `unavailable` also when the commit's outcome is not known: the sender resends, and gets the stored
 * answer if there is one
 */
async function perform<T>(session: Session, lock: bigint, watch: Watch, work: () => Promise<T>): Promise<T> {
  const takeLock = { name: "lock", text: "select pg_advisory_xact_lock($1)", values: [`${lock}`] };
  await Promise.all([step(session, { text: "begin" }), step(session, takeLock)]);
  const value = await work();
  watch.end();
  if (watch.failure !== undefined) throw watch.failure;
  // Behind statements that are still under way: where one of them fails, PostgreSQL undoes the transaction and says so.
  const { command } = await step(session, { text: "commit" });
  if (command !== "COMMIT") throw watch.failure ?? unavailable(new Error("PostgreSQL undid the transaction"));
  return value;
}

/** A realm's store on PostgreSQL: one transaction for each work, which PostgreSQL itself commits in groups. */
export function createPostgresRealmStore(name: DatabaseName, pool: Pool, keys: RealmKeys): RealmStore {
  const registryIn = createPostgresRegistry(keys, (text) => lockNumber(name, text));
  const partsOf = (session: Session, watch: Watch): TransactionParts => {
    const execute: Execute = async (text, values, prepared) => {
      const statement = { text, values: [...values] };
      return (await session.query(prepared === undefined ? statement : { ...statement, name: prepared }))
        .rows;
    };
    return {
      registry: registryIn(session.query, watch),
      curation: createCuration(execute, " for update", keys, watch),
      review: createReview(execute, " for update", watch),
      retention: createRetention(execute, watch),
      findSubmission: (messageId): Promise<StoredSubmission | undefined> =>
        watch.step(() => findSubmission(execute, keys, messageId)),
    };
  };
  return {
    transaction: async (lock, work) => {
      const watch = watchWork();
      let session: Session | undefined;
      let isCommitted = false;
      let isOver = false;
      const run = async (): ReturnType<typeof work> => {
        const client = await pool.connect().catch((error: unknown) => {
          throw unavailable(error);
        });
        if (isOver) {
          client.release();
          throw unavailable(new Error("the work was over before it had a connection"));
        }
        session = sessionOn(client);
        const tx = transactionOf(session.query, partsOf(session, watch), keys, watch);
        const value = await perform(session, lockNumber(name, lock), watch, () => work(tx));
        isCommitted = true;
        return value;
      };
      try {
        // The wait for a connection counts too: of a slow database all are in use.
        return await inTime(run(), STORE_LIMITS.workDurationMsMax);
      } finally {
        isOver = true;
        watch.end();
        await session?.close(isCommitted);
      }
    },
  };
}
