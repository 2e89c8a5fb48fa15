import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { BenchAccount } from "../bench/soap-request.ts";

/** A load that takes whatever answer it gets and sends on. */
export interface FloodJob {
  readonly port: number;
  readonly path: string;
  readonly account: BenchAccount;
  readonly connections: number;
  readonly durationMs: number;
  /** Number of the first message; each number is sent once. */
  readonly first: number;
}

/** What the senders of a flood got. */
export interface FloodResult {
  /** Outcomes and how often each came. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly acceptedP50Ms: number;
  readonly acceptedP99Ms: number;
  readonly refusedP99Ms: number;
}

const FLOODER = fileURLToPath(new URL("flooder.ts", import.meta.url));

/**
 * Flood from a process of its own, so that neither the server's thread nor that of the sender beside it is slowed.
 *
 * @throws Error when the flooder itself fails
 */
export async function runFlood(job: FloodJob): Promise<FloodResult> {
  // By way of its input: the arguments of a process are shown to everybody on the machine.
  const flooder = spawn(process.execPath, [FLOODER], { stdio: ["pipe", "pipe", "pipe"] });
  const killAtExit = (): void => void flooder.kill("SIGKILL");
  process.once("exit", killAtExit);
  flooder.stdin.end(JSON.stringify(job));
  const [written, said, [code]] = await Promise.all([
    text(flooder.stdout),
    text(flooder.stderr),
    once(flooder, "close"),
  ]);
  process.off("exit", killAtExit);
  if (code !== 0) throw new Error(`the flooder ended with ${String(code)}: ${said}`);
  const result: FloodResult = JSON.parse(written);
  return result;
}
