import type { Realm } from "../kernel/realm.ts";
import type { ReviewTransaction } from "../review/ports.ts";

/** What of an organization's data is meant: all that came before an instant. */
export interface PurgeSpan {
  readonly organizationId: string;
  /** Received before this instant. */
  readonly beforeMs: number;
}

/** What retention may do inside one transaction of a realm. Every `purge…` takes at most `limit` rows and tells how many. */
export interface RetentionTransaction {
  /** Messages whose request, or answer that no replay key needs, is still there. */
  countTexts(span: PurgeSpan): Promise<number>;
  /** Empties them; replay keys and their answers stay (decision D7). */
  purgeTexts(span: PurgeSpan, limit: number): Promise<number>;
  /** Messages of which any text, hash or replay key is left. */
  countMessages(span: PurgeSpan): Promise<number>;
  /** Takes texts, payload hashes and replay keys; codes, times and findings stay. */
  purgeMessages(span: PurgeSpan, limit: number): Promise<number>;
  /** People of the organization's scope of whom nothing came since; merged ones count with the one they went into. */
  countPeople(span: PurgeSpan): Promise<number>;
  /** Takes them with charts, doses, keys and disclosures. */
  purgePeople(span: PurgeSpan, limit: number): Promise<number>;
  /**
   * Looks at `limit` contributions to the technical review, in the order of their messages after one, and takes those of the span;
   * whoever takes some outdates the sums, under their lock.
   *
   * @returns how many were taken, and the last one looked at; undefined when there is none after that
   */
  purgeContributions(
    span: PurgeSpan,
    after: string,
    limit: number,
  ): Promise<{ readonly taken: number; readonly last: string } | undefined>;
  /**
   * Empties answers to queries received before `beforeMs`, going on where the last call stopped.
   *
   * @returns undefined when there is no more to look at now
   */
  purgeQueryAnswers(beforeMs: number, limit: number): Promise<number | undefined>;
}

/** The store of one realm, as far as retention needs it. */
export interface RetentionStore {
  transaction<T>(
    lock: string,
    work: (tx: {
      readonly retention: RetentionTransaction;
      readonly review: ReviewTransaction;
    }) => Promise<T>,
  ): Promise<T>;
}

/** Where an organization stands, as far as retention asks. */
export interface OrganizationStanding {
  readonly organizationId: string;
  /** A review or a monitoring is not signed: its messages are evidence. */
  readonly underReview: boolean;
  /** All cases rest: instant of the newest letter, return or withdrawal. Undefined while one runs, or none ended. */
  readonly endedAtMs: number | undefined;
}

/** What retention reads of the control database. */
export interface RetentionReads {
  /** All organizations, in the order of making. */
  listStandings(realm: Realm): Promise<readonly OrganizationStanding[]>;
}
