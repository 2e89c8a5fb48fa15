import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { BENCH_FACILITY } from "../bench/bench-message.ts";
import type { BenchAccount } from "../bench/soap-request.ts";
import { type GatewayProcess, startGateway } from "../gateway-process.ts";
import { setUpSender } from "../set-up-sender.ts";
import type { ChaosResult } from "./chaos.ts";
import { askAnew, tally, type Asked } from "./load.ts";

/** The server that is killed and started again. */
export interface KillablePostgres {
  readonly url: string;
  /** At once, as a crash would. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

const SENDERS = 8;
const KILLS = 3;
const CALM_MS = 3_000;
const DOWN_MS = 2_000;
const BACK_MS_MAX = 5_000;
/** Longer than the service takes for any answer. */
const ANSWER_MS_MAX = 15_000;

/** What the senders saw: their own book, nothing of the server. */
class Book {
  readonly acknowledged = new Map<number, string>();
  readonly all: Asked[] = [];
  next = 0;

  note(n: number, asked: Asked): void {
    this.all.push(asked);
    if (asked.outcome === "AA") this.acknowledged.set(n, asked.text);
  }

  /** Resolves with the milliseconds until one more message is acknowledged. */
  async untilOneMore(): Promise<number> {
    const [sinceMs, before] = [performance.now(), this.acknowledged.size];
    while (this.acknowledged.size === before) await pause(20);
    return performance.now() - sinceMs;
  }
}

/** What a client makes of a connection that stays silent. */
async function unanswered(): Promise<Asked> {
  await pause(ANSWER_MS_MAX, undefined, { ref: false });
  return { outcome: "broken", text: "", durationMs: ANSWER_MS_MAX };
}

/** Over a connection of its own: a pooled one may outlive the process at its other end. */
function askOnce(url: string, account: BenchAccount, n: number): Promise<Asked> {
  return Promise.race([askAnew(url, account, n), unanswered()]);
}

async function load(url: string, account: BenchAccount, book: Book, until: AbortSignal): Promise<void> {
  const send = async (): Promise<void> => {
    while (!until.aborted) {
      const n = book.next++;
      const asked = await askOnce(url, account, n);
      book.note(n, asked);
      if (asked.outcome !== "AA") await pause(50);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}

/** How many of the acknowledged messages are answered otherwise now: those that were lost are judged anew. */
async function countLost(gateway: GatewayProcess, account: BenchAccount, book: Book): Promise<number> {
  let lost = 0;
  for (const [n, text] of book.acknowledged) {
    let again = await askOnce(gateway.soapUrl, account, n);
    while (again.outcome.startsWith("fault")) again = await askOnce(gateway.soapUrl, account, n);
    if (again.text !== text) lost += 1;
  }
  return lost;
}

function listed(durations: readonly number[]): string {
  return durations.map((ms) => ms.toFixed(0)).join(", ");
}

/** Two processes on one PostgreSQL: kill one process, then the database, in turns, under load. */
export async function runPostgresChaos(folder: string, postgres: KillablePostgres): Promise<ChaosResult> {
  const pids = new Set<number>();
  const env = { DATABASE_URL: postgres.url, SECRETS_DIR: join(folder, "keys"), WORKERS: "2" };
  const here = { DATA_DIR: folder, DATABASE_URL: env.DATABASE_URL, SECRETS_DIR: env.SECRETS_DIR };
  const account = await setUpSender(here, { name: "Sender", facility: BENCH_FACILITY, realm: "test" });
  const onLine = (line: string): void => {
    const pid = line.includes('"worker-listening"') ? /"pid":(\d+)/.exec(line)?.[1] : undefined;
    if (pid !== undefined) pids.add(Number(pid));
  };
  const gateway = await startGateway({ dataDir: folder, env, onLine });
  const book = new Book();
  const until = new AbortController();
  const loading = load(gateway.soapUrl, account, book, until.signal);
  const [afterWorkerMs, afterDatabaseMs]: [number[], number[]] = [[], []];
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(CALM_MS);
      for (const pid of [...pids].slice(0, 1)) {
        pids.delete(pid);
        process.kill(pid, "SIGKILL");
      }
      afterWorkerMs.push(await book.untilOneMore());
      await pause(CALM_MS);
      await postgres.stop();
      await pause(DOWN_MS);
      await postgres.start();
      afterDatabaseMs.push(await book.untilOneMore());
    }
    until.abort();
    await loading;
    const lost = await countLost(gateway, account, book);
    const { code } = await gateway.stop();
    const worst = Math.max(...afterWorkerMs, ...afterDatabaseMs);
    return {
      name: `one of two processes and the database killed, ${KILLS} times each`,
      promise: "R2, R5",
      held: lost === 0 && book.acknowledged.size > 0 && worst < BACK_MS_MAX && code === 0,
      figures: `${JSON.stringify(tally(book.all))}, ${lost} lost; the next acknowledgment after ${listed(afterWorkerMs)} ms (process), ${listed(afterDatabaseMs)} ms (database, from its start on); exit ${String(code)}`,
    };
  } finally {
    until.abort();
    await gateway.stop();
  }
}
