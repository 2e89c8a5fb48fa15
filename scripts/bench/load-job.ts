import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { BenchAccount } from "./soap-request.ts";

/** What the load generator is to send. */
export interface LoadJob {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  /** Number of the first message; the numbers of one store never repeat. */
  readonly first: number;
  readonly count: number;
  /**
   * Messages a second, sent when they are due and not when the last one was answered; latencies then count from when a message was
   * due. Absent: each connection sends as soon as it has its answer.
   */
  readonly ratePerSecond?: number;
  readonly account: BenchAccount;
  /** Whether MSA-2 must be the control id sent; the two comparison stacks answer with a constant. */
  readonly expectControlId: boolean;
}

/** What the load generator measured; each message was answered 200 with MSA-1 AA in the end. */
export interface LoadResult {
  readonly count: number;
  /** Times that a message was answered with a fault and sent again. */
  readonly refused: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

const GENERATOR = fileURLToPath(new URL("load-generator.ts", import.meta.url));

/**
 * Run a job in a process of its own.
 *
 * @throws Error with the first answer that was not as expected
 */
export async function sendLoad(job: LoadJob): Promise<LoadResult> {
  // By way of its input: the arguments of a process are shown to everybody on the machine.
  const generator = spawn(process.execPath, [GENERATOR], { stdio: ["pipe", "pipe", "pipe"] });
  generator.stdin.end(JSON.stringify(job));
  const [written, said, [code]] = await Promise.all([
    text(generator.stdout),
    text(generator.stderr),
    once(generator, "close"),
  ]);
  if (code !== 0) throw new Error(`the load generator ended with ${String(code)}: ${said}`);
  const result: LoadResult = JSON.parse(written);
  return result;
}
