import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHAOS_LONG, CHAOS_SHORT, runChaos } from "./resilience/chaos.ts";

const USAGE = `npm run chaos -- [--short]

Does to a real server on SQLite what networks, senders and operators do, and says for each whether the promise held. The
other experiments are tests: kill -9, a database that goes away, a full disk, a standby, wrong keys. Ends with 1 when a promise did
not hold.`;

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gateway-chaos-"));
  try {
    const size = process.argv.includes("--short") ? CHAOS_SHORT : CHAOS_LONG;
    const results = await runChaos(folder, size, ({ name, promise, held, figures }) => {
      console.log(`${held ? "held    " : "NOT HELD"}  ${name} (${promise}): ${figures}`);
    });
    if (results.some(({ held }) => !held)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes("--help")) console.log(USAGE);
else await run();
