import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { benchMessage, BENCH_FACILITY } from "../bench/bench-message.ts";
import { Connection, postText } from "../bench/connection.ts";
import { submitEnvelope } from "../bench/soap-request.ts";
import type { FloodJob, FloodResult } from "./flood-job.ts";
import { type Asked, outcomeOf, percentile, tally } from "./load.ts";

/*
 * The flood, a process of its own: reads a FloodJob from stdin, since it holds a secret, sends from each connection again as
 * soon as it is answered, whatever the answer was, and writes a FloodResult to stdout.
 */

/** Before the server ends the connection by itself. */
const REQUESTS_PER_CONNECTION = 900;
/** A connection that is not taken is not tried again at once. */
const RECONNECT_AFTER_MS = 20;

async function runFlood(job: FloodJob): Promise<FloodResult> {
  const all: Pick<Asked, "outcome" | "durationMs">[] = [];
  const until = AbortSignal.timeout(job.durationMs);
  let next = job.first;
  const work = async (): Promise<void> => {
    while (!until.aborted) {
      const connection = new Connection(job.port);
      let isOpen = true;
      for (let at = 0; at < REQUESTS_PER_CONNECTION && isOpen && !until.aborted; at += 1) {
        const message = benchMessage(next++).replaceAll(BENCH_FACILITY, job.account.facilityId);
        const text = postText(job, submitEnvelope(job.account, message));
        const sentAtMs = performance.now();
        const body = await connection.request(text).then(
          (answer) => answer.body,
          () => "",
        );
        all.push({ outcome: outcomeOf(body), durationMs: performance.now() - sentAtMs });
        isOpen = body !== "";
      }
      connection.close();
      if (!isOpen) await pause(RECONNECT_AFTER_MS);
    }
  };
  await Promise.all(Array.from({ length: job.connections }, work));
  const durations = (isAccepted: boolean): readonly number[] =>
    all.filter(({ outcome }) => (outcome === "AA") === isAccepted).map(({ durationMs }) => durationMs);
  return {
    outcomes: tally(all),
    acceptedP50Ms: percentile(durations(true), 0.5),
    acceptedP99Ms: percentile(durations(true), 0.99),
    refusedP99Ms: percentile(durations(false), 0.99),
  };
}

const job: FloodJob = JSON.parse(readFileSync(process.stdin.fd, "utf8"));
process.stdout.write(`${JSON.stringify(await runFlood(job))}\n`);
