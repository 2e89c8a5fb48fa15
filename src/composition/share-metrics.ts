import cluster, { type Worker } from "node:cluster";
import { addUpMetrics, isMetricsSnapshot } from "../telemetry/add-up-metrics.ts";
import type { Metrics, MetricsSnapshot } from "../telemetry/metrics.ts";

/*
 * A scrape reaches one worker; it asks the supervisor, which asks all workers and adds up what comes in time. The messages:
 * wanted (worker → supervisor), give (supervisor → workers), given (worker → supervisor), sum (supervisor → worker).
 */

/** For the workers' numbers; a worker that is stuck is left out of the sum. */
const GIVE_DURATION_MS_MAX = 1_500;
/** For the sum; then a worker tells its own numbers rather than none. */
const SUM_DURATION_MS_MAX = 2_500;

interface MetricsMessage {
  readonly kind: string;
  readonly id: number;
  readonly value?: unknown;
}

function isMetricsMessage(message: unknown): message is MetricsMessage {
  return (
    typeof message === "object" &&
    message !== null &&
    "kind" in message &&
    typeof message.kind === "string" &&
    message.kind.startsWith("metrics-") &&
    "id" in message &&
    typeof message.id === "number"
  );
}

/** Answers that are awaited by the number of the question. */
class Questions<T> {
  #last = 0;
  readonly #open = new Map<number, (answer: T) => void>();

  /** @returns undefined when no answer came in time */
  ask(send: (id: number) => void, durationMsMax: number): Promise<T | undefined> {
    const id = (this.#last += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), durationMsMax);
      const settle = (answer: T | undefined): void => {
        clearTimeout(timer);
        this.#open.delete(id);
        resolve(answer);
      };
      this.#open.set(id, settle);
      send(id);
    });
  }

  answer(id: number, answer: T): void {
    this.#open.get(id)?.(answer);
  }
}

/** In the supervisor: add up what the workers count, for whichever of them is asked. */
export function addUpForWorkers(): void {
  const questions = new Questions<MetricsSnapshot>();
  const ask = (worker: Worker): Promise<MetricsSnapshot | undefined> =>
    questions.ask((id) => worker.send({ kind: "metrics-give", id }), GIVE_DURATION_MS_MAX);
  const sumFor = async (asking: Worker, id: number): Promise<void> => {
    const alive = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const given = await Promise.all(alive.filter((worker) => worker.isConnected()).map(ask));
    const value = await addUpMetrics(given.filter((snapshot) => snapshot !== undefined));
    if (asking.isConnected()) asking.send({ kind: "metrics-sum", id, value });
  };
  cluster.on("message", (worker: Worker, message: unknown) => {
    if (!isMetricsMessage(message)) return;
    if (message.kind === "metrics-wanted") void sumFor(worker, message.id);
    if (message.kind === "metrics-given" && isMetricsSnapshot(message.value))
      questions.answer(message.id, message.value);
  });
}

function tell(message: MetricsMessage): void {
  process.send?.(message);
}

/** What this process answers a scrape with: in a worker the sum of all of them. */
export function scrapedText(own: Metrics): () => Promise<string> {
  if (!cluster.isWorker) return own.text;
  const questions = new Questions<string>();
  process.on("message", (message: unknown) => {
    if (!isMetricsMessage(message)) return;
    if (message.kind === "metrics-sum") questions.answer(message.id, String(message.value));
    if (message.kind === "metrics-give")
      void own.snapshot().then((value) => tell({ kind: "metrics-given", id: message.id, value }));
  });
  return async () => {
    const sum = await questions.ask((id) => tell({ kind: "metrics-wanted", id }), SUM_DURATION_MS_MAX);
    return sum ?? own.text();
  };
}
