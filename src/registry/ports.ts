import type { Demographics } from "./matching/demographics.ts";
import type { PatientReport } from "./patient/patient-report.ts";
import type { ProtectionFacts } from "./query/visibility.ts";
import type { StoredReport } from "./vaccination/stored-report.ts";
import type { VaccinationEvent } from "./vaccination/vaccination-event.ts";

/**
 * Within which people are one person: `""` in production, where all organizations report on the same people; in test the
 * organization, whose people never meet those of another (decision D23).
 */
export type PeopleScope = string;

/** What the registry knows of a person as a whole. Plain JSON: one sealed document. */
export interface PersonDocument {
  /** Computed from the reports of all sources; what patient matching compares. */
  readonly demographics: Demographics;
  readonly protection: ProtectionFacts;
  /** False while staff have taken back all that was said: no query finds the person, reports still do. */
  readonly isReported: boolean;
  /** Ids of the people merged into this one: who was told one of them finds this person by it. */
  readonly formerIds: readonly string[];
}

/** A person of the registry. */
export interface Person {
  /** Sent in PID-3 with type SR. */
  readonly id: string;
  readonly scope: PeopleScope;
  readonly document: PersonDocument;
}

/** A person found by a key. */
export interface FoundPerson extends Person {
  /** The very chart that is looked for (`PersonKeys.source`) was reported of this person before. */
  readonly hasSource: boolean;
}

/** A message that said what a revision says. */
export interface RevisionSource {
  readonly messageId: string;
  /** MSH-7 as an instant that is never after the receipt. */
  readonly asOfMs: number;
  readonly receivedAtMs: number;
  /** The message was taken back by staff. */
  readonly withdrawn?: true;
}

/** What was said of a person once or again and again. */
export interface PatientRevision {
  /** As first said. */
  readonly report: PatientReport;
  /** Messages that said just this: the first and the newest ones. */
  readonly sources: readonly [RevisionSource, ...RevisionSource[]];
}

/**
 * One chart: a person as one site knows it under one identifier, with what was said of it, in the order received. Belongs to one
 * person; a merge or split moves it whole. Plain JSON: the revisions are one sealed document.
 */
export interface PatientSource {
  readonly id: string;
  readonly organizationId: string;
  readonly site: string;
  /** Plain text of the chart's key; the store keeps a keyed digest. */
  readonly key: string;
  readonly revisions: readonly PatientRevision[];
}

/** A source record with the chart it came with. */
export interface FiledReport {
  readonly sourceId: string;
  readonly report: StoredReport;
}

/** All that is kept of one person. */
export interface PersonRecords {
  readonly sources: readonly PatientSource[];
  readonly reports: readonly FiledReport[];
  /** By date. */
  readonly events: readonly VaccinationEvent[];
  /** Those without a living record now: their ids come back with their records. */
  readonly formerEvents: readonly VaccinationEvent[];
}

/** Plain key texts by which people are found, each with its scope in it; the store keeps keyed digests. */
export interface PersonKeys {
  readonly identifiers: readonly string[];
  readonly blocking: readonly string[];
}

/** Whom to look for. */
export interface PeopleSearch extends PersonKeys {
  /** Key of the chart that a report is about; absent for a query. */
  readonly source?: string;
}

/** People who share a key, those with most keys in common first. */
export interface FoundPeople {
  readonly people: readonly FoundPerson[];
  /** More were there than are looked at. */
  readonly isCapped: boolean;
}

/** What is written of one person, together or not at all. */
export interface PersonChange {
  readonly person: Person;
  /** When a person that is new was made. */
  readonly atMs: number;
  readonly savedKeys: PersonKeys;
  readonly goneKeys: PersonKeys;
  /** New or changed. */
  readonly sources: readonly PatientSource[];
  /** New or changed. */
  readonly reports: readonly FiledReport[];
  /** New or changed. */
  readonly events: readonly VaccinationEvent[];
  /** Events without a living record; they are kept for their ids. */
  readonly goneEventIds: readonly string[];
  /** A living record has a vaccine code that an import of code tables may bring (decision D9); absent: as it was. */
  readonly awaitsCodes?: boolean;
  /** The chart that a message is about: where its data is withdrawn when the message is. */
  readonly messageSource?: { readonly messageId: string; readonly sourceId: string };
}

/**
 * Why staff should look at two people: `possible` alike, not enough to join · `several` the report fits both ·
 * `one-identifier` one number on two people.
 */
export type ReviewReason = "possible" | "several" | "one-identifier";

/** Two people who may be one. */
export interface ReviewPair {
  readonly personId: string;
  readonly otherId: string;
  readonly reason: ReviewReason;
  /** Of the comparison. */
  readonly score: number;
  readonly messageId: string;
  readonly atMs: number;
}

/** Begin of the windows in which queries are counted, milliseconds since the epoch. */
export interface QueryWindows {
  readonly dayFromMs: number;
  readonly minuteFromMs: number;
  readonly notFoundFromMs: number;
}

/** How much an organization asked in the windows that now last. */
export interface QueryUse {
  readonly dayQueries: number;
  readonly minuteQueries: number;
  /** Queries that found nobody. */
  readonly notFound: number;
}

/**
 * What the registry's use cases need of one transaction of a realm. All of it commits with the message and its answer, or
 * none of it (decision D6).
 */
export interface RegistryTransaction {
  /**
   * Works that name a text in common run one after the other from here on, in every process on the same database: two
   * messages on one new child make one person.
   */
  lockPeople(texts: readonly string[]): Promise<void>;
  /** At most `CANDIDATES_READ_MAX` people. */
  findPeople(search: PeopleSearch): Promise<FoundPeople>;
  /** Do the work of reading so many people who share a key, so that time does not tell who is protected (decision D24). */
  readDecoys(count: number): Promise<void>;
  /**
   * A person as it is now, or the one it was merged into; undefined when there is none of that id. It is this work's alone
   * until it commits.
   */
  holdPerson(personId: string): Promise<Person | undefined>;
  readRecords(personId: string): Promise<PersonRecords>;
  /** Records of other people under one of these order numbers (`StoredReport.key`), at most `KEYS_ELSEWHERE_MAX`. */
  findKeysElsewhere(keys: readonly string[], personId: string): Promise<readonly StoredReport[]>;
  savePerson(change: PersonChange): Promise<void>;
  /** A pair that is known is left as it is. */
  savePairs(pairs: readonly ReviewPair[]): Promise<void>;
  /** Whom the answer to a query named (decision D26). */
  saveDisclosures(messageId: string, personIds: readonly string[]): Promise<void>;
  readQueryUse(organizationId: string, windows: QueryWindows): Promise<QueryUse>;
  /** Counts one more query; returns the counts with it. */
  countQuery(organizationId: string, windows: QueryWindows, foundNobody: boolean): Promise<QueryUse>;
}

/** Records looked at to tell a sender that it used an order number for another patient. */
export const KEYS_ELSEWHERE_MAX = 4;

/** People looked at for one report or query; the blocking keys give 3 on the mean and 59 at most on ten million people. */
export const CANDIDATES_READ_MAX = 200;
