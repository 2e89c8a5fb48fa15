import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { BENCH_FACILITY } from "../bench/bench-message.ts";
import { startGateway } from "../gateway-process.ts";
import { setUpSender } from "../set-up-sender.ts";
import type { ChaosResult } from "./chaos.ts";
import { ask } from "./load.ts";

const FULL_DISK = "/dev/full";
const MESSAGES = 20;

/** The journal's path leads to another file from one moment to the next. */
function lead(path: string, target: string): void {
  symlinkSync(target, `${path}.new`);
  renameSync(`${path}.new`, path);
}

/** `ACK_JOURNAL` on a disk that fills up and is emptied: nothing is acknowledged meanwhile, and no restart is needed. */
export async function fillJournalDisk(folder: string): Promise<ChaosResult> {
  mkdirSync(folder, { recursive: true });
  const journal = join(folder, "journal");
  lead(journal, join(folder, "journal-on-disk"));
  const env = { DATA_DIR: join(folder, "data") };
  const account = await setUpSender(env, { name: "Sender", facility: BENCH_FACILITY, realm: "test" });
  const gateway = await startGateway({ dataDir: env.DATA_DIR, env: { ACK_JOURNAL: journal } });
  const readiness = async (): Promise<number> => (await fetch(new URL("/readyz", gateway.soapUrl))).status;
  try {
    const seen: (string | number)[] = [];
    const look = async (n: number): Promise<void> => {
      seen.push((await ask(gateway.soapUrl, account, n)).outcome, await readiness());
    };
    await look(0);
    lead(journal, FULL_DISK);
    await look(1);
    lead(journal, join(folder, "journal-on-disk"));
    await look(1);
    const expected = ["AA", 200, "fault 54354", 503, "AA", 200];
    const held = seen.join() === expected.join();
    return {
      name: "the disk of the journal is full",
      promise: "R4, R10",
      held,
      figures: `before, while and after: ${seen.join(", ")}`,
    };
  } finally {
    await gateway.stop();
  }
}

/** What one line of strace tells: a write to the log of SQLite, its sync, or an acknowledgment that leaves. */
function stepOf(line: string): "written" | "synced" | "left" | undefined {
  if (/pwrite64\(\d+<[^>]*test\.db-wal>/.test(line)) return "written";
  if (/f(?:data)?sync\(\d+<[^>]*test\.db-wal>/.test(line)) return "synced";
  return /MSA\|AA\|/.test(line) && /(?:write|writev|sendto|sendmsg)\(\d+<(?:TCP|socket)/.test(line)
    ? "left"
    : undefined;
}

/**
 * What loss of power would take: whatever was written and not synced when an answer left. Followed by the system calls of the
 * server, message by message; the kernel and the disk are believed when they say that a sync is done.
 *
 * @returns undefined without strace
 */
export async function followSyncs(folder: string): Promise<ChaosResult | undefined> {
  if (spawnSync("strace", ["-V"]).status !== 0) return undefined;
  const env = { DATA_DIR: folder };
  const account = await setUpSender(env, { name: "Sender", facility: BENCH_FACILITY, realm: "test" });
  const gateway = await startGateway({ dataDir: folder });
  const trace = join(folder, "trace");
  const calls = "trace=pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg";
  const pid = String(gateway.child.pid);
  const strace = spawn("strace", ["-f", "-yy", "-s", "4096", "-e", calls, "-o", trace, "-p", pid], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(strace, "close");
  await Promise.race([once(strace.stderr, "data"), ended]);
  try {
    for (let n = 0; n < MESSAGES; n += 1) await ask(gateway.soapUrl, account, n);
  } finally {
    strace.kill("SIGINT");
    await ended;
    await gateway.stop();
  }
  let [isUnsynced, synced, left, early] = [false, 0, 0, 0];
  for (const step of readFileSync(trace, "utf8").split("\n").map(stepOf)) {
    if (step === "written") isUnsynced = true;
    if (step === "synced") [isUnsynced, synced] = [false, synced + 1];
    if (step === "left") [left, early] = [left + 1, early + (isUnsynced ? 1 : 0)];
  }
  return {
    name: "each answer leaves after the sync of its commit",
    promise: "R1, R2",
    held: left === MESSAGES && early === 0 && synced >= MESSAGES,
    figures: `${left} acknowledgments, ${synced} syncs of the write-ahead log, ${early} answers before theirs`,
  };
}
