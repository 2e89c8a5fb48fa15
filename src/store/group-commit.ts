import type { DatabaseSync, StatementSync } from "node:sqlite";
import { GatewayError } from "../kernel/gateway-error.ts";
import { oneTurn } from "../kernel/pace.ts";
import { retryBusy } from "./retry-busy.ts";
import { STORE_LIMITS } from "./store-limits.ts";
import { unavailable } from "./unavailable.ts";
import { inTime, watchWork, type Watch } from "./watch-work.ts";

/** Works on one connection, several to a commit. */
export interface GroupCommit {
  /**
   * @throws GatewayError `unavailable` when the database does not take it, `busy` when too many works wait; whatever
   * `work` threw, as thrown
   */
  run<T>(work: (watch: Watch) => Promise<T>): Promise<T>;
}

/** A work that waits: does itself, and is told what became of the commit. */
interface Job {
  /** Resolves once the work is done or undone; never rejects. */
  perform(): Promise<void>;
  /** The commit is durable. */
  commit(): void;
  fail(error: unknown): void;
}

/** The words around every work and every commit, parsed once. */
interface Words {
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  readonly savepoint: StatementSync;
  readonly rollbackTo: StatementSync;
  readonly release: StatementSync;
}

function prepareWords(db: DatabaseSync): Words {
  return {
    begin: db.prepare("BEGIN IMMEDIATE"),
    commit: db.prepare("COMMIT"),
    savepoint: db.prepare("SAVEPOINT work"),
    rollbackTo: db.prepare("ROLLBACK TO work"),
    release: db.prepare("RELEASE work"),
  };
}

/**
 * Commit what arrives together at once: one sync to disk for all (decision D4). Each work stands in a savepoint of its
 * own, so that one that throws is undone alone; works run one after the other, so that none sees another half done.
 *
 * @param db the only connection that writes to its file in this process, used by nothing else
 * @param turn lets everything else go on between two pieces of work
 */
export function createGroupCommit(db: DatabaseSync, turn: () => Promise<void> = oneTurn): GroupCommit {
  const words = prepareWords(db);
  const waiting: Job[] = [];
  let isRunning = false;

  const commitTogether = async (jobs: readonly Job[]): Promise<void> => {
    try {
      await retryBusy(() => words.begin.run(), STORE_LIMITS.lockWaitMsMax);
      let sinceMs = performance.now();
      for (const job of jobs) {
        if (performance.now() - sinceMs >= STORE_LIMITS.worksPerTurnMsMax) {
          await turn();
          sinceMs = performance.now();
        }
        await job.perform();
        // A full disk or a failed read makes SQLite undo everything, not the one work alone.
        if (!db.isTransaction) throw new Error("SQLite gave the transaction up");
      }
      words.commit.run();
    } catch (error) {
      rollBack(db);
      for (const job of jobs) job.fail(unavailable(error));
      return;
    }
    for (const job of jobs) job.commit();
  };

  const drain = async (): Promise<void> => {
    await turn();
    while (waiting.length > 0) {
      await commitTogether(waiting.splice(0, STORE_LIMITS.worksPerCommitMax));
      await turn();
    }
    isRunning = false;
  };

  return {
    run: <T>(work: (watch: Watch) => Promise<T>): Promise<T> => {
      if (waiting.length >= STORE_LIMITS.worksWaitingMax) return Promise.reject(new GatewayError("busy"));
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      waiting.push(jobOf(db, words, work, resolve, reject));
      if (!isRunning) {
        isRunning = true;
        void drain();
      }
      return promise;
    },
  };
}

function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec("ROLLBACK");
  } catch {
    // The connection is in no transaction we can end; the next BEGIN fails and says so to its works.
  }
}

/** What became of one work before the commit. */
type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "undone"; readonly error: unknown };

async function attempt<T>(work: (watch: Watch) => Promise<T>): Promise<Outcome<T>> {
  const watch = watchWork();
  try {
    const value = await inTime(work(watch), STORE_LIMITS.workDurationMsMax);
    return watch.failure === undefined ? { kind: "done", value } : { kind: "undone", error: watch.failure };
  } catch (error) {
    return { kind: "undone", error };
  } finally {
    watch.end();
  }
}

function jobOf<T>(
  db: DatabaseSync,
  words: Words,
  work: (watch: Watch) => Promise<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Job {
  let outcome: Outcome<T> | undefined;
  return {
    perform: async () => {
      words.savepoint.run();
      outcome = await attempt(work);
      if (!db.isTransaction) return;
      if (outcome.kind === "undone") words.rollbackTo.run();
      words.release.run();
    },
    commit: () => {
      if (outcome?.kind === "done") resolve(outcome.value);
      else reject(outcome?.error);
    },
    fail: (error) => reject(outcome?.kind === "undone" ? outcome.error : error),
  };
}
