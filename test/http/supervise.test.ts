import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, test } from "vitest";
import type { SignalSource } from "../../src/http/drain.ts";
import {
  type ListeningPorts,
  supervise,
  SUPERVISE_LIMITS,
  type SuperviseLimits,
  type WorkerProcess,
} from "../../src/http/supervise.ts";
import { memoryLog } from "../support/memory-log.ts";

const PORTS: ListeningPorts = { port: 1, consolePort: 2 };
const AT_ONCE: SuperviseLimits = {
  ...SUPERVISE_LIMITS,
  restartDelayMsFirst: 0,
  restartDelayMsMax: 0,
  restartsMax: 2,
};

/** A worker that listens and ends when it is told to. */
class FakeWorker implements WorkerProcess {
  readonly pid: number;
  readonly signals: string[] = [];
  listen = (): void => {};
  end: (code: number | null) => void = () => {};

  constructor(pid: number) {
    this.pid = pid;
  }

  onListening(listener: (ports: ListeningPorts) => void): void {
    this.listen = () => listener(PORTS);
  }

  onExit(listener: (code: number | null) => void): void {
    this.end = listener;
  }

  kill(signal: string): void {
    this.signals.push(signal);
  }
}

let forked: FakeWorker[];
let announced: ListeningPorts[];
let exits: number[];
let nowMs: number;
let signals: EventEmitter & SignalSource;
let log: ReturnType<typeof memoryLog>;

function begin(workers: number, limits: SuperviseLimits = AT_ONCE): void {
  supervise({
    workers,
    fork: () => {
      const worker = new FakeWorker(forked.length + 1);
      forked.push(worker);
      return worker;
    },
    signals,
    monotonicMs: () => nowMs,
    onListening: (ports) => announced.push(ports),
    log: log.log,
    exit: (code) => exits.push(code),
    limits,
  });
}

/** So that restarts that wait no time have begun. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}

function listenAll(): void {
  for (const worker of forked) worker.listen();
}

beforeEach(() => {
  [forked, announced, exits] = [[], [], []];
  nowMs = 10_000;
  signals = new EventEmitter();
  log = memoryLog();
});

describe("supervise()", () => {
  test("the first starts alone, the others follow, and one line tells when all listen", () => {
    begin(3);
    expect(forked).toHaveLength(1);
    forked[0]?.listen();
    expect([forked.length, announced]).toEqual([3, []]);
    forked[1]?.listen();
    forked[2]?.listen();
    expect(announced).toEqual([PORTS]);
  });

  test.each([2, 5])("a first worker that ends with %i before it listens ends the service with it", (code) => {
    begin(2);
    forked[0]?.end(code);
    expect([exits, forked.length]).toEqual([[code], 1]);
  });

  test("a worker that ends is replaced, and nothing is announced twice", async () => {
    begin(2);
    listenAll();
    listenAll();
    forked[0]?.end(null);
    await pause();
    expect(forked).toHaveLength(3);
    forked[2]?.listen();
    expect([announced, exits]).toEqual([[PORTS], []]);
    expect(log.events().filter(({ event }) => event === "worker-ended")).toMatchObject([
      { pid: 1, reason: "killed" },
    ]);
  });

  test("too many restarts in a window stop the service; spread over time they do not", async () => {
    begin(2);
    forked[0]?.listen();
    for (let at = 1; at <= 5; at += 1) {
      nowMs += AT_ONCE.restartWindowMs + 1;
      forked.at(-1)?.end(1);
      await pause();
      forked.at(-1)?.listen();
    }
    expect(exits).toEqual([]);
    for (let at = 1; at <= 3; at += 1) {
      forked.at(-1)?.end(1);
      await pause();
      forked.at(-1)?.listen();
    }
    expect(forked[0]?.signals).toEqual(["SIGTERM"]);
    forked[0]?.end(0);
    expect(exits).toEqual([1]);
  });

  test.each([
    { codes: [0, 0], exit: 0 },
    { codes: [0, 1], exit: 1 },
    { codes: [null, 0], exit: 1 },
  ])("a signal goes to all, and workers that end with $codes make $exit", ({ codes, exit }) => {
    begin(2);
    listenAll();
    listenAll();
    signals.emit("SIGTERM");
    signals.emit("SIGTERM");
    expect(forked.map((worker) => worker.signals)).toEqual([["SIGTERM"], ["SIGTERM"]]);
    expect(exits).toEqual([]);
    codes.forEach((code, at) => forked[at]?.end(code));
    expect([exits, forked.length]).toEqual([[exit], 2]);
  });

  test("a second signal ends them at once", () => {
    begin(2);
    listenAll();
    listenAll();
    signals.emit("SIGINT");
    nowMs += 1_000;
    signals.emit("SIGINT");
    expect(forked.map((worker) => worker.signals.at(-1))).toEqual(["SIGKILL", "SIGKILL"]);
    expect(exits).toEqual([130]);
  });
});
