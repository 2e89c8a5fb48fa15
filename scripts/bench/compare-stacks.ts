import { figure, markdownTable } from "./markdown-table.ts";
import { measureStack, medianOf, type Measurement } from "./measure-stack.ts";
import { jobFor, startStacks, stopStacks, type Stack, type StackOptions } from "./stacks.ts";

/** How the comparison runs. */
export interface ComparisonOptions extends StackOptions {
  /** Messages for each stack and round. */
  readonly messages: number;
  readonly rounds: number;
  readonly progress: (text: string) => void;
}

const WARM_UP_SHARE = 0.5;

/**
 * Load every stack in turn, round by round, so that what else the machine does falls on all of them.
 *
 * @returns the medians as a Markdown table, with the CPU as a multiple of the first two stacks
 */
export async function compareStacks(options: ComparisonOptions): Promise<string> {
  const { messages, rounds, progress } = options;
  const warmUp = Math.ceil(messages * WARM_UP_SHARE);
  const stacks = await startStacks(options);
  try {
    const measured = new Map<Stack, Measurement[]>(stacks.map((stack) => [stack, []]));
    for (const stack of stacks) await measureStack(stack.server, jobFor(stack, 0, warmUp), stack.postmaster);
    for (let round = 0; round < rounds; round += 1) {
      for (const [stack, measurements] of measured) {
        progress(`round ${round + 1} of ${rounds}: ${stack.name}`);
        measurements.push(
          await measureStack(
            stack.server,
            jobFor(stack, warmUp + round * messages, messages),
            stack.postmaster,
          ),
        );
      }
    }
    return comparisonTable([...measured].map(([{ name }, each]) => ({ name, median: medianOf(each) })));
  } finally {
    await stopStacks(stacks);
  }
}

function ratio(cpu: number, to: number | undefined): string {
  return to === undefined ? "" : (cpu / to).toFixed(2);
}

function comparisonTable(rows: readonly { readonly name: string; readonly median: Measurement }[]): string {
  const [emptyCall, naive] = rows;
  return markdownTable(
    [
      "stack",
      "requests/s",
      "p50 ms",
      "p95 ms",
      "p99 ms",
      "CPU ms/message",
      "÷ empty call",
      "÷ naive stack",
      "PostgreSQL CPU ms/message",
    ],
    rows.map(({ name, median }) => [
      name,
      median.requestsPerSecond.toFixed(0),
      median.p50Ms.toFixed(1),
      median.p95Ms.toFixed(1),
      median.p99Ms.toFixed(1),
      median.cpuMsPerMessage.toFixed(3),
      ratio(median.cpuMsPerMessage, emptyCall?.median.cpuMsPerMessage),
      ratio(median.cpuMsPerMessage, naive?.median.cpuMsPerMessage),
      figure(median.databaseCpuMsPerMessage, 3),
    ]),
  );
}
