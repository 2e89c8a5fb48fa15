import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startGateway, type GatewayProcess } from "../gateway-process.ts";
import { setUpSender } from "../set-up-sender.ts";
import { BENCH_FACILITY } from "./bench-message.ts";
import type { StorePlace } from "./fill-store.ts";
import type { LoadJob } from "./load-job.ts";
import { postmasterOf } from "./process-cpu.ts";
import type { BenchAccount } from "./soap-request.ts";

/** One server that is measured. */
export interface Stack {
  readonly name: string;
  readonly server: GatewayProcess;
  readonly account: BenchAccount;
  readonly expectControlId: boolean;
  /** Of the PostgreSQL that it uses, when that runs here. */
  readonly postmaster?: number;
}

/** What decides which stacks run and how. */
export interface StackOptions {
  /** Folder for the stores of this run; whether commits cost anything depends on its disk. */
  readonly folder: string;
  /** Address of a PostgreSQL database for the gateway; none: that stack is left out. */
  readonly databaseUrl?: string;
  /** Folder for a CPU profile of the gateway on SQLite, written when it stops. */
  readonly profileFolder?: string;
}

/** Options of node that make a server tell its CPU time to `measureStack`. */
export const REPORT_CPU: readonly string[] = ["--import", "./scripts/bench/report-cpu.ts"];
const NOBODY: BenchAccount = { username: "bench", secret: "bench", facilityId: BENCH_FACILITY };

async function startComparison(name: string, script: string, folder: string): Promise<Stack> {
  const dataDir = join(folder, script.replaceAll(/\W/g, "-"));
  mkdirSync(dataDir, { recursive: true });
  const server = await startGateway({ dataDir, script, nodeOptions: REPORT_CPU, ipc: true });
  return { name, server, account: NOBODY, expectControlId: false };
}

/** How a gateway is started for a measurement. */
interface GatewayStackOptions {
  readonly nodeOptions?: readonly string[];
  /** The sender who is there already. */
  readonly account?: BenchAccount;
}

/** Start the gateway with a sender in the test realm. */
export async function startGatewayStack(
  name: string,
  env: Readonly<Record<string, string>> & StorePlace,
  { nodeOptions = [], account: known }: GatewayStackOptions = {},
): Promise<Stack> {
  mkdirSync(env.DATA_DIR, { recursive: true });
  const server = await startGateway({
    dataDir: env.DATA_DIR,
    env,
    nodeOptions: [...REPORT_CPU, ...nodeOptions],
    ipc: true,
  });
  try {
    const sender = { name: "Benchmark", facility: BENCH_FACILITY, realm: "test" } as const;
    const account = known ?? (await setUpSender(env, sender));
    const postmaster = env.DATABASE_URL === undefined ? undefined : await postmasterOf(env.DATABASE_URL);
    return { name, server, account, expectControlId: true, ...(postmaster !== undefined && { postmaster }) };
  } catch (error) {
    await server.stop("SIGKILL");
    throw error;
  }
}

/** Start every stack of the benchmark; when one fails, those before it are stopped. */
export async function startStacks(options: StackOptions): Promise<readonly Stack[]> {
  const { folder, databaseUrl, profileFolder } = options;
  const profile =
    profileFolder === undefined
      ? []
      : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`, "--cpu-prof-name=gateway.cpuprofile"];
  const starts: readonly (() => Promise<Stack>)[] = [
    () => startComparison("empty call", "scripts/bench/empty-call.ts", folder),
    () => startComparison("naive stack", "scripts/bench/naive-stack.ts", folder),
    () =>
      startGatewayStack(
        "gateway, SQLite",
        { DATA_DIR: join(folder, "gateway-sqlite") },
        { nodeOptions: profile },
      ),
    ...(databaseUrl === undefined
      ? []
      : [
          () =>
            startGatewayStack("gateway, PostgreSQL", {
              DATA_DIR: join(folder, "gateway-postgres"),
              DATABASE_URL: databaseUrl,
            }),
        ]),
  ];
  const stacks: Stack[] = [];
  try {
    for (const start of starts) stacks.push(await start());
    return stacks;
  } catch (error) {
    await stopStacks(stacks);
    throw error;
  }
}

/** Stop servers; a profile is written when its server ends by itself. */
export async function stopStacks(stacks: readonly Stack[]): Promise<void> {
  await Promise.all(stacks.map(({ server }) => server.stop()));
}

/** The load for a stack: `count` messages from number `first` on over 32 connections. */
export function jobFor(stack: Stack, first: number, count: number): LoadJob {
  const { port, pathname } = new URL(stack.server.soapUrl);
  return {
    port: Number(port),
    path: pathname,
    connections: 32,
    first,
    count,
    account: stack.account,
    expectControlId: stack.expectControlId,
  };
}
