import type { GatewayProcess } from "../gateway-process.ts";
import { sendLoad, type LoadJob } from "./load-job.ts";
import { treeCpuMs } from "./process-cpu.ts";

/** One measurement of one stack. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** CPU of the server's processes, all threads, user and system. */
  readonly cpuMsPerMessage: number;
  /** CPU of PostgreSQL's processes; `NaN` where there is none or it cannot be known. */
  readonly databaseCpuMsPerMessage: number;
  /** Faults; what was refused was sent again. */
  readonly refused: number;
}

/** A measurement without figures. */
export const NOT_MEASURED: Measurement = {
  requestsPerSecond: Number.NaN,
  p50Ms: Number.NaN,
  p95Ms: Number.NaN,
  p99Ms: Number.NaN,
  cpuMsPerMessage: Number.NaN,
  databaseCpuMsPerMessage: Number.NaN,
  refused: 0,
};

/**
 * CPU time of a server that was started with `report-cpu.ts` and a channel, in milliseconds. With several processes only
 * the system can tell.
 */
async function cpuMs({ child }: GatewayProcess): Promise<number> {
  const known = treeCpuMs(child.pid ?? 0);
  if (known !== undefined) return known;
  return new Promise((resolve, reject) => {
    child.once("message", (message) => {
      const microseconds: unknown =
        typeof message === "object" && message !== null ? Reflect.get(message, "cpuMicroseconds") : undefined;
      if (typeof microseconds === "number") resolve(microseconds / 1000);
      else reject(new Error("the server did not tell its CPU time"));
    });
    child.send("cpu");
  });
}

/**
 * Send one load to a running server and measure both sides.
 *
 * @param postmaster of the PostgreSQL that the server uses
 */
export async function measureStack(
  server: GatewayProcess,
  job: LoadJob,
  postmaster?: number,
): Promise<Measurement> {
  const databaseMs = (): number =>
    (postmaster === undefined ? Number.NaN : treeCpuMs(postmaster)) ?? Number.NaN;
  const databaseBefore = databaseMs();
  const before = await cpuMs(server);
  const result = await sendLoad(job);
  const after = await cpuMs(server);
  return {
    requestsPerSecond: (result.count / result.durationMs) * 1000,
    p50Ms: result.p50Ms,
    p95Ms: result.p95Ms,
    p99Ms: result.p99Ms,
    cpuMsPerMessage: (after - before) / result.count,
    databaseCpuMsPerMessage: (databaseMs() - databaseBefore) / result.count,
    refused: result.refused,
  };
}

/** The median of each number over several measurements of one stack, and the sum of what was refused. */
export function medianOf(measurements: readonly Measurement[]): Measurement {
  const median = (pick: (measurement: Measurement) => number): number => {
    const sorted = measurements.map(pick).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    requestsPerSecond: median((each) => each.requestsPerSecond),
    p50Ms: median((each) => each.p50Ms),
    p95Ms: median((each) => each.p95Ms),
    p99Ms: median((each) => each.p99Ms),
    cpuMsPerMessage: median((each) => each.cpuMsPerMessage),
    databaseCpuMsPerMessage: median((each) => each.databaseCpuMsPerMessage),
    refused: measurements.reduce((sum, each) => sum + each.refused, 0),
  };
}
