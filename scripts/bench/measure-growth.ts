import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { setUpSender, type SenderAccount } from "../set-up-sender.ts";
import { BENCH_FACILITY } from "./bench-message.ts";
import { fillStore, type StorePlace } from "./fill-store.ts";
import { growthRatios, growthTable, type GrowthRow } from "./growth-tables.ts";
import { measureMatches } from "./measure-matches.ts";
import { measureQueries } from "./measure-queries.ts";
import { measureStack, medianOf, type Measurement, NOT_MEASURED } from "./measure-stack.ts";
import { openSpine } from "./open-spine.ts";
import type { PatientSpan } from "./sealers.ts";
import { withOwnDatabase } from "./own-database.ts";
import { postmasterOf } from "./process-cpu.ts";
import { jobFor, startGatewayStack, type Stack } from "./stacks.ts";

/** What of the growth does not depend on the sizes. */
export interface GrowthOptions {
  readonly folder: string;
  /** Absent: on SQLite alone. */
  readonly databaseUrl?: string;
  /** Messages of the load for each size and round. */
  readonly messages: number;
  readonly rounds: number;
  readonly progress: (text: string) => void;
  /** Takes the tables as far as they are, so that a run that breaks off later was not in vain. */
  readonly onPart: (growth: Growth) => void;
}

/** One store that grows. */
interface Growing {
  readonly name: string;
  readonly place: StorePlace;
  readonly account: SenderAccount;
  /** Gateways that are measured on it, by the count of their processes. */
  readonly processes: readonly number[];
}

/** A row without its store. */
type MeasuredLoad = Omit<GrowthRow, "patients" | "store">;

/** Share of the capacity at which latencies are looked at. */
const HALF = 0.5;
const HALF_LOAD_SECONDS = 15;
/** In which the review counts what the full load left: the latency of half a load is that of a server that keeps up. */
const SETTLING_MS = 10_000;
/** So many that a message that is due finds one free, unless the gateway stands still for a second. */
const HALF_LOAD_CONNECTIONS = 128;

/** What is asked of the patients in the store, in this process. */
async function measureReads({ place, account }: Growing, patients: number): Promise<readonly MeasuredLoad[]> {
  const postmaster = place.DATABASE_URL === undefined ? undefined : await postmasterOf(place.DATABASE_URL);
  const spine = await openSpine(place);
  try {
    const match = await measureMatches(spine, account.organizationId, patients);
    const query = await measureQueries(spine, account, patients, postmaster);
    return [
      { load: "query", measurement: query },
      { load: "match", measurement: match },
    ];
  } finally {
    await spine.close();
  }
}

/** Numbers of the messages that no store of the run has seen. */
interface Numbers {
  next: number;
}

function loadOf(stack: Stack, numbers: Numbers, count: number): ReturnType<typeof jobFor> {
  const first = numbers.next;
  numbers.next += count;
  return jobFor(stack, first, count);
}

/** As many samples as there are rounds: one alone says little of its slowest messages. */
async function measureHalfLoad(
  stack: Stack,
  numbers: Numbers,
  capacity: number,
  rounds: number,
): Promise<Measurement> {
  const ratePerSecond = capacity * HALF;
  const samples: Measurement[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const job = loadOf(stack, numbers, Math.ceil(ratePerSecond * HALF_LOAD_SECONDS));
    const paced = { ...job, ratePerSecond, connections: HALF_LOAD_CONNECTIONS };
    samples.push(await measureStack(stack.server, paced, stack.postmaster));
  }
  return medianOf(samples);
}

/** Updates of new patients: as many as it takes, then half as many. */
async function measureUpdates(
  { name, place, account }: Growing,
  processes: number,
  numbers: Numbers,
  { messages, rounds }: GrowthOptions,
): Promise<readonly MeasuredLoad[]> {
  const env = { ...place, ...(processes > 1 && { WORKERS: `${processes}` }) };
  const stack = await startGatewayStack(name, env, { account });
  try {
    const measurements: Measurement[] = [];
    await measureStack(stack.server, loadOf(stack, numbers, messages), stack.postmaster);
    for (let round = 1; round <= rounds; round += 1)
      measurements.push(await measureStack(stack.server, loadOf(stack, numbers, messages), stack.postmaster));
    const full = medianOf(measurements);
    await setTimeout(SETTLING_MS);
    const half = await measureHalfLoad(stack, numbers, full.requestsPerSecond, rounds);
    return [
      { load: "update", processes, measurement: full },
      { load: "update, half load", processes, measurement: half },
    ];
  } finally {
    await stack.server.stop();
  }
}

/** Patients a second, and what each costs. */
async function measureFilling(
  { place, account }: Growing,
  span: PatientSpan,
  progress: GrowthOptions["progress"],
): Promise<Measurement> {
  const count = span.to - span.from;
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  await fillStore(place, account.organizationId, span, progress);
  const { user, system } = process.cpuUsage(before);
  const durationMs = performance.now() - startedAtMs;
  progress(`growth: filled in ${(durationMs / 1_000).toFixed(0)} s`);
  return {
    ...NOT_MEASURED,
    requestsPerSecond: (count / durationMs) * 1_000,
    cpuMsPerMessage: (user + system) / 1_000 / count,
  };
}

async function measureStore(
  growing: Growing,
  sizes: readonly number[],
  options: GrowthOptions,
  take: (row: GrowthRow) => void,
): Promise<void> {
  const { name: store } = growing;
  const { progress } = options;
  const numbers: Numbers = { next: 0 };
  for (const patients of sizes) {
    progress(`growth: filling ${store} to ${patients} patients`);
    const span = { from: numbers.next, to: Math.max(numbers.next, patients) };
    const filling = await measureFilling(growing, span, progress);
    take({ patients, store, load: "filling", measurement: filling });
    numbers.next = span.to;
    const takeAll = async (what: string, measure: () => Promise<readonly MeasuredLoad[]>): Promise<void> => {
      progress(`growth: ${what} on ${store}, ${patients} patients`);
      try {
        for (const row of await measure()) take({ patients, store, ...row });
      } catch (error) {
        progress(`growth: not measured: ${String(error)}`);
      }
    };
    await takeAll("matches and queries", () => measureReads(growing, patients));
    for (const processes of growing.processes)
      await takeAll(`updates by ${processes} processes`, () =>
        measureUpdates(growing, processes, numbers, options),
      );
  }
}

async function setUp(name: string, place: StorePlace, processes: readonly number[]): Promise<Growing> {
  const sender = { name: "Growth", facility: BENCH_FACILITY, realm: "test" } as const;
  const account = await setUpSender({ ...place }, sender);
  await (await openSpine(place)).close(); // the schema is there
  return { name, place, account, processes };
}

/** The two tables of the growth. */
export interface Growth {
  readonly growth: string;
  readonly ratios: string;
}

/**
 * The gateway with ever more patients in its store; what an update of a new one costs, a query for one of them, and the search
 * of one match.
 *
 * @param sizes patients in the store before the load
 * @returns Markdown tables
 */
export async function measureGrowth(sizes: readonly number[], options: GrowthOptions): Promise<Growth> {
  const { folder, databaseUrl } = options;
  const ascending = sizes.toSorted((a, b) => a - b);
  const rows: GrowthRow[] = [];
  const tables = (): Growth => ({ growth: growthTable(rows), ratios: growthRatios(rows) });
  const take = (row: GrowthRow): void => {
    rows.push(row);
    options.onPart(tables());
  };
  const sqlite = await setUp("SQLite", { DATA_DIR: join(folder, "growth-sqlite") }, [1]);
  await measureStore(sqlite, ascending, options, take);
  rmSync(sqlite.place.DATA_DIR, { recursive: true }); // so that one large store at a time takes disk and memory
  if (databaseUrl !== undefined) {
    await withOwnDatabase(databaseUrl, async (DATABASE_URL) => {
      const place = { DATA_DIR: join(folder, "growth-postgres"), DATABASE_URL };
      await measureStore(await setUp("PostgreSQL", place, [1, 2]), ascending, options, take);
    });
  }
  return tables();
}
