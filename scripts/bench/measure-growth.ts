import { join } from "node:path";
import { startGateway } from "../gateway-process.ts";
import { setUpSender, type SenderAccount } from "../set-up-sender.ts";
import { BENCH_FACILITY } from "./bench-message.ts";
import { fillStore } from "./fill-store.ts";
import { loadInBulk } from "./load-in-bulk.ts";
import { markdownTable } from "./markdown-table.ts";
import { type MatchMeasurement, measureMatches } from "./measure-matches.ts";
import { measureQueries, type QueryMeasurement } from "./measure-queries.ts";
import { measureStack, medianOf, type Measurement } from "./measure-stack.ts";
import { openSpine } from "./open-spine.ts";
import { jobFor, REPORT_CPU, type Stack } from "./stacks.ts";

/** What of the growth does not depend on the sizes. */
export interface GrowthOptions {
  readonly folder: string;
  /** Messages of the load for each size and round. */
  readonly messages: number;
  readonly rounds: number;
  readonly progress: (text: string) => void;
}

interface ReadMeasurements {
  readonly queries: QueryMeasurement;
  readonly matches: MatchMeasurement;
}

/** Fill the store, then ask for the patients that are there. */
async function fillAndQuery(
  dataDir: string,
  account: SenderAccount,
  span: { readonly from: number; readonly to: number },
  progress: GrowthOptions["progress"],
): Promise<ReadMeasurements> {
  await (await openSpine(dataDir)).close(); // the schema is there
  await loadInBulk(join(dataDir, "test.db"), async () => {
    const filling = await openSpine(dataDir);
    try {
      await fillStore(filling, account.organizationId, span, progress);
    } finally {
      await filling.close();
    }
  });
  progress(`growth: ${span.to} patients are indexed`);
  const spine = await openSpine(dataDir);
  try {
    const matches = await measureMatches(spine, account.organizationId, span.to);
    return { matches, queries: await measureQueries(spine, account, span.to) };
  } finally {
    await spine.close();
  }
}

async function measureAt(
  dataDir: string,
  account: SenderAccount,
  first: number,
  { messages, rounds }: GrowthOptions,
): Promise<Measurement> {
  const server = await startGateway({ dataDir, nodeOptions: REPORT_CPU, ipc: true });
  const stack: Stack = { name: "gateway, SQLite", server, account, expectControlId: true };
  try {
    const measurements: Measurement[] = [];
    await measureStack(server, jobFor(stack, first, messages));
    for (let round = 1; round <= rounds; round += 1) {
      measurements.push(await measureStack(server, jobFor(stack, first + round * messages, messages)));
    }
    return medianOf(measurements);
  } finally {
    await server.stop();
  }
}

/** The cells of a query's row, from requests/s on; p99 says nothing of 2000 queries. */
function queryCells({ queriesPerSecond, p50Ms, p95Ms, cpuMsPerQuery }: QueryMeasurement): readonly string[] {
  return [queriesPerSecond.toFixed(0), p50Ms.toFixed(1), p95Ms.toFixed(1), "", cpuMsPerQuery.toFixed(3)];
}

/**
 * The gateway on SQLite with ever more patients in its store; what an update of a new one costs, a query for one of them, and
 * the search of one match.
 *
 * @param sizes patients in the store before the load; each at least as far from the last as the load is long
 * @returns a Markdown table
 */
export async function measureGrowth(sizes: readonly number[], options: GrowthOptions): Promise<string> {
  const { folder, messages, rounds, progress } = options;
  const dataDir = join(folder, "growth");
  const account = await setUpSender(
    { DATA_DIR: dataDir },
    { name: "Benchmark", facility: BENCH_FACILITY, realm: "test" },
  );
  const rows: (readonly string[])[] = [];
  let stored = 0;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    progress(`growth: filling the store to ${size} patients`);
    const span = { from: stored, to: size };
    const { queries, matches } = await fillAndQuery(dataDir, account, span, progress);
    const median = await measureAt(dataDir, account, Math.max(stored, size), options);
    stored = size + (rounds + 1) * messages;
    const { requestsPerSecond, p50Ms, p95Ms, p99Ms, cpuMsPerMessage } = median;
    const latencies = [p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1));
    rows.push(
      [`${size}`, "update", requestsPerSecond.toFixed(0), ...latencies, cpuMsPerMessage.toFixed(3)],
      [`${size}`, "query, without HTTP", ...queryCells(queries)],
      [`${size}`, "match, alone", "", "", "", "", matches.medianMs.toFixed(3)],
    );
  }
  return markdownTable(
    ["patients in the store", "load", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/message"],
    rows,
  );
}
