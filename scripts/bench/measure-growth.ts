import { join } from "node:path";
import { acknowledge } from "../../src/acknowledgment/acknowledge.ts";
import { answerOnce } from "../../src/submission/answer-once.ts";
import { judge } from "../../src/submission/judge.ts";
import { readSubmission } from "../../src/submission/read-submission.ts";
import { startGateway } from "../gateway-process.ts";
import { setUpSender, type SenderAccount } from "../set-up-sender.ts";
import { BENCH_FACILITY, benchControlId, benchMessage } from "./bench-message.ts";
import { markdownTable } from "./markdown-table.ts";
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

const WORKS_AT_ONCE = 256;

/** Put messages of the sender into the store past HTTP: real rows under other control ids, sealed like any other. */
async function fill(dataDir: string, account: SenderAccount, from: number, to: number): Promise<void> {
  const spine = await openSpine(dataDir);
  try {
    const claim = { ...account, password: account.secret, remoteAddress: "127.0.0.1" };
    const principal = await spine.authenticate(claim);
    if (principal === undefined) throw new Error("the benchmark's credential was refused");
    const submission = { ...claim, hl7Message: benchMessage(0), requestId: "", receivedAtMs: Date.now() };
    const received = readSubmission(submission, principal, spine.test);
    const judgement = judge(received, spine.test, spine.deps);
    const sending = { realm: "test", nowMs: Date.now(), controlId: "BENCH" } as const;
    const answer = acknowledge(received, judgement, sending);
    const store = (n: number): Promise<unknown> => {
      const row = { ...received, controlId: `GROWTH-${benchControlId(n)}`, payloadHash: `growth-${n}` };
      return answerOnce(spine.test, row, judgement, spine.deps.newId(), () => answer);
    };
    for (let first = from; first < to; first += WORKS_AT_ONCE) {
      const count = Math.min(WORKS_AT_ONCE, to - first);
      await Promise.all(Array.from({ length: count }, (_none, index) => store(first + index)));
    }
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

/**
 * The gateway on SQLite with ever more messages in its store.
 *
 * @param sizes messages in the store before the load
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
  for (const [index, size] of sizes.toSorted((a, b) => a - b).entries()) {
    progress(`growth: filling the store to ${size} messages`);
    await fill(dataDir, account, stored, size);
    stored = Math.max(stored, size);
    const median = await measureAt(dataDir, account, index * (rounds + 1) * messages, options);
    const { requestsPerSecond, p50Ms, p95Ms, p99Ms, cpuMsPerMessage } = median;
    const latencies = [p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1));
    rows.push([`${size}`, requestsPerSecond.toFixed(0), ...latencies, cpuMsPerMessage.toFixed(3)]);
  }
  return markdownTable(
    ["messages in the store", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/message"],
    rows,
  );
}
