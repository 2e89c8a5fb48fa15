import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPostgres } from "../test/support/embedded-postgres.ts";
import { fillJournalDisk, followSyncs } from "./resilience/chaos-disk.ts";
import { runPostgresChaos } from "./resilience/chaos-postgres.ts";
import { CHAOS_LONG, CHAOS_SHORT, type ChaosResult, runChaos } from "./resilience/chaos.ts";
import { timeRefusals } from "./resilience/time-refusals.ts";

const USAGE = `npm run chaos -- [--short] [--embedded-postgres]

Does to a real server on SQLite what networks, senders, disks and operators do, and says for each whether the promise held. The
other experiments are tests: kill -9, a database that goes away, a full disk, a standby, wrong keys. Ends with 1 when a promise did
not hold.

  --short                sizes for a minute in all
  --embedded-postgres    also two processes on a PostgreSQL started for the run; processes and database are killed in turns`;

function tell({ name, promise, held, figures }: ChaosResult): void {
  console.log(`${held ? "held    " : "NOT HELD"}  ${name} (${promise}): ${figures}`);
}

/** On a PostgreSQL of its own, which ends with the run. */
async function onPostgres(folder: string): Promise<ChaosResult> {
  const postgres = await createPostgres();
  try {
    return await runPostgresChaos(folder, postgres);
  } finally {
    await postgres.remove();
  }
}

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gateway-chaos-"));
  const size = process.argv.includes("--short") ? CHAOS_SHORT : CHAOS_LONG;
  const results: ChaosResult[] = [];
  const take = (result: ChaosResult): void => {
    results.push(result);
    tell(result);
  };
  try {
    await runChaos(join(folder, "sqlite"), size, take);
    take(await fillJournalDisk(join(folder, "journal")));
    const synced = await followSyncs(join(folder, "syncs"));
    if (synced === undefined)
      console.log("not run   each answer leaves after the sync of its commit: no strace");
    else take(synced);
    take(await timeRefusals(join(folder, "refusals")));
    if (process.argv.includes("--embedded-postgres")) take(await onPostgres(join(folder, "postgres")));
    if (results.some(({ held }) => !held)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes("--help")) console.log(USAGE);
else await run();
