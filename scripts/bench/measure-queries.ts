import type { BenchAccount } from "./soap-request.ts";
import { benchQuery } from "./bench-message.ts";
import type { Measurement } from "./measure-stack.ts";
import type { OpenSpine } from "./open-spine.ts";
import { treeCpuMs } from "./process-cpu.ts";
import { createSubmitSingleMessage } from "../../src/submission/submit-single-message.ts";

const QUERIES = 2_000;
const WARM_UP_QUERIES = 500;
/** No more than a pool to PostgreSQL has connections: nobody waits for one. */
const AT_ONCE = 8;
/** The program's quota keeps one organization at 20 queries a second; the benchmark asks for the cost of one. */
const NO_QUOTA = {
  perDayMax: Number.MAX_SAFE_INTEGER,
  perMinuteMax: Number.MAX_SAFE_INTEGER,
  notFoundAlertEvery: Number.MAX_SAFE_INTEGER,
} as const;

/**
 * Ask for the immunization history (Z34) of patients who are in the store, each by all that is known of them.
 *
 * @param patients how many of the benchmark's patients are in the store, from number 0 on
 * @param postmaster of the PostgreSQL that the store is on
 * @returns what one costs in this process; p99 says nothing of so few
 * @throws Error when an answer is not the history of the patient
 */
export async function measureQueries(
  spine: OpenSpine,
  account: BenchAccount,
  patients: number,
  postmaster?: number,
): Promise<Measurement> {
  const submit = createSubmitSingleMessage({ ...spine.deps, queryQuota: NO_QUOTA });
  const { username, secret: password, facilityId } = account;
  const claim = { username, password, facilityId, remoteAddress: "127.0.0.1", requestId: "" };
  const ask = async (n: number): Promise<number> => {
    const startedAtMs = performance.now();
    const hl7Message = benchQuery(n, Math.floor((n * patients) / (QUERIES + WARM_UP_QUERIES)));
    const answer = await submit({ ...claim, hl7Message, receivedAtMs: Date.now() });
    if (!/\rQAK\|[^|]*\|OK\|/.test(answer) || !answer.includes("\rRXA|"))
      throw new Error(`query ${n} found nobody or no doses:\n${answer.slice(0, 2_000)}`);
    return performance.now() - startedAtMs;
  };
  const askAll = async (from: number, to: number): Promise<readonly number[]> => {
    const latenciesMs: number[] = [];
    let next = from;
    const work = async (): Promise<void> => {
      for (let n = next++; n < to; n = next++) latenciesMs.push(await ask(n));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return latenciesMs.toSorted((a, b) => a - b);
  };
  await askAll(0, WARM_UP_QUERIES);
  const databaseMs = (): number =>
    (postmaster === undefined ? Number.NaN : treeCpuMs(postmaster)) ?? Number.NaN;
  const databaseBefore = databaseMs();
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const sorted = await askAll(WARM_UP_QUERIES, WARM_UP_QUERIES + QUERIES);
  const { user, system } = process.cpuUsage(before);
  const durationMs = performance.now() - startedAtMs;
  const percentile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return {
    requestsPerSecond: (QUERIES / durationMs) * 1000,
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    p99Ms: Number.NaN,
    cpuMsPerMessage: (user + system) / 1000 / QUERIES,
    databaseCpuMsPerMessage: (databaseMs() - databaseBefore) / QUERIES,
    refused: 0,
  };
}
