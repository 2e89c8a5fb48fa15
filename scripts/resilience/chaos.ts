import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { BENCH_FACILITY } from "../bench/bench-message.ts";
import type { BenchAccount } from "../bench/soap-request.ts";
import { type GatewayProcess, startGateway } from "../gateway-process.ts";
import { setUpSender } from "../set-up-sender.ts";
import { type FloodResult, runFlood } from "./flood-job.ts";
import { type Asked, ask, askAnew, flood, percentile, tally } from "./load.ts";

/** How hard the experiments are. */
export interface ChaosSize {
  readonly idleConnections: number;
  readonly brokenConnections: number;
  readonly largePosts: number;
  readonly flooders: number;
  readonly floodMs: number;
  /** After a flood everybody is served as before within so long. */
  readonly backMsMax: number;
}

export const CHAOS_SHORT: ChaosSize = {
  idleConnections: 200,
  brokenConnections: 40,
  largePosts: 16,
  flooders: 200,
  floodMs: 1_500,
  backMsMax: 30_000,
};

export const CHAOS_LONG: ChaosSize = {
  idleConnections: 1_000,
  brokenConnections: 400,
  largePosts: 64,
  flooders: 640,
  floodMs: 60_000,
  backMsMax: 5_000,
};

/** What one experiment came to. */
export interface ChaosResult {
  readonly name: string;
  readonly promise: string;
  readonly held: boolean;
  /** For a person: what was counted and measured. */
  readonly figures: string;
}

interface Place {
  readonly gateway: GatewayProcess;
  readonly port: number;
  /** The organization that floods, and one that does not. */
  readonly loud: BenchAccount;
  readonly calm: BenchAccount;
  readonly size: ChaosSize;
  /** What the server's log said, of each answered message of the calm organization, of its wait for a place, in milliseconds. */
  readonly calmWaitsMs: readonly number[];
  /** Numbers of messages that are new. */
  readonly fresh: (count: number) => number;
}

interface Experiment {
  readonly name: string;
  readonly promise: string;
  readonly run: (place: Place) => Promise<Pick<ChaosResult, "held" | "figures">>;
}

const LARGE_BYTES = 4 * 1024 * 1024;
/** Faults that tell a sender to send again. */
const SEND_AGAIN: ReadonlySet<string> = new Set(["fault 54354", "fault 54355"]);
/** A name like those we make, which nobody has: a name that is guessed at is delayed for its owner too (decision D33). */
const NOBODY = "nobody-0000";
const CALM_PAUSE_MS = 50;
/** "As before" is so many messages of each organization, one after the other. */
const BACK_IN_A_ROW = 5;
/** A heap of 256 MB, SQLite's page caches, code and sockets. */
const MEMORY_MB_MAX = 768;

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function isWell({ gateway, calm, fresh }: Place): Promise<boolean> {
  return (await ask(gateway.soapUrl, calm, fresh(1))).outcome === "AA";
}

type Ask = typeof ask;

/** One sender that sends, waits and sends again. */
async function calmly(place: Place, until: AbortSignal, send: Ask = ask): Promise<readonly Asked[]> {
  const all: Asked[] = [];
  while (!until.aborted) {
    all.push(await send(place.gateway.soapUrl, place.calm, place.fresh(1)));
    await pause(CALM_PAUSE_MS);
  }
  return all;
}

/** A flood, and what became of the calm organization before, during and after it. */
interface Beside {
  readonly loud: FloodResult;
  readonly alone: readonly Asked[];
  /** Over a connection that is kept. */
  readonly calm: readonly Asked[];
  /** Over a connection of its own for each message. */
  readonly newcomer: readonly Asked[];
  /** Longest wait for a place while the flood lasted, as the server saw it. */
  readonly longestWaitMs: number;
  /** From the end of the flood until both are served as if nothing had been. */
  readonly backMs: number;
}

async function besides(place: Place, account: BenchAccount): Promise<Beside> {
  const { size, gateway, port, fresh } = place;
  const alone = await calmly(place, AbortSignal.timeout(Math.min(size.floodMs, 5_000)));
  const path = new URL(gateway.soapUrl).pathname;
  const job = { port, path, account, connections: size.flooders, durationMs: size.floodMs };
  const seen = place.calmWaitsMs.length;
  const until = new AbortController();
  const beside = Promise.all([calmly(place, until.signal), calmly(place, until.signal, askAnew)]);
  const loud = await runFlood({ ...job, first: fresh(1_000_000) }).finally(() => until.abort());
  const endedMs = performance.now();
  const [calm, newcomer] = await beside;
  for (let inARow = 0; inARow < BACK_IN_A_ROW && performance.now() - endedMs < size.backMsMax;) {
    const both = await Promise.all(
      [place.loud, place.calm].map((one) => ask(gateway.soapUrl, one, fresh(1))),
    );
    inARow = both.every(({ outcome }) => outcome === "AA") ? inARow + 1 : 0;
  }
  const longestWaitMs = Math.max(0, ...place.calmWaitsMs.slice(seen));
  return { loud, alone, calm, newcomer, longestWaitMs, backMs: performance.now() - endedMs };
}

function p99(asked: readonly Asked[]): string {
  const durations = asked.filter(({ outcome }) => outcome === "AA").map((one) => one.durationMs);
  return `${percentile(durations, 0.99).toFixed(0)} ms`;
}

function shareOf(outcomes: Readonly<Record<string, number>>): number {
  const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return (outcomes["AA"] ?? 0) / Math.max(1, all);
}

function onlyOf(outcomes: Readonly<Record<string, number>>, allowed: readonly string[]): boolean {
  return Object.keys(outcomes).every((outcome) => allowed.includes(outcome) || SEND_AGAIN.has(outcome));
}

/** The calm organization was served throughout, no smaller a part of it than of the flood, and soon as before. */
function isFair({ size }: Place, { loud, calm, newcomer, backMs }: Beside): boolean {
  const beside = tally([...calm, ...newcomer]);
  return (
    onlyOf(beside, ["AA"]) &&
    shareOf(beside) > 0 &&
    shareOf(beside) >= shareOf(loud.outcomes) &&
    backMs < size.backMsMax
  );
}

/** Largest memory of the server so far, MB; 0 where there is no `/proc`. */
function peakMb({ gateway }: Place): number {
  try {
    const status = readFileSync(`/proc/${gateway.child.pid}/status`, "utf8");
    return Math.round(Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

function figuresOf(place: Place, { loud, alone, calm, newcomer, longestWaitMs, backMs }: Beside): string {
  return [
    `the flood ${JSON.stringify(loud.outcomes)}, p99 of accepted ${loud.acceptedP99Ms.toFixed(0)} ms, of refused ${loud.refusedP99Ms.toFixed(0)} ms`,
    `the other ${JSON.stringify(tally(calm))}, p99 ${p99(calm)}, longest wait for a place ${longestWaitMs} ms`,
    `by a new connection each ${JSON.stringify(tally(newcomer))}, p99 ${p99(newcomer)}`,
    `alone p99 ${p99(alone)}`,
    `both served again after ${backMs.toFixed(0)} ms`,
    `memory at most ${peakMb(place)} MB`,
  ].join("; ");
}

const EXPERIMENTS: readonly Experiment[] = [
  {
    name: "many idle connections",
    promise: "R8",
    run: async (place) => {
      const sockets = await Promise.all(
        Array.from({ length: place.size.idleConnections }, () => openSocket(place.port)),
      );
      const held = await isWell(place);
      for (const socket of sockets) socket.destroy();
      return { held, figures: `${sockets.length} open while a message was answered` };
    },
  },
  {
    name: "connections that break in the middle of a body",
    promise: "S1",
    run: async (place) => {
      const head = "POST /miic-ws/client_Service HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n<s:Env";
      for (let at = 0; at < place.size.brokenConnections; at += 1) {
        const socket = await openSocket(place.port);
        socket.write(head);
        socket.destroy();
      }
      return { held: await isWell(place), figures: `${place.size.brokenConnections} broken` };
    },
  },
  {
    name: "bodies of 4 MB into a small heap",
    promise: "S1",
    run: async (place) => {
      const body = "x".repeat(LARGE_BYTES);
      const posts = Array.from({ length: place.size.largePosts }, async () => {
        const headers = { "content-type": "application/soap+xml" };
        const sent = fetch(place.gateway.soapUrl, { method: "POST", headers, body });
        return sent.then(
          (response) => response.text(),
          () => "",
        );
      });
      const answers = await Promise.all(posts);
      const told = answers.filter((text) => text.includes("MessageTooLargeFault")).length;
      return { held: told > 0 && (await isWell(place)), figures: `${told} of ${answers.length} were told` };
    },
  },
  {
    name: "one organization floods",
    promise: "R7, S9",
    run: async (place) => {
      const beside = await besides(place, place.loud);
      const held =
        onlyOf(beside.loud.outcomes, ["AA"]) && isFair(place, beside) && peakMb(place) < MEMORY_MB_MAX;
      return { held: held && (await isWell(place)), figures: figuresOf(place, beside) };
    },
  },
  {
    name: "a flood of wrong passwords",
    promise: "S4, S9",
    run: async (place) => {
      const beside = await besides(place, { ...place.loud, username: NOBODY, secret: "wrong" });
      const held = onlyOf(beside.loud.outcomes, ["fault 10"]) && isFair(place, beside);
      return { held: held && (await isWell(place)), figures: figuresOf(place, beside) };
    },
  },
  {
    name: "nobody reads the log",
    promise: "S11",
    run: async (place) => {
      place.gateway.child.stdout?.destroy();
      const answers = [await isWell(place), await isWell(place)];
      return { held: answers.every(Boolean), figures: `${answers.length} messages answered` };
    },
  },
  {
    name: "SIGTERM under load",
    promise: "R6",
    run: async (place) => {
      const until = new AbortController();
      const loading = flood(
        32,
        (n) => ask(place.gateway.soapUrl, place.calm, n),
        until.signal,
        place.fresh(1_000_000),
      );
      await pause(500);
      const stopping = place.gateway.stop();
      await pause(100);
      until.abort();
      const [asked, { code }] = await Promise.all([loading, stopping]);
      const figures = `exit ${String(code)}, ${JSON.stringify(tally(asked))}`;
      return { held: code === 0 && asked.some(({ outcome }) => outcome === "AA"), figures };
    },
  },
];

/** Run every experiment against one real server with a heap of 256 MB; the last one stops it. */
export async function runChaos(
  dataDir: string,
  size: ChaosSize,
  onResult: (result: ChaosResult) => void = () => {},
): Promise<readonly ChaosResult[]> {
  const env = { DATA_DIR: dataDir };
  const loud = await setUpSender(env, { name: "Loud", facility: BENCH_FACILITY, realm: "test" });
  const calm = await setUpSender(env, { name: "Calm", facility: "9997", realm: "test" });
  const calmWaitsMs: number[] = [];
  const onLine = (line: string): void => {
    if (!line.includes("submission-answered") || !line.includes(calm.organizationId)) return;
    calmWaitsMs.push(Number(/"waitedMs":(\d+)/.exec(line)?.[1] ?? Number.NaN));
  };
  const gateway = await startGateway({ dataDir, nodeOptions: ["--max-old-space-size=256"], onLine });
  let next = 0;
  const fresh = (count: number): number => {
    next += count;
    return next - count;
  };
  const port = Number(new URL(gateway.soapUrl).port);
  const place: Place = { gateway, port, loud, calm, size, calmWaitsMs, fresh };
  const results: ChaosResult[] = [];
  try {
    for (const { name, promise, run } of EXPERIMENTS) {
      const result = { name, promise, ...(await run(place)) };
      results.push(result);
      onResult(result);
    }
  } finally {
    await gateway.stop();
  }
  return results;
}
