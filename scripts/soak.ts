import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runSoak } from "./resilience/run-soak.ts";

const USAGE = `npm run soak -- [options]

Loads the real server on SQLite at a steady rate and watches memory, open files, the write-ahead log and every answer; then
compares the sender's book with the store. Ends with 1 when a promise did not hold.

  --minutes N    how long (120)
  --rate N       messages a second (20)
  --help`;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "120" },
    rate: { type: "string", default: "20" },
    help: { type: "boolean", default: false },
  },
});

async function run(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "gateway-soak-"));
  try {
    const report = await runSoak({
      dataDir,
      durationMs: Number(values.minutes) * 60_000,
      ratePerSecond: Number(values.rate),
      sampleEveryMs: 10_000,
      onSample: ({ atMs, rssBytes, fileDescriptors, walBytes }, asked) => {
        const rss = (rssBytes / 1024 / 1024).toFixed(0);
        const wal = (walBytes / 1024 / 1024).toFixed(1);
        console.log(
          `${(atMs / 60_000).toFixed(1).padStart(6)} min  ${asked} answers  ${rss} MB  ${fileDescriptors} files  WAL ${wal} MB`,
        );
      },
    });
    console.log(`p50 ${report.p50Ms.toFixed(1)} ms, p99 ${report.p99Ms.toFixed(1)} ms`);
    for (const { what, held, figure } of report.verdicts)
      console.log(`${held ? "held    " : "NOT HELD"}  ${what}: ${figure}`);
    if (report.verdicts.some(({ held }) => !held) || report.exitCode !== 0) process.exitCode = 1;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (values.help) console.log(USAGE);
else if (!(Number(values.minutes) > 0 && Number(values.rate) > 0)) {
  console.error("--minutes and --rate take numbers above 0");
  process.exitCode = 2;
} else await run();
