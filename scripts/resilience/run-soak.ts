import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BENCH_FACILITY } from "../bench/bench-message.ts";
import { startGateway } from "../gateway-process.ts";
import { setUpSender } from "../set-up-sender.ts";
import { judgeSoak, type SoakSample, type SoakVerdict } from "./judge-soak.ts";
import { type Asked, ask, controlIdOf, percentile } from "./load.ts";

export interface SoakOptions {
  /** Empty folder for the store. */
  readonly dataDir: string;
  readonly durationMs: number;
  readonly ratePerSecond: number;
  readonly sampleEveryMs: number;
  readonly onSample?: (sample: SoakSample, asked: number) => void;
}

export interface SoakReport {
  readonly samples: readonly SoakSample[];
  readonly verdicts: readonly SoakVerdict[];
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly exitCode: number | null;
}

/** Sender's turns a second; each sends what is due. */
const TICK_MS = 50;

function read<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/** What `/proc` says of a process; zeros where there is no `/proc`. */
function sample(pid: number, dataDir: string, atMs: number): SoakSample {
  const status = read(() => readFileSync(`/proc/${pid}/status`, "utf8"), "");
  return {
    atMs,
    rssBytes: Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024,
    fileDescriptors: read(() => readdirSync(`/proc/${pid}/fd`).length, 0),
    walBytes: read(() => statSync(join(dataDir, "test.db-wal")).size, 0),
  };
}

function controlIdsStored(dataDir: string): ReadonlySet<string> {
  const database = new DatabaseSync(join(dataDir, "test.db"), { readOnly: true });
  try {
    const rows = database.prepare("select control_id from message").all();
    return new Set(rows.map((row) => String(row["control_id"])));
  } finally {
    database.close();
  }
}

/** Load the real server at a steady rate, watch it, stop it, and compare the sender's book with the store. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { dataDir, durationMs, ratePerSecond, sampleEveryMs } = options;
  const gateway = await startGateway({ dataDir });
  const request = { name: "Soak", facility: BENCH_FACILITY, realm: "test" } as const;
  const account = await setUpSender({ DATA_DIR: dataDir }, request);
  const samples: SoakSample[] = [];
  const asked: Asked[] = [];
  const acknowledged: number[] = [];
  const calls = new Set<Promise<void>>();
  const startedMs = performance.now();
  const send = async (n: number): Promise<void> => {
    const answer = await ask(gateway.soapUrl, account, n);
    asked.push(answer);
    if (answer.outcome === "AA") acknowledged.push(n);
  };
  const begin = (n: number): void => {
    const call = send(n).finally(() => calls.delete(call));
    calls.add(call);
  };
  let sent = 0;
  for (let atMs = 0; atMs < durationMs; atMs = performance.now() - startedMs) {
    for (; sent < (atMs / 1_000) * ratePerSecond; sent += 1) begin(sent);
    if (atMs >= samples.length * sampleEveryMs) {
      const taken = sample(gateway.child.pid ?? 0, dataDir, atMs);
      samples.push(taken);
      options.onSample?.(taken, asked.length);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, TICK_MS);
    });
  }
  await Promise.all(calls);
  const { code } = await gateway.stop();
  const stored = controlIdsStored(dataDir);
  const lost = acknowledged.filter((n) => !stored.has(controlIdOf(n))).length;
  const counts = { acknowledged: acknowledged.length, notAcknowledged: sent - acknowledged.length, lost };
  const durations = asked.map((one) => one.durationMs);
  return {
    samples,
    verdicts: judgeSoak(samples, counts),
    p50Ms: percentile(durations, 0.5),
    p99Ms: percentile(durations, 0.99),
    exitCode: code,
  };
}
