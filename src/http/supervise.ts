import type { Log } from "../kernel/log.ts";
import { DRAIN_EXIT, type SignalSource } from "./drain.ts";

/** Where a worker listens; all of them share the two ports. */
export interface ListeningPorts {
  readonly port: number;
  readonly consolePort: number;
}

/** One worker process as its supervisor sees it. */
export interface WorkerProcess {
  readonly pid: number;
  /** It listens. */
  onListening(listener: (ports: ListeningPorts) => void): void;
  /** It ended; the code is null when a signal ended it. Called once. */
  onExit(listener: (code: number | null) => void): void;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** Bounds of the supervision. */
export interface SuperviseLimits {
  /** A worker that does not listen by then is ended. */
  readonly startDurationMsMax: number;
  /** Wait before the first restart; doubled for each further one within the window. */
  readonly restartDelayMsFirst: number;
  readonly restartDelayMsMax: number;
  /** So many restarts within the window, and the service stops: the cause will not go away by itself. */
  readonly restartsMax: number;
  readonly restartWindowMs: number;
  /** For the workers' own way out; then what is left is ended. */
  readonly stopDurationMsMax: number;
  /** A signal so soon after the first is the same act (see `DrainLimits`). */
  readonly sameActMsMax: number;
}

export const SUPERVISE_LIMITS: SuperviseLimits = {
  startDurationMsMax: 120_000,
  restartDelayMsFirst: 100,
  restartDelayMsMax: 5_000,
  restartsMax: 10,
  restartWindowMs: 60_000,
  stopDurationMsMax: 20_000,
  sameActMsMax: 200,
};

export interface SuperviseOptions {
  /** WORKERS. */
  readonly workers: number;
  readonly fork: () => WorkerProcess;
  readonly signals: SignalSource;
  /** Milliseconds that only go forward. */
  readonly monotonicMs: () => number;
  /** Called once, when all workers listen. */
  readonly onListening: (ports: ListeningPorts) => void;
  readonly log: Log;
  /** `process.exit`. */
  readonly exit: (code: number) => void;
  readonly limits?: SuperviseLimits;
}

/**
 * Keep so many workers running. The first starts alone, since it brings the databases to their schema; when it listens, the
 * others follow. A worker that ends is replaced, ever more slowly, up to a bound; one that cannot start at all ends the
 * service with its exit code. SIGTERM and SIGINT go to every worker, each drains (promise R6), and the exit code is 0 when
 * all of theirs are; a second signal ends them at once.
 */
export function supervise(options: SuperviseOptions): void {
  new Supervisor(options).begin();
}

class Supervisor {
  readonly #options: SuperviseOptions;
  readonly #limits: SuperviseLimits;
  readonly #alive = new Set<WorkerProcess>();
  readonly #restartsMs: number[] = [];
  #listening = 0;
  #isAnnounced = false;
  #stoppedAtMs: number | undefined;
  #exitCode: number = DRAIN_EXIT.clean;

  constructor(options: SuperviseOptions) {
    this.#options = options;
    this.#limits = options.limits ?? SUPERVISE_LIMITS;
  }

  begin(): void {
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      this.#options.signals.on(signal, () => this.#onSignal(signal));
    this.#start();
  }

  #start(): void {
    const worker = this.#options.fork();
    this.#alive.add(worker);
    let isListening = false;
    const late = setTimeout(() => worker.kill("SIGKILL"), this.#limits.startDurationMsMax);
    worker.onListening((ports) => {
      clearTimeout(late);
      isListening = true;
      this.#options.log("info", "worker-listening", { pid: worker.pid });
      this.#onListening(ports);
    });
    worker.onExit((code) => {
      clearTimeout(late);
      this.#alive.delete(worker);
      if (isListening) this.#listening -= 1;
      this.#onExit(worker, code, isListening);
    });
  }

  #onListening(ports: ListeningPorts): void {
    this.#listening += 1;
    if (this.#stoppedAtMs !== undefined || this.#isAnnounced) return;
    while (this.#alive.size < this.#options.workers) this.#start();
    if (this.#listening < this.#options.workers) return;
    this.#isAnnounced = true;
    this.#options.onListening(ports);
  }

  #onExit(worker: WorkerProcess, code: number | null, wasListening: boolean): void {
    if (this.#stoppedAtMs !== undefined) {
      if (code !== 0) this.#exitCode = Math.max(this.#exitCode, code ?? DRAIN_EXIT.cut);
      if (this.#alive.size === 0) this.#options.exit(this.#exitCode);
      return;
    }
    this.#options.log("error", "worker-ended", {
      pid: worker.pid,
      reason: code === null ? "killed" : `exit ${code}`,
    });
    if (!this.#isAnnounced && !wasListening && code !== null && code !== 0) {
      this.#stop("worker-does-not-start", code);
      return;
    }
    this.#restart();
  }

  #restart(): void {
    const nowMs = this.#options.monotonicMs();
    const { restartWindowMs, restartsMax, restartDelayMsFirst, restartDelayMsMax } = this.#limits;
    while (nowMs - (this.#restartsMs[0] ?? nowMs) > restartWindowMs) this.#restartsMs.shift();
    if (this.#restartsMs.length >= restartsMax) {
      this.#stop("too-many-restarts", DRAIN_EXIT.cut);
      return;
    }
    const delayMs = Math.min(restartDelayMsMax, restartDelayMsFirst * 2 ** this.#restartsMs.length);
    this.#restartsMs.push(nowMs);
    setTimeout(() => {
      if (this.#stoppedAtMs === undefined) this.#start();
    }, delayMs);
  }

  #onSignal(signal: string): void {
    if (this.#stoppedAtMs === undefined) {
      this.#stop(signal, DRAIN_EXIT.clean);
    } else if (this.#options.monotonicMs() - this.#stoppedAtMs > this.#limits.sameActMsMax) {
      this.#options.log("warn", "stopped", { reason: "second-signal" });
      for (const worker of this.#alive) worker.kill("SIGKILL");
      this.#options.exit(DRAIN_EXIT.second);
    }
  }

  #stop(reason: string, exitCode: number): void {
    this.#stoppedAtMs = this.#options.monotonicMs();
    this.#exitCode = exitCode;
    this.#options.log(exitCode === 0 ? "info" : "error", "draining", { reason, waiting: this.#alive.size });
    if (this.#alive.size === 0) {
      this.#options.exit(exitCode);
      return;
    }
    for (const worker of this.#alive) worker.kill("SIGTERM");
    setTimeout(() => {
      this.#exitCode = Math.max(this.#exitCode, DRAIN_EXIT.cut);
      for (const worker of this.#alive) worker.kill("SIGKILL");
    }, this.#limits.stopDurationMsMax).unref();
  }
}
