import { readMessage } from "../../src/hl7/read-message.ts";
import { REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import { toCandidate } from "../../src/registry/matching/candidate.ts";
import { decideReport } from "../../src/registry/matching/decide-report.ts";
import { type MatchRecord, toMatchRecord } from "../../src/registry/matching/match-record.ts";
import { readDemographics } from "../../src/registry/patient/read-demographics.ts";
import { readPatientReport } from "../../src/registry/patient/read-patient-report.ts";
import { peopleKeys } from "../../src/registry/people-keys.ts";
import type { RegistryTransaction } from "../../src/registry/ports.ts";
import { BENCH_FACILITY, benchMessage } from "./bench-message.ts";
import { type Measurement, NOT_MEASURED } from "./measure-stack.ts";
import type { OpenSpine } from "./open-spine.ts";

/** A thread's CPU time is told in steps of some milliseconds: a round is long enough to be many of them. */
const MATCHES_PER_ROUND = 250;
const ROUNDS = 8;
/** Few, so that a work keeps its time where pages come from the disk. */
const MATCHES_PER_WORK = 25;
/** Numbers of patients that no store holds. */
const STRANGERS_FROM = 500_000_000;

/** The n-th patient of the benchmark as matching sees it. */
export function matchRecordOf(n: number, organizationId: string): MatchRecord {
  const reading = readMessage(benchMessage(n));
  const report =
    reading.kind === "message"
      ? readPatientReport(reading.message, {
          messageId: "",
          site: BENCH_FACILITY,
          organizationId,
          receivedAtMs: Date.now(),
          zone: REGISTRY_ZONE,
        })
      : undefined;
  if (report === undefined) throw new Error("the benchmark's message names nobody");
  return toMatchRecord(readDemographics(report));
}

/** Somebody to look for, and whether the store has them. */
interface Incoming {
  readonly isKnown: boolean;
  readonly record: MatchRecord;
}

async function matchAll(
  registry: RegistryTransaction,
  incoming: readonly Incoming[],
  organizationId: string,
): Promise<void> {
  for (const { isKnown, record } of incoming) {
    const { people } = await registry.findPeople({ ...peopleKeys(record, organizationId), source: "" });
    const decision = decideReport(
      people.map(({ id, document }) => toCandidate(record, id, toMatchRecord(document.demographics))),
    );
    if ((decision.kind === "match") !== isKnown)
      throw new Error(`a patient was ${isKnown ? "not known again" : "taken for another"}`);
  }
}

/**
 * Search the store for people, every second of them known, and decide on whom is found.
 *
 * @param patients how many of the benchmark's patients are in the store, from number 0 on
 * @returns CPU of this thread for each search, the median of the rounds
 * @throws Error when a known one is not matched or a stranger is
 */
export async function measureMatches(
  { test }: OpenSpine,
  organizationId: string,
  patients: number,
): Promise<Measurement> {
  const all = MATCHES_PER_ROUND * (ROUNDS + 1);
  const roundsMs: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const incoming = Array.from({ length: MATCHES_PER_ROUND }, (_none, at) => {
      const index = round * MATCHES_PER_ROUND + at;
      const isKnown = index % 2 === 0;
      const n = isKnown ? Math.floor((index * patients) / all) : STRANGERS_FROM + index;
      return { isKnown, record: matchRecordOf(n, organizationId) };
    });
    const before = process.threadCpuUsage();
    for (let from = 0; from < incoming.length; from += MATCHES_PER_WORK)
      await test.store.transaction("match", ({ registry }) =>
        matchAll(registry, incoming.slice(from, from + MATCHES_PER_WORK), organizationId),
      );
    const { user, system } = process.threadCpuUsage(before);
    roundsMs.push((user + system) / 1000 / MATCHES_PER_ROUND);
  }
  const sorted = roundsMs.slice(1).toSorted((a, b) => a - b);
  return { ...NOT_MEASURED, cpuMsPerMessage: sorted[Math.floor(ROUNDS / 2)] ?? Number.NaN };
}
