import { isJunk } from "./matching/junk-values.ts";
import {
  type Demographics,
  NO_DEMOGRAPHICS,
  type PatientIdentifier,
  type PersonName,
} from "./matching/demographics.ts";
import { isTelling } from "./matching/telling-name.ts";
import type { PatientReport } from "./patient/patient-report.ts";
import { protectionAssertion } from "./patient/read-patient-report.ts";
import { readDemographics } from "./patient/read-demographics.ts";
import { reportsOfSources } from "./patient-source.ts";
import type { PatientSource, PersonDocument } from "./ports.ts";
import { NO_PROTECTION, type ProtectionAssertion } from "./query/visibility.ts";

/** Repetitions of one kind kept for matching, newest first. */
const REPETITIONS_MAX = 8;
const IDENTIFIERS_MAX = 60;

function distinct<T>(values: readonly T[], max: number): readonly T[] {
  if (values.length < 2) return values;
  const seen = new Map<string, T>();
  for (const value of values) {
    const text = JSON.stringify(value);
    if (!seen.has(text)) seen.set(text, value);
  }
  return [...seen.values()].slice(0, max);
}

/** The newest telling name stands first: the legal one; earlier ones follow as aliases do. */
function namesOf(newestFirst: readonly Demographics[]): readonly PersonName[] {
  const legal = newestFirst.flatMap(({ names }) => names.slice(0, 1));
  const first = legal.filter(isTelling);
  const others = newestFirst.flatMap(({ names }) => names.slice(1));
  return distinct([...first, ...legal, ...others], REPETITIONS_MAX);
}

function newest<T>(
  newestFirst: readonly Demographics[],
  valueOf: (one: Demographics) => T | undefined,
): T | undefined {
  return newestFirst.map(valueOf).find((value) => value !== undefined);
}

/** Only F and M tell something; U never takes their place. */
function sexOf(newestFirst: readonly Demographics[]): string {
  const sexes = newestFirst.map(({ sex }) => sex);
  return sexes.find((sex) => sex === "F" || sex === "M") ?? sexes.find((sex) => sex !== "") ?? "";
}

/** What all reports say of one person, for matching: by field the newest that says something. */
export function consolidateDemographics(newestFirst: readonly Demographics[]): Demographics {
  const all = <T>(listOf: (one: Demographics) => readonly T[], max: number): readonly T[] =>
    distinct(newestFirst.flatMap(listOf), max);
  return {
    names: namesOf(newestFirst),
    birthDate: newest(newestFirst, ({ birthDate }) =>
      birthDate === undefined || isJunk("birth-date", birthDate) ? undefined : birthDate,
    ),
    sex: sexOf(newestFirst),
    motherMaidenName: newest(newestFirst, (one) => one.motherMaidenName),
    multipleBirth: newest(newestFirst, (one) => one.multipleBirth),
    birthOrder: newest(newestFirst, (one) => one.birthOrder),
    relatives: all((one) => one.relatives, REPETITIONS_MAX),
    addresses: all((one) => one.addresses, REPETITIONS_MAX),
    phones: all((one) => one.phones, REPETITIONS_MAX),
    identifiers: all((one) => one.identifiers, IDENTIFIERS_MAX),
  };
}

/** The newest assertion of each organization. */
function assertionsOf(newestFirst: readonly PatientReport[]): readonly ProtectionAssertion[] {
  const byOrganization = new Map<string, ProtectionAssertion>();
  for (const report of newestFirst) {
    const assertion = protectionAssertion(report);
    if (assertion === undefined) continue;
    const known = byOrganization.get(assertion.organizationId);
    const isAsOld = known?.asOfMs === assertion.asOfMs;
    if (known === undefined || (isAsOld && assertion.value === "Y"))
      byOrganization.set(assertion.organizationId, assertion);
  }
  return [...byOrganization.values()];
}

/** How our own ids stand in PID-3 of what we send, so that senders may ask by them (HL7 table 0203, SR). */
function ownIdentifier(id: string): PatientIdentifier {
  return { value: id, authority: "MIIC", type: "SR" };
}

/** A person of whom nothing is said yet. */
export const NOTHING_KNOWN: PersonDocument = Object.freeze({
  demographics: NO_DEMOGRAPHICS,
  protection: NO_PROTECTION,
  isReported: false,
  formerIds: [],
});

/**
 * A person as all its charts tell.
 *
 * @param before what staff decided, which no report changes
 */
export function describePerson(
  id: string,
  sources: readonly PatientSource[],
  before: Pick<PersonDocument, "protection" | "formerIds">,
): PersonDocument {
  const living = reportsOfSources(sources);
  const isReported = living.length > 0;
  // By what was taken back, a later report still finds the person it is about.
  const reports = isReported
    ? living
    : sources.flatMap(({ revisions }) => revisions.map(({ report }) => report));
  const reported = consolidateDemographics(reports.map(readDemographics));
  const { protection, formerIds } = before;
  const identifiers = [...[id, ...formerIds].map(ownIdentifier), ...reported.identifiers];
  return {
    demographics: { ...reported, identifiers },
    protection: { ...protection, assertions: assertionsOf(living) },
    isReported,
    formerIds,
  };
}
