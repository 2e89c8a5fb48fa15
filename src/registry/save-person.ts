import type { CodeSets } from "../codes/code-sets.ts";
import type { IdSource } from "../kernel/clock.ts";
import { describePerson } from "./describe-person.ts";
import { toMatchRecord } from "./matching/match-record.ts";
import { keysWithout, peopleKeys } from "./people-keys.ts";
import type {
  FiledReport,
  PatientSource,
  Person,
  PersonChange,
  PersonDocument,
  PersonRecords,
  RegistryTransaction,
} from "./ports.ts";
import { consolidate } from "./vaccination/consolidate.ts";
import { currentState } from "./vaccination/current-state.ts";
import type { StoredReport } from "./vaccination/stored-report.ts";
import type { VaccinationEvent } from "./vaccination/vaccination-event.ts";
import { awaitsCodes } from "./vaccination/vaccine-meant.ts";

/** What is new of a person, and what was there. */
export interface ChangedRecords {
  readonly records: PersonRecords;
  /** New or changed. */
  readonly sources: readonly PatientSource[];
  /** New or changed. */
  readonly reports: readonly FiledReport[];
  readonly messageSource?: PersonChange["messageSource"];
  /** Events whose ids may be used again, beside those of `records`: of the person that the records came from. */
  readonly freedEvents?: readonly VaccinationEvent[];
  readonly receivedAtMs: number;
  readonly codes: CodeSets;
  readonly newId: IdSource;
}

/** A person as it is now. */
export interface SavedPerson {
  readonly document: PersonDocument;
  readonly events: readonly VaccinationEvent[];
}

/** Those of `before` with the changed ones in their place, and the new ones. */
function withChanged<T>(before: readonly T[], changed: readonly T[], idOf: (one: T) => string): readonly T[] {
  const byId = new Map(before.map((one) => [idOf(one), one]));
  for (const one of changed) byId.set(idOf(one), one);
  return [...byId.values()];
}

function isAwaiting(report: StoredReport, codes: CodeSets): boolean {
  const state = currentState(report);
  return state.kind === "living" && awaitsCodes(codes, state.content);
}

function isSame(a: VaccinationEvent, b: VaccinationEvent | undefined): boolean {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Compute a person and its vaccinations anew from all charts and source records, and write what changed. Ids of events stay
 * (registry rule: recomputed on every change, never patched).
 */
export async function savePerson(
  tx: RegistryTransaction,
  person: Person,
  changed: ChangedRecords,
): Promise<SavedPerson> {
  const { records, codes, newId } = changed;
  const sources = withChanged(records.sources, changed.sources, ({ id }) => id);
  const reports = withChanged(records.reports, changed.reports, ({ report }) => report.id);
  const document = describePerson(person.id, sources, person.document);
  const events = consolidate(
    reports.map(({ report }) => report),
    { codes, previous: [...records.events, ...records.formerEvents, ...(changed.freedEvents ?? [])], newId },
  );
  const before = new Map(records.events.map((event) => [event.id, event]));
  const ids = new Set(events.map(({ id }) => id));
  const oldKeys = peopleKeys(toMatchRecord(person.document.demographics), person.scope);
  const newKeys = peopleKeys(toMatchRecord(document.demographics), person.scope);
  await tx.savePerson({
    person: { ...person, document },
    atMs: changed.receivedAtMs,
    savedKeys: keysWithout(newKeys, oldKeys),
    goneKeys: keysWithout(oldKeys, newKeys),
    sources: changed.sources,
    reports: changed.reports,
    events: events.filter((event) => !isSame(event, before.get(event.id))),
    goneEventIds: [...before.keys()].filter((id) => !ids.has(id)),
    awaitsCodes: reports.some(({ report }) => isAwaiting(report, codes)),
    ...(changed.messageSource !== undefined && { messageSource: changed.messageSource }),
  });
  return { document, events };
}
