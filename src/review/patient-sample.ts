import type { MessageContribution, PatientFacts, PatientTraits } from "./contribution.ts";
import { compareStamps, type Stamp } from "./stamp.ts";

/** Patients kept; exact up to here, a fair sample beyond. */
export const SAMPLED_PATIENTS_MAX = 500;

/** Different people seen under one record number, at most. */
const PERSONS_MAX = 4;

/** One patient of the sample by its latest message. */
export interface SampledPatient extends Stamp {
  readonly key: string;
  readonly traits: PatientTraits;
  /** Digests of the people seen under the key, the smallest ones, in order. */
  readonly persons: readonly string[];
  /** The latest message that asked for protection, with PD1-13. */
  readonly protectedAt?: Stamp & { readonly since: string };
}

/**
 * The patients with the smallest keys, in the order of keys. Keys are digests, so this is a random sample, and the same one
 * whatever the order in which parts are merged.
 */
export type PatientSample = readonly SampledPatient[];

/** The patient of one message that has one. */
export function sampledOf(
  { key, traits }: PatientFacts,
  { messageId, receivedAtMs: atMs }: MessageContribution,
): SampledPatient {
  return {
    key,
    atMs,
    messageId,
    traits,
    persons: traits.person === "" ? [] : [traits.person],
    ...(traits.protection === "Y" && { protectedAt: { atMs, messageId, since: traits.protectionSince } }),
  };
}

/** One patient as two messages tell of it; associative, order-independent. */
export function mergePatients(a: SampledPatient, b: SampledPatient): SampledPatient {
  const latest = compareStamps(a, b) >= 0 ? a : b;
  const persons = [...new Set([...a.persons, ...b.persons])].toSorted().slice(0, PERSONS_MAX);
  const [protectedAt] = [a.protectedAt, b.protectedAt]
    .filter((stamp) => stamp !== undefined)
    .toSorted((one, other) => compareStamps(other, one));
  const { protectedAt: _replaced, ...rest } = latest;
  return { ...rest, persons, ...(protectedAt !== undefined && { protectedAt }) };
}

/** Associative, order-independent, and the same when a part is merged twice. */
export function mergeSamples(samples: Iterable<PatientSample>): PatientSample {
  const patients = new Map<string, SampledPatient>();
  for (const sample of samples) {
    for (const patient of sample) {
      const known = patients.get(patient.key);
      patients.set(patient.key, known === undefined ? patient : mergePatients(known, patient));
    }
  }
  return [...patients.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, SAMPLED_PATIENTS_MAX);
}
