import { readFileSync } from "node:fs";
import { benchControlId, benchMessage } from "./bench-message.ts";
import { type Answer, Connection, postText } from "./connection.ts";
import type { LoadJob, LoadResult } from "./load-job.ts";
import { submitEnvelope } from "./soap-request.ts";

/*
 * The load generator, a process of its own so that it takes no CPU from the server's thread: reads a LoadJob from
 * stdin, since it holds a secret,
 * keeps each connection busy with one request at a time or sends at a rate, writes a LoadResult to stdout. Sends what is refused again. Ends with 1 when an
 * answer is not the one expected.
 */

function requestText(job: LoadJob, n: number): string {
  return postText(job, submitEnvelope(job.account, benchMessage(n)));
}

function check(job: LoadJob, n: number, answer: Answer): void {
  const expected = job.expectControlId ? `MSA|AA|${benchControlId(n)}&#xD;` : "MSA|AA|";
  if (answer.status === 200 && answer.body.includes(expected)) return;
  throw new Error(`message ${n} was answered ${answer.status}, not AA:\n${answer.body.slice(0, 2_000)}`);
}

/** A refused message is sent again, unchanged, as a sender would; its latency counts from the first time. */
const FAULT_STATUS = 500;
const RESENDS_MAX = 20;
const RESEND_AFTER_MS = 250;

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

/** When the message is due, which is over when no connection was free. */
async function whenDue({ ratePerSecond }: LoadJob, startedAtMs: number, index: number): Promise<number> {
  if (ratePerSecond === undefined) return performance.now();
  const dueAtMs = startedAtMs + (index * 1_000) / ratePerSecond;
  const leftMs = dueAtMs - performance.now();
  if (leftMs > 0) await pause(leftMs);
  return dueAtMs;
}

async function runLoad(job: LoadJob): Promise<LoadResult> {
  const latenciesMs = new Float64Array(job.count);
  const startedAtMs = performance.now();
  let next = 0;
  let refused = 0;
  const work = async (): Promise<void> => {
    let connection: Connection | undefined;
    for (let index = next++; index < job.count; index = next++) {
      const text = requestText(job, job.first + index);
      const sentAtMs = await whenDue(job, startedAtMs, index);
      // Opened with its first message: the server closes one that says nothing.
      connection ??= new Connection(job.port);
      let answer = await connection.request(text);
      for (let left = RESENDS_MAX; answer.status === FAULT_STATUS && left > 0; left -= 1) {
        refused += 1;
        await pause(RESEND_AFTER_MS);
        answer = await connection.request(text);
      }
      latenciesMs[index] = performance.now() - sentAtMs;
      check(job, job.first + index, answer);
    }
    connection?.close();
  };
  await Promise.all(Array.from({ length: job.connections }, work));
  const durationMs = performance.now() - startedAtMs;
  const sorted = latenciesMs.toSorted();
  const percentile = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return {
    count: job.count,
    refused,
    durationMs,
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    p99Ms: percentile(0.99),
  };
}

const job: LoadJob = JSON.parse(readFileSync(process.stdin.fd, "utf8"));
process.stdout.write(`${JSON.stringify(await runLoad(job))}\n`);
