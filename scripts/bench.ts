import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compareStacks } from "./bench/compare-stacks.ts";
import { describeMachine } from "./bench/machine.ts";
import { measureConsole } from "./bench/measure-console.ts";
import { measureGrowth } from "./bench/measure-growth.ts";
import { measureStages } from "./bench/measure-stages.ts";
import { measureReview } from "./bench/measure-review.ts";
import { type BenchmarkRun, writeBenchmarks } from "./bench/write-benchmarks.ts";
import { createPostgres } from "../test/support/embedded-postgres.ts";

const USAGE = `npm run bench -- [options]

Measures, in one run on one machine and with the same messages over 32 connections: an empty SOAP call, a naive stack
(read with hl7-standard, store, answer), and the gateway. Then the cost of each stage of the gateway.

  --messages N           messages for each stack and round (3000)
  --rounds N             rounds; each figure is their median (3)
  --postgres URL         the gateway on this PostgreSQL too (default: DATABASE_URL)
  --embedded-postgres    the same, on a PostgreSQL started for the run
  --growth N[,N]         also: the gateway with so many patients in its store before the load
  --only-growth          the growth alone
  --review N             only: the technical review of one organization with so many messages over 20 business days
  --console N            only: every page of the console with so many messages in the store
  --store FOLDER         of --console: fill the store there, or measure what an earlier run left in it
  --profile FOLDER       write gateway.cpuprofile of the gateway on SQLite
  --dir FOLDER           where the stores of the run lie (the system's temporary folder)
  --write                put the tables into docs/benchmarks.md, each as soon as it is there
  --help`;

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "3000" },
    rounds: { type: "string", default: "3" },
    postgres: { type: "string", default: process.env["DATABASE_URL"] ?? "" },
    "embedded-postgres": { type: "boolean", default: false },
    growth: { type: "string", default: "" },
    "only-growth": { type: "boolean", default: false },
    review: { type: "string", default: "" },
    console: { type: "string", default: "" },
    store: { type: "string" },
    profile: { type: "string" },
    dir: { type: "string", default: tmpdir() },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** For a machine like the one that the README asks for; PostgreSQL's own defaults are for the smallest. */
const POSTGRES_SETTINGS: readonly string[] = ["shared_buffers=2GB", "max_wal_size=8GB"];

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`"${text}" is no whole number above 0`);
  return Number(text);
}

async function run(): Promise<void> {
  const folder = mkdtempSync(join(resolve(values.dir), "gateway-bench-"));
  const embedded = values["embedded-postgres"] ? await createPostgres(POSTGRES_SETTINGS) : undefined;
  const databaseUrl = embedded?.url ?? (values.postgres === "" ? undefined : values.postgres);
  try {
    const machine = describeMachine(folder);
    console.log(machine.join("\n"));
    const load = {
      folder,
      messages: wholeNumber(values.messages),
      rounds: wholeNumber(values.rounds),
      progress: (text: string): void => void process.stderr.write(`${text}\n`),
    };
    if (values.review !== "") {
      const messages = wholeNumber(values.review);
      const place = { folder, messages, ...(databaseUrl !== undefined && { databaseUrl }) };
      const review = await measureReview({ ...place, progress: load.progress });
      console.log(`\n${review}`);
      if (values.write) writeBenchmarks({ review });
      return;
    }
    if (values.console !== "") {
      const place = { folder: resolve(values.store ?? folder), messages: wholeNumber(values.console) };
      const server = databaseUrl !== undefined && { databaseUrl };
      const pages = await measureConsole({ ...place, ...server, progress: load.progress });
      console.log(`\n${pages}`);
      if (values.write) writeBenchmarks({ console: pages });
      return;
    }
    const sizes = values.growth === "" ? [] : values.growth.split(",").map(wholeNumber);
    const onMachine = { machine: { day: new Date(), facts: machine } };
    const onDatabase = databaseUrl !== undefined && { databaseUrl };
    const write = (part: BenchmarkRun): void => {
      if (values.write) writeBenchmarks({ ...onMachine, ...part });
    };
    const measureSizes = async (): Promise<void> => {
      if (sizes.length === 0) return;
      const found = await measureGrowth(sizes, { ...load, ...onDatabase, onPart: write });
      console.log(`\n${found.growth}\n\n${found.ratios}`);
    };
    if (values["only-growth"]) {
      await measureSizes();
      return;
    }
    const comparison = await compareStacks({
      ...load,
      ...onDatabase,
      ...(values.profile !== undefined && { profileFolder: resolve(values.profile) }),
    });
    console.log(`\n${comparison}`);
    write({ comparison });
    const stages = await measureStages(folder);
    console.log(`\n${stages}`);
    write({ stages });
    await measureSizes();
  } finally {
    await embedded?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.help) console.log(USAGE);
else await run();
