import { EventEmitter } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { DRAIN_LIMITS, type DrainLimits, drainOnSignals } from "../../src/http/drain.ts";
import { memoryLog, type MemoryLog } from "../support/memory-log.ts";
import { type RawConnection, rawConnection, rawExchange } from "../support/raw-exchange.ts";

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const LIMITS: DrainLimits = { ...DRAIN_LIMITS, quietMsMax: 100, sameActMsMax: 0, checkIntervalMs: 5 };

interface Rig {
  readonly port: number;
  readonly signals: EventEmitter;
  /** What happened, in order: `draining`, `close`, `exit 0`. */
  readonly acts: string[];
  readonly log: MemoryLog;
  /** Settles with the exit code. */
  readonly exited: Promise<number>;
}

interface RigOptions {
  readonly listener: RequestListener;
  readonly inFlight?: () => number;
  readonly close?: () => Promise<void>;
  readonly limits?: Partial<DrainLimits>;
}

const servers: Server[] = [];

async function rig(options: RigOptions): Promise<Rig> {
  const server = createServer(options.listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const signals = new EventEmitter();
  const acts: string[] = [];
  const log = memoryLog();
  const { promise: exited, resolve: settle } = Promise.withResolvers<number>();
  drainOnSignals({
    signals,
    servers: [server],
    inFlight: options.inFlight ?? (() => 0),
    onDraining: () => acts.push("draining"),
    close: async () => {
      acts.push("close");
      await options.close?.();
    },
    log: log.log,
    exit: (code) => {
      acts.push(`exit ${code}`);
      settle(code);
    },
    limits: { ...LIMITS, ...options.limits },
  });
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, signals, acts, log, exited };
}

/** A listener whose answers wait until `release()`; `arrived(n)` settles when n requests are in it. */
function gate() {
  const waiting: (() => void)[] = [];
  const arrivals = new EventEmitter();
  let count = 0;
  const listener: RequestListener = (_request, response) => {
    waiting.push(() => response.end("answered"));
    count += 1;
    arrivals.emit(String(count));
  };
  return {
    listener,
    arrived: (wanted: number) =>
      new Promise<void>((resolve) => {
        if (count >= wanted) resolve();
        else arrivals.once(String(wanted), resolve);
      }),
    release: () => {
      for (const answer of waiting) answer();
    },
  };
}

async function connections(port: number, count: number): Promise<readonly RawConnection[]> {
  return Promise.all(Array.from({ length: count }, () => rawConnection(port)));
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe("drainOnSignals()", () => {
  test.each(["SIGTERM", "SIGINT"])(
    "answers 100 requests in flight on %s, closes, exits 0",
    async (signal) => {
      const { listener, arrived, release } = gate();
      const { port, signals, acts, exited, log } = await rig({ listener });
      const callers = await connections(port, 100);
      for (const caller of callers) caller.send(REQUEST);
      await arrived(100);
      signals.emit(signal);
      expect(await rawExchange(port, REQUEST)).toBe("");
      expect(acts).toEqual(["draining"]);
      release();
      const answers = await Promise.all(callers.map((caller) => caller.closed()));
      expect(answers.filter((answer) => answer.endsWith("\r\n\r\nanswered"))).toHaveLength(100);
      expect(answers.filter((answer) => answer.includes("\r\nConnection: close\r\n"))).toHaveLength(100);
      expect(await exited).toBe(0);
      expect(acts).toEqual(["draining", "close", "exit 0"]);
      expect(log.events()).toMatchObject([
        { event: "draining", reason: signal, waiting: 100 },
        { event: "stopped", reason: signal, waiting: 0 },
      ]);
    },
  );

  test("tells a request that comes on a connection kept open that it is the last", async () => {
    const { listener, arrived, release } = gate();
    const { port, signals, exited } = await rig({ listener });
    const caller = await rawConnection(port);
    caller.send(REQUEST);
    await arrived(1);
    signals.emit("SIGTERM");
    caller.send(REQUEST);
    await arrived(2);
    release();
    expect(await caller.closed()).toMatch(/^HTTP\/1\.1 200 OK\r\nConnection: close\r\n/);
    expect(await exited).toBe(0);
  });

  test("does not wait for kept connections, nor for those that never sent a whole request", async () => {
    const { listener, arrived, release } = gate();
    const { port, signals, exited } = await rig({ listener });
    const [kept, silent, partial] = await connections(port, 3);
    kept?.send(REQUEST);
    await arrived(1);
    release();
    await kept?.received("answered");
    partial?.send("GET / HTTP/1.1\r\nHost");
    signals.emit("SIGTERM");
    await Promise.all([kept?.closed(), silent?.closed(), partial?.closed()]);
    expect(await exited).toBe(0);
  });

  test("waits for work whose caller has left", async () => {
    let busy = 1;
    const { signals, acts, exited } = await rig({ listener: () => undefined, inFlight: () => busy });
    signals.emit("SIGTERM");
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    expect(acts).toEqual(["draining"]);
    busy = 0;
    expect(await exited).toBe(0);
  });

  test("cuts what is not done in time and exits 1, the stores closed", async () => {
    const { listener, arrived } = gate();
    const { port, signals, acts, exited, log } = await rig({
      listener,
      limits: { inFlightDurationMsMax: 50 },
    });
    const caller = await rawConnection(port);
    caller.send(REQUEST);
    await arrived(1);
    signals.emit("SIGTERM");
    expect(await caller.closed()).toBe("");
    expect(await exited).toBe(1);
    expect(acts).toEqual(["draining", "close", "exit 1"]);
    expect(log.events().at(-1)).toMatchObject({ level: "error", event: "stopped", waiting: 1 });
  });

  test.each([
    { close: () => Promise.reject(new Error("disk")), fails: "fails" },
    { close: () => new Promise<void>(() => undefined), fails: "never ends" },
    {
      close: () => {
        throw new Error("disk");
      },
      fails: "throws",
    },
  ])("exits 1 when closing the stores $fails", async ({ close }) => {
    const { signals, exited } = await rig({
      listener: () => undefined,
      close,
      limits: { closeDurationMsMax: 20 },
    });
    signals.emit("SIGTERM");
    expect(await exited).toBe(1);
  });

  test("exits at once with 130 on a second signal", async () => {
    const { listener, arrived } = gate();
    const { port, signals, acts } = await rig({ listener, limits: { sameActMsMax: -1 } });
    const caller = await rawConnection(port);
    caller.send(REQUEST);
    await arrived(1);
    signals.emit("SIGINT");
    signals.emit("SIGTERM");
    expect(acts).toEqual(["draining", "exit 130"]);
  });

  test("takes a signal that npm repeats at once for the same act", async () => {
    const { signals, acts, exited } = await rig({
      listener: () => undefined,
      limits: { sameActMsMax: 60_000 },
    });
    signals.emit("SIGINT");
    signals.emit("SIGINT");
    expect(await exited).toBe(0);
    expect(acts).toEqual(["draining", "close", "exit 0"]);
  });

  test("closes the ports one after the other, the last one still answering", async () => {
    const { listener, arrived, release } = gate();
    const first = createServer(listener);
    const probes = createServer((_request, response) => response.end("draining"));
    servers.push(first, probes);
    const ports = await Promise.all(
      [first, probes].map(
        (server) =>
          new Promise<number>((resolve) => {
            server.listen(0, "127.0.0.1", () => {
              const address = server.address();
              resolve(typeof address === "object" ? (address?.port ?? 0) : 0);
            });
          }),
      ),
    );
    const signals = new EventEmitter();
    const exited = new Promise<number>((resolve) => {
      drainOnSignals({
        signals,
        servers: [first, probes],
        inFlight: () => 0,
        onDraining: () => undefined,
        close: () => Promise.resolve(),
        log: () => undefined,
        exit: resolve,
        limits: LIMITS,
      });
    });
    const caller = await rawConnection(ports[0] ?? 0);
    caller.send(REQUEST);
    await arrived(1);
    signals.emit("SIGTERM");
    const probe = await fetch(`http://127.0.0.1:${ports[1]}/readyz`, { headers: { connection: "close" } });
    expect(await probe.text()).toBe("draining");
    release();
    expect(await exited).toBe(0);
  });
});
