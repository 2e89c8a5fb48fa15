import cluster, { type Worker } from "node:cluster";
import { performance } from "node:perf_hooks";
import type { Config } from "../config.ts";
import { type ListeningPorts, supervise, type WorkerProcess } from "../http/supervise.ts";
import type { Log } from "../kernel/log.ts";
import { addUpForWorkers } from "./share-metrics.ts";

/** Whether this process starts the others and serves nothing itself. */
export function isSupervisor(config: Config): boolean {
  return config.workers > 1 && cluster.isPrimary;
}

/** Start WORKERS processes of this program on shared ports and keep them running. */
export function runWorkers(config: Config, log: Log): void {
  addUpForWorkers();
  // A connection that the supervisor hands to a worker which dies at that moment is answered by nobody and stays open; one that
  // a worker took from the port itself is closed by the system, and the sender sends again.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  supervise({
    workers: config.workers,
    fork: forkWithLead(),
    signals: process,
    monotonicMs: () => performance.now(),
    onListening: (ports) => log("info", "listening", { ...ports, pid: process.pid, workers: config.workers }),
    log,
    exit: (code) => process.exit(code),
  });
}

/** What in its environment makes a worker the one that tells alerts. */
const LEAD = "GATEWAY_LEAD";

/** Fork, so that at any time one living worker leads. */
function forkWithLead(): () => WorkerProcess {
  let lead: Worker | undefined;
  return () => {
    const leads = lead === undefined || lead.isDead();
    const worker = cluster.fork({ [LEAD]: leads ? "1" : "0" });
    if (leads) lead = worker;
    return workerProcess(worker);
  };
}

/** Whether this process speaks for all processes of the host. */
export function isLead(env: Readonly<Record<string, string | undefined>>): boolean {
  return !cluster.isWorker || env[LEAD] === "1";
}

/** Say that this process listens: a worker to its supervisor, which speaks for all of them. */
export function announce(ports: ListeningPorts, log: Log): void {
  if (cluster.isWorker) process.send?.({ kind: "listening", ...ports });
  else log("info", "listening", { ...ports, pid: process.pid });
}

function isPorts(message: unknown): message is ListeningPorts {
  return typeof message === "object" && message !== null && "kind" in message && message.kind === "listening";
}

function workerProcess(worker: Worker): WorkerProcess {
  return {
    pid: worker.process.pid ?? 0,
    onListening: (listener) => {
      worker.on("message", (message: unknown) => {
        if (isPorts(message)) listener({ port: message.port, consolePort: message.consolePort });
      });
    },
    onExit: (listener) => {
      worker.once("exit", (code: number | null) => listener(code));
    },
    kill: (signal) => {
      worker.process.kill(signal);
    },
  };
}
