import type { RetentionTransaction } from "../../src/retention/ports.ts";
import type { CurationTransaction } from "../../src/registry/curation-ports.ts";
import type {
  FiledReport,
  PatientSource,
  Person,
  QueryUse,
  RegistryTransaction,
  ReviewPair,
} from "../../src/registry/ports.ts";
import type { VaccinationEvent } from "../../src/registry/vaccination/vaccination-event.ts";

interface Owned<T> {
  readonly personId: string;
  readonly value: T;
}

/** A registry in memory, without locks: its works run one after the other. */
export interface MemoryRegistry extends RegistryTransaction {
  readonly people: Map<string, Person>;
  readonly pairs: ReviewPair[];
  /** Message id → people whom its answer named. */
  readonly disclosures: Map<string, readonly string[]>;
  /** The state, to go back to when a work fails. */
  snapshot(): () => void;
}

export function createMemoryRegistry(): MemoryRegistry {
  const people = new Map<string, Person>();
  const keys = new Map<string, Set<string>>();
  const sources = new Map<string, Owned<PatientSource>>();
  const reports = new Map<string, Owned<FiledReport>>();
  const events = new Map<string, Owned<VaccinationEvent>>();
  const gone = new Map<string, true>();
  const pairs: ReviewPair[] = [];
  const disclosures = new Map<string, readonly string[]>();
  const uses = new Map<string, QueryUse>();
  const maps: readonly Map<string, unknown>[] = [
    people,
    keys,
    sources,
    reports,
    events,
    gone,
    disclosures,
    uses,
  ];

  const valuesOf = <T>(map: ReadonlyMap<string, Owned<T>>, personId: string): readonly T[] =>
    [...map.values()].filter((one) => one.personId === personId).map(({ value }) => value);

  return {
    people,
    pairs,
    disclosures,
    snapshot: () => {
      const copies = maps.map(
        (map) => new Map([...map].map(([key, value]) => [key, structuredClone(value)])),
      );
      const before = pairs.length;
      return () => {
        pairs.length = before;
        for (const [index, map] of maps.entries()) {
          map.clear();
          for (const [key, value] of copies[index] ?? []) map.set(key, value);
        }
      };
    },
    lockPeople: async () => {},
    findPeople: async ({ identifiers, blocking, source }) => {
      const ids = new Set([...identifiers, ...blocking].flatMap((key) => Array.from(keys.get(key) ?? [])));
      const found = [...ids].flatMap((id) => people.get(id) ?? []);
      const hasSource = (id: string): boolean => valuesOf(sources, id).some(({ key }) => key === source);
      return {
        people: found.map(({ id, scope, document }) => ({ id, scope, document, hasSource: hasSource(id) })),
        isCapped: false,
      };
    },
    readDecoys: async () => {},
    holdPerson: async (personId) => people.get(personId),
    readRecords: async (personId) => ({
      sources: valuesOf(sources, personId),
      reports: valuesOf(reports, personId),
      events: valuesOf(events, personId).filter(({ id }) => !gone.has(id)),
      formerEvents: valuesOf(events, personId).filter(({ id }) => gone.has(id)),
    }),
    findKeysElsewhere: async (texts, personId) =>
      [...reports.values()]
        .filter((one) => one.personId !== personId && texts.includes(one.value.report.key ?? ""))
        .map(({ value }) => value.report),
    savePerson: async (change) => {
      const personId = change.person.id;
      people.set(personId, change.person);
      for (const key of [...change.goneKeys.identifiers, ...change.goneKeys.blocking])
        keys.get(key)?.delete(personId);
      for (const key of [...change.savedKeys.identifiers, ...change.savedKeys.blocking])
        keys.set(key, (keys.get(key) ?? new Set()).add(personId));
      for (const value of change.sources) sources.set(value.id, { personId, value });
      for (const value of change.reports) reports.set(value.report.id, { personId, value });
      for (const id of change.goneEventIds) gone.set(id, true);
      for (const value of change.events) {
        gone.delete(value.id);
        events.set(value.id, { personId, value });
      }
    },
    savePairs: async (added) => void pairs.push(...added),
    saveDisclosures: async (messageId, personIds) => {
      if (personIds.length > 0) disclosures.set(messageId, personIds);
    },
    readQueryUse: async (organizationId) =>
      uses.get(organizationId) ?? { dayQueries: 0, minuteQueries: 0, notFound: 0 },
    countQuery: async (organizationId, _windows, foundNobody) => {
      const { dayQueries = 0, minuteQueries = 0, notFound = 0 } = uses.get(organizationId) ?? {};
      const use = {
        dayQueries: dayQueries + 1,
        minuteQueries: minuteQueries + 1,
        notFound: notFound + (foundNobody ? 1 : 0),
      };
      uses.set(organizationId, use);
      return use;
    },
  };
}

/** Staff's part is tested on the databases. */
export const NO_CURATION: CurationTransaction = {
  holdStoredPerson: async () => undefined,
  moveSources: async () => {},
  moveEvents: async () => {},
  setMergedInto: async () => {},
  saveMerge: async () => {},
  findMerge: async () => undefined,
  endMerge: async () => {},
  decidePair: async () => {},
  findFiledMessage: async () => undefined,
  listAwaitingCodes: async () => [],
  setMessageWithdrawn: async () => {},
};

/** Nothing ends in memory. */
export const NO_RETENTION: RetentionTransaction = {
  countTexts: async () => 0,
  purgeTexts: async () => 0,
  countMessages: async () => 0,
  purgeMessages: async () => 0,
  countPeople: async () => 0,
  purgePeople: async () => 0,
  purgeContributions: async () => undefined,
  purgeQueryAnswers: async () => undefined,
};
