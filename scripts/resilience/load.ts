import { benchControlId, benchMessage, BENCH_FACILITY } from "../bench/bench-message.ts";
import { Connection, postText } from "../bench/connection.ts";
import { type BenchAccount, submitEnvelope } from "../bench/soap-request.ts";

/** What one call came to: MSA-1, the number of a fault, or the end of the connection. */
export type Outcome = "AA" | "AE" | "AR" | `fault ${string}` | "broken";

/** One call as its sender saw it. */
export interface Asked {
  readonly outcome: Outcome;
  /** The whole answer, for comparing it with the stored one. */
  readonly text: string;
  readonly durationMs: number;
}

/** Send message `n` as the organization of a facility would. */
export async function ask(url: string, account: BenchAccount, n: number): Promise<Asked> {
  const message = benchMessage(n).replaceAll(BENCH_FACILITY, account.facilityId);
  const startedMs = performance.now();
  const text = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/soap+xml; charset=utf-8" },
    body: submitEnvelope(account, message),
  }).then(
    (response) => response.text(),
    () => "",
  );
  return { outcome: outcomeOf(text), text, durationMs: performance.now() - startedMs };
}

/** The same over a connection of its own, as many clients do. */
export async function askAnew(url: string, account: BenchAccount, n: number): Promise<Asked> {
  const { port, pathname } = new URL(url);
  const message = benchMessage(n).replaceAll(BENCH_FACILITY, account.facilityId);
  const startedMs = performance.now();
  const connection = new Connection(Number(port));
  const request = postText({ port: Number(port), path: pathname }, submitEnvelope(account, message));
  const text = await connection.request(request).then(
    ({ body }) => body,
    () => "",
  );
  connection.close();
  return { outcome: outcomeOf(text), text, durationMs: performance.now() - startedMs };
}

/** What an answer says; an empty one never came. */
export function outcomeOf(text: string): Outcome {
  if (text === "") return "broken";
  const code = /MSA\|(AA|AE|AR)\|/.exec(text)?.[1];
  if (code === "AA" || code === "AE" || code === "AR") return code;
  return `fault ${/<Code>(\d+)<\/Code>/.exec(text)?.[1] ?? "?"}`;
}

/** MSH-10 of message `n`. */
export function controlIdOf(n: number): string {
  return benchControlId(n);
}

/** The value below which so many of a hundred lie; 0 when there is none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Outcomes and how often each came. */
export function tally(asked: readonly Pick<Asked, "outcome">[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of asked) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Call `send` from so many senders at a time, each as soon as it has its answer, until told to stop. */
export async function flood(
  senders: number,
  send: (n: number) => Promise<Asked>,
  until: AbortSignal,
  first: number,
): Promise<readonly Asked[]> {
  const all: Asked[] = [];
  let next = first;
  const work = async (): Promise<void> => {
    while (!until.aborted) all.push(await send(next++));
  };
  await Promise.all(Array.from({ length: senders }, work));
  return all;
}
