import type { MessageContribution } from "./contribution.ts";
import type { LedgerRow, Occurrence } from "./ledger.ts";
import type { BucketEvidence } from "./review-book.ts";

/** An object's occurrence under its key. */
export interface KeyedOccurrence {
  readonly key: string;
  readonly occurrence: Occurrence;
}

/** What a report is computed from: the stored sums of a span of days. */
export interface StoredSums {
  readonly rows: readonly LedgerRow[];
  readonly evidence: readonly BucketEvidence[];
}

/** Days of receipt, `YYYY-MM-DD`, inclusive. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/** A number of a person that came in a message: to be told to the organization (review rule j). */
export interface Incident {
  /** The message; it has one incident at most. */
  readonly messageId: string;
  readonly organizationId: string;
  readonly atMs: number;
  /** Numbers of people in the message. */
  readonly numbers: number;
  /** `PID[1]-19`: where the first one stood. */
  readonly place: string;
  readonly closedAtMs?: number;
  readonly closedBy?: string;
}

/** What one work may do with reviews of one realm. */
export interface ReviewTransaction {
  /** Keep what a message adds; it is counted into the sums later. Records an incident when numbers of people were masked. */
  saveContribution(organizationId: string, contribution: MessageContribution): Promise<void>;
  /** Take a contribution away, for one that is made anew; the sums are then made anew by the next count. */
  takeContribution(organizationId: string, messageId: string): Promise<MessageContribution | undefined>;
  /** Under what the sums were counted; undefined when they are to be made anew. */
  findBasis(organizationId: string): Promise<string | undefined>;
  /** Forget the sums; every contribution is to be counted again. */
  startSums(organizationId: string, basis: string): Promise<void>;
  /** Contributions that are not counted yet, held until the commit. */
  listPending(organizationId: string, limit: number): Promise<readonly MessageContribution[]>;
  countPending(organizationId: string): Promise<number>;
  markCounted(organizationId: string, messageIds: readonly string[]): Promise<void>;
  findOccurrences(organizationId: string, keys: readonly string[]): Promise<readonly KeyedOccurrence[]>;
  saveOccurrences(organizationId: string, occurrences: readonly KeyedOccurrence[]): Promise<void>;
  readSums(organizationId: string, span: DaySpan): Promise<StoredSums>;
  /** Takes the place of all sums. */
  saveSums(organizationId: string, sums: StoredSums): Promise<void>;
  /** Transmissions of messages received in [fromMs, toMs) that were answered from the store (decision D7). */
  countReplays(organizationId: string, fromMs: number, toMs: number): Promise<number>;
  /** Oldest first; those that are not closed, or all. */
  listIncidents(organizationId: string | undefined, isAll: boolean): Promise<readonly Incident[]>;
  /** @returns false when there is none that is open */
  closeIncident(messageId: string, by: string, atMs: number): Promise<boolean>;
}

/** The reviews of one realm. */
export interface ReviewStore {
  /** As the realm's transactions: works with one lock run one after the other. */
  transaction<T>(lock: string, work: (tx: { readonly review: ReviewTransaction }) => Promise<T>): Promise<T>;
}
