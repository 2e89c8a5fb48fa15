import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { BENCH_FACILITY } from "../bench/bench-message.ts";
import type { BenchAccount } from "../bench/soap-request.ts";
import { type GatewayProcess, startGateway } from "../gateway-process.ts";
import { setUpSender } from "../set-up-sender.ts";
import { type Asked, ask, flood, percentile, tally } from "./load.ts";

/** How hard the experiments are. */
export interface ChaosSize {
  readonly idleConnections: number;
  readonly brokenConnections: number;
  readonly largePosts: number;
  readonly flooders: number;
  readonly floodMs: number;
}

export const CHAOS_SHORT: ChaosSize = {
  idleConnections: 200,
  brokenConnections: 40,
  largePosts: 16,
  flooders: 200,
  floodMs: 1_500,
};

export const CHAOS_LONG: ChaosSize = {
  idleConnections: 1_000,
  brokenConnections: 400,
  largePosts: 64,
  flooders: 640,
  floodMs: 60_000,
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
const CALM_PAUSE_MS = 50;

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

/** One sender that sends, waits and sends again. */
async function calmly(place: Place, until: AbortSignal): Promise<readonly Asked[]> {
  const all: Asked[] = [];
  while (!until.aborted) {
    all.push(await ask(place.gateway.soapUrl, place.calm, place.fresh(1)));
    await pause(CALM_PAUSE_MS);
  }
  return all;
}

/** What becomes of the calm sender while `send` is called from many connections. */
async function besides(
  place: Place,
  send: (n: number) => Promise<Asked>,
): Promise<{
  readonly calm: readonly Asked[];
  readonly loud: readonly Asked[];
  readonly alone: readonly Asked[];
}> {
  const { flooders, floodMs } = place.size;
  const alone = await calmly(place, AbortSignal.timeout(Math.min(floodMs, 5_000)));
  const until = AbortSignal.timeout(floodMs);
  const [loud, calm] = await Promise.all([
    flood(flooders, send, until, place.fresh(1_000_000)),
    calmly(place, until),
  ]);
  return { calm, loud, alone };
}

function p99(asked: readonly Asked[]): string {
  const durations = asked.filter(({ outcome }) => outcome === "AA").map((one) => one.durationMs);
  return `${percentile(durations, 0.99).toFixed(0)} ms`;
}

function isServed(asked: readonly Asked[]): boolean {
  return asked.some(({ outcome }) => outcome === "AA") && asked.every(({ outcome }) => isKind(outcome));
}

/** How much of what was asked was accepted. */
function shareOf(asked: readonly Asked[]): number {
  return asked.filter(({ outcome }) => outcome === "AA").length / Math.max(1, asked.length);
}

function isKind(outcome: string): boolean {
  return outcome === "AA" || SEND_AGAIN.has(outcome);
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
      const { loud, calm, alone } = await besides(place, (n) => ask(place.gateway.soapUrl, place.loud, n));
      const held = isServed(loud) && isServed(calm) && shareOf(calm) >= shareOf(loud);
      const figures = `the flood ${JSON.stringify(tally(loud))}, p99 of accepted ${p99(loud)}; the other ${JSON.stringify(tally(calm))}, p99 ${p99(calm)}, alone ${p99(alone)}`;
      return { held: held && (await isWell(place)), figures };
    },
  },
  {
    name: "a flood of wrong passwords",
    promise: "S4, S9",
    run: async (place) => {
      const wrong = { ...place.loud, secret: "wrong" };
      const { loud, calm, alone } = await besides(place, (n) => ask(place.gateway.soapUrl, wrong, n));
      const refused = loud.every(({ outcome }) => outcome === "fault 10" || SEND_AGAIN.has(outcome));
      const figures = `${JSON.stringify(tally(loud))}; the other ${JSON.stringify(tally(calm))}, p99 ${p99(calm)}, alone ${p99(alone)}`;
      return { held: refused && isServed(calm) && (await isWell(place)), figures };
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
  const gateway = await startGateway({ dataDir, nodeOptions: ["--max-old-space-size=256"] });
  let next = 0;
  const fresh = (count: number): number => {
    next += count;
    return next - count;
  };
  const port = Number(new URL(gateway.soapUrl).port);
  const place: Place = { gateway, port, loud, calm, size, fresh };
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
