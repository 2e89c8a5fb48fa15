import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { BenchAccount } from "./soap-request.ts";

/** What the load generator is to send. */
export interface LoadJob {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  /** Number of the first message; the numbers of one store never repeat. */
  readonly first: number;
  readonly count: number;
  readonly account: BenchAccount;
  /** Whether MSA-2 must be the control id sent; the two comparison stacks answer with a constant. */
  readonly expectControlId: boolean;
}

/** What the load generator measured; every answer was 200 with MSA-1 AA. */
export interface LoadResult {
  readonly count: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

const GENERATOR = fileURLToPath(new URL("load-generator.ts", import.meta.url));
const execute = promisify(execFile);

/**
 * Run a job in a process of its own.
 *
 * @throws Error with the first answer that was not as expected
 */
export async function sendLoad(job: LoadJob): Promise<LoadResult> {
  const { stdout } = await execute(process.execPath, [GENERATOR, JSON.stringify(job)]);
  const result: LoadResult = JSON.parse(stdout);
  return result;
}
