import type { Server, ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import { errorFields, type Log } from "../kernel/log.ts";

/** Bounds of the way out. */
export interface DrainLimits {
  /** For answers in flight, from the signal on. */
  readonly inFlightDurationMsMax: number;
  /** For closing the stores after that. */
  readonly closeDurationMsMax: number;
  /** A port on which no request has been open for so long holds only connections that never sent one whole. */
  readonly quietMsMax: number;
  /** How often the end of the work in flight is looked for. */
  readonly checkIntervalMs: number;
  /**
   * A signal so soon after the first is the same act: Ctrl-C under `npm start`, and a service manager that signals the
   * whole group, reach this process twice, once more by way of npm.
   */
  readonly sameActMsMax: number;
}

/** Promise R6: answers in flight have 10 s. */
export const DRAIN_LIMITS: DrainLimits = {
  inFlightDurationMsMax: 10_000,
  closeDurationMsMax: 5_000,
  quietMsMax: 1_000,
  checkIntervalMs: 20,
  sameActMsMax: 200,
};

/** Exit codes of the server process after a signal. */
export const DRAIN_EXIT = { clean: 0, cut: 1, second: 130 } as const;

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Where signals come from: `process`. */
export interface SignalSource {
  on(signal: "SIGTERM" | "SIGINT", listener: () => void): unknown;
}

export interface DrainOptions {
  readonly signals: SignalSource;
  /** All listening ports. They stop accepting in this order, one after the other: the one with the probes goes last. */
  readonly servers: readonly Server[];
  /** Work that may go on after its caller left, such as a commit; 0 when there is none. */
  readonly inFlight: () => number;
  /** Called at once, before anything closes: readiness turns false. */
  readonly onDraining: () => void;
  /** Closes the stores; called when no work is left or its time is over. */
  readonly close: () => Promise<void>;
  readonly log: Log;
  /** `process.exit`. */
  readonly exit: (code: number) => void;
  readonly limits?: DrainLimits;
}

/**
 * Arm the way out: on SIGTERM or SIGINT readiness turns false, the ports stop accepting, what is in flight is answered
 * with `Connection: close`, the stores close, and the process exits 0; 1 when work had to be cut or the stores did not
 * close; at once with 130 on a second signal (promise R6).
 */
export function drainOnSignals(options: DrainOptions): void {
  const limits = options.limits ?? DRAIN_LIMITS;
  const ports = options.servers.map((server) => trackAnswers(server));
  let signalledAtMs: number | undefined;
  const onSignal = (signal: string): void => {
    if (signalledAtMs === undefined) {
      signalledAtMs = performance.now();
      void drain(options, limits, ports, signal);
    } else if (performance.now() - signalledAtMs > limits.sameActMsMax) {
      options.log("warn", "stopped", { reason: "second-signal" });
      options.exit(DRAIN_EXIT.second);
    }
  };
  for (const signal of SIGNALS) options.signals.on(signal, () => onSignal(signal));
}

async function drain(
  options: DrainOptions,
  limits: DrainLimits,
  ports: readonly Port[],
  signal: string,
): Promise<void> {
  const openAnswers = (): number => ports.reduce((sum, port) => sum + port.open.size, 0);
  const cutAtMs = performance.now() + limits.inFlightDurationMsMax;
  options.onDraining();
  options.log("info", "draining", { reason: signal, waiting: openAnswers() });
  for (const port of ports) await closePort(port, cutAtMs, limits);
  while (options.inFlight() > 0 && performance.now() < cutAtMs) await delay(limits.checkIntervalMs);
  const cut = ports.reduce((sum, port) => sum + port.cut, 0) + options.inFlight();
  const isClosed = await closeStores(options, limits.closeDurationMsMax);
  const isClean = cut === 0 && isClosed;
  options.log(isClean ? "info" : "error", "stopped", { reason: signal, waiting: cut });
  options.exit(isClean ? DRAIN_EXIT.clean : DRAIN_EXIT.cut);
}

interface Port {
  readonly server: Server;
  /** Requests that the listener got and has not answered to the end. */
  readonly open: Set<ServerResponse>;
  isClosing: boolean;
  isClosed: boolean;
  /** How many of `open` were cut off by the deadline. */
  cut: number;
}

function trackAnswers(server: Server): Port {
  const port: Port = { server, open: new Set(), isClosing: false, isClosed: false, cut: 0 };
  server.prependListener("request", (_request, response) => {
    port.open.add(response);
    response.once("close", () => port.open.delete(response));
    if (port.isClosing) closeAfter(response);
  });
  return port;
}

/** Tell the caller that this answer is the last on its connection. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}

/** Stop accepting, wait for the answers in flight, cut what is left at the deadline or holds no request. */
async function closePort(port: Port, cutAtMs: number, limits: DrainLimits): Promise<void> {
  port.isClosing = true;
  for (const response of port.open) closeAfter(response);
  port.server.close(() => {
    port.isClosed = true;
  });
  let lastOpenAtMs = performance.now();
  while (!port.isClosed && performance.now() < cutAtMs) {
    if (port.open.size > 0) lastOpenAtMs = performance.now();
    if (performance.now() - lastOpenAtMs > limits.quietMsMax) break;
    port.server.closeIdleConnections();
    await delay(limits.checkIntervalMs);
  }
  port.cut = port.open.size;
  port.server.closeAllConnections();
}

/** @returns whether the stores closed in time and without an error */
async function closeStores(options: DrainOptions, durationMsMax: number): Promise<boolean> {
  const late = delay(durationMsMax).then(() => "close-too-slow");
  const closed = Promise.resolve()
    .then(options.close)
    .then(
      () => undefined,
      (error: unknown) => {
        options.log("error", "store-failed", errorFields(error));
        return "close-failed";
      },
    );
  return (await Promise.race([closed, late])) === undefined;
}

function delay(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}
