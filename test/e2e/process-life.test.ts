import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { DRAIN_EXIT, DRAIN_LIMITS } from "../../src/http/drain.ts";
import { rawConnection, type RawConnection, rawExchange } from "../support/raw-exchange.ts";

const CALLERS = 20;
const NODE = "node_modules/.bin/node";

/** The ways an operator starts the server; a signal goes to the process that the operator sees. */
const STARTS = [
  { how: "node src/main.ts", command: NODE, args: ["src/main.ts"] },
  { how: "npm start", command: "npm", args: ["start"] },
] as const;

const ENVELOPE = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="urn:cdc:iisb:2011"><s:Body><c:connectivityTest><c:echoBack>still here</c:echoBack></c:connectivityTest></s:Body></s:Envelope>`;
/** The server answers `100 Continue` when the request has reached its handler; the body follows when the test wants. */
const HEAD = [
  "POST /miic-ws/client_Service HTTP/1.1",
  "Host: 127.0.0.1",
  "Content-Type: application/soap+xml; charset=utf-8",
  `Content-Length: ${ENVELOPE.length}`,
  "Expect: 100-continue",
  "\r\n",
].join("\r\n");

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly consolePort: number;
  /** Settles with the first log line of the event, also when it was before the call. */
  readonly logged: (event: string) => Promise<Readonly<Record<string, unknown>>>;
  /** Settles with code and signal. */
  readonly exited: Promise<unknown>;
}

async function start({ command, args }: (typeof STARTS)[number]): Promise<Running> {
  const dataDir = mkdtempSync(join(tmpdir(), "process-life-"));
  const child = spawn(command, args, {
    env: {
      PATH: process.env["PATH"],
      HOME: dataDir,
      HOST: "127.0.0.1",
      PORT: "0",
      CONSOLE_PORT: "0",
      DATA_DIR: dataDir,
    },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  onTestFinished(() => {
    killGroup(child);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const exited = once(child, "exit");
  const waits = new Map<string, PromiseWithResolvers<Readonly<Record<string, unknown>>>>();
  const waitFor = (event: string): PromiseWithResolvers<Readonly<Record<string, unknown>>> => {
    const known = waits.get(event) ?? Promise.withResolvers<Readonly<Record<string, unknown>>>();
    waits.set(event, known);
    return known;
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return;
    const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
    waitFor(String(fields["event"])).resolve(fields);
  });
  const logged: Running["logged"] = (event) =>
    Promise.race([
      waitFor(event).promise,
      exited
        .then(() => delay(100))
        .then(() => Promise.reject(new Error(`the server ended before "${event}"`))),
    ]);
  const { port, consolePort } = await logged("listening");
  return { child, port: Number(port), consolePort: Number(consolePort), logged, exited };
}

/** npm and what it started are one group, so that a test that fails leaves nothing behind. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

/** Callers whose request the server is reading. */
async function callersInFlight(port: number, count: number): Promise<readonly RawConnection[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const caller = await rawConnection(port);
      caller.send(HEAD);
      await caller.received("100 Continue");
      return caller;
    }),
  );
}

describe.each(STARTS)("$how", (way) => {
  test("on SIGTERM answers what is in flight, takes nothing new, exits 0", async () => {
    const { child, port, consolePort, logged, exited } = await start(way);
    const callers = await callersInFlight(port, CALLERS);
    child.kill("SIGTERM");
    await logged("draining");
    expect(await rawExchange(port, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")).toBe("");
    const probe = await fetch(`http://127.0.0.1:${consolePort}/readyz`, { headers: { connection: "close" } });
    expect(probe.status).toBe(503);
    for (const caller of callers) caller.send(ENVELOPE);
    const answers = await Promise.all(callers.map((caller) => caller.closed()));
    expect(answers.filter((answer) => answer.includes("HTTP/1.1 200 OK"))).toHaveLength(CALLERS);
    expect(answers.filter((answer) => answer.includes("still here"))).toHaveLength(CALLERS);
    expect(answers.filter((answer) => /\r\nConnection: close\r\n/i.test(answer))).toHaveLength(CALLERS);
    expect(await exited).toEqual([0, null]);
    expect(await logged("stopped")).toMatchObject({ level: "info", waiting: 0 });
    expect(await rawExchange(port, "")).toBe("");
  });

  test("takes Ctrl-C, which the whole process group gets, for one signal", async () => {
    const { child, port, logged, exited } = await start(way);
    const [caller] = await callersInFlight(port, 1);
    process.kill(-(child.pid ?? 0), "SIGINT");
    await logged("draining");
    caller?.send(ENVELOPE);
    expect(await caller?.closed()).toContain("still here");
    expect(await logged("stopped")).toMatchObject({ level: "info", waiting: 0 });
    await exited;
  });

  test("exits at once on a second signal", async () => {
    const { child, port, logged, exited } = await start(way);
    const [caller] = await callersInFlight(port, 1);
    child.kill("SIGTERM");
    await logged("draining");
    await delay(DRAIN_LIMITS.sameActMsMax * 2);
    child.kill("SIGTERM");
    expect(await caller?.closed()).not.toContain("HTTP/1.1 200");
    expect(await logged("stopped")).toMatchObject({ reason: "second-signal" });
    const [code] = (await exited) as [number | null];
    expect(code).toBe(DRAIN_EXIT.second);
  });
});
