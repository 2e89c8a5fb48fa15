import type { MessageContribution } from "./contribution.ts";
import type { ExampleBook } from "./examples.ts";
import type { LedgerRow } from "./ledger.ts";
import type { BucketSpan, StoredSums } from "./window-tally.ts";
import type { PatientSightings } from "./sightings.ts";
import type { Stamp } from "./stamp.ts";

/** A message whose contribution the sums do not show as it stands. */
export interface PendingContribution {
  readonly contribution: MessageContribution;
  /** The bucket it is counted in; `""` while it is in no sum. */
  readonly countedIn: string;
  /** `gone` is not to be counted any more and then deleted; `withdrawn` may come back. */
  readonly state: "counts" | "withdrawn" | "gone";
}

/** The bucket that a message is counted in from now on, `""` for none. */
export interface CountedMessage {
  readonly messageId: string;
  readonly bucket: string;
}

/** What messages that were counted together add to the sums, until it is added. */
export interface SumChange {
  readonly rows: readonly LedgerRow[];
  /** Examples with their buckets. */
  readonly examples: readonly (readonly [bucket: string, examples: ExampleBook])[];
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

/** Contributions: one a message. */
export interface ContributionStore {
  /** Keep what a message adds; it is counted into the sums later. Records an incident when numbers of people were masked. */
  saveContribution(organizationId: string, contribution: MessageContribution): Promise<void>;
  /** Take back what a message adds, or give it back (`message void`); the sums follow later. */
  setContributionWithdrawn(organizationId: string, messageId: string, isWithdrawn: boolean): Promise<void>;
  /**
   * End a contribution for good, for one that takes its place or because its message is forgotten; the sums follow later.
   *
   * @returns the contribution as it was
   */
  endContribution(organizationId: string, messageId: string): Promise<MessageContribution | undefined>;
  /** What the sums do not show as it stands, held until the commit. */
  listPending(organizationId: string, limit: number): Promise<readonly PendingContribution[]>;
  countPending(organizationId: string): Promise<number>;
  countContributions(organizationId: string): Promise<number>;
  /** Organizations that have something pending, or whose sums are to be made anew, in order. */
  listWaiting(limit: number): Promise<readonly string[]>;
  /** Organizations that have contributions, in order, after one. */
  listReviewed(after: string, limit: number): Promise<readonly string[]>;
  /** How many contributions were made under another basis. */
  countOutdated(organizationId: string, basis: string): Promise<number>;
  /** Some of them, in no order. */
  listOutdated(organizationId: string, basis: string, limit: number): Promise<readonly MessageContribution[]>;
  /** A contribution made anew. Sums that count what it was must be made anew by whoever calls. */
  replaceContribution(organizationId: string, contribution: MessageContribution): Promise<void>;
  /** Note where messages are counted now; nothing of them is pending then. */
  saveCounted(organizationId: string, messages: readonly CountedMessage[]): Promise<void>;
  /** Delete contributions that ended and are in no sum. */
  deleteContributions(organizationId: string, messageIds: readonly string[]): Promise<void>;
  /** Those that there are, in no order. */
  findContributions(
    organizationId: string,
    messageIds: readonly string[],
  ): Promise<readonly MessageContribution[]>;
  /** Messages counted in a bucket, the newest first, from before a stamp on. */
  listCounted(
    organizationId: string,
    bucket: string,
    before: Stamp | undefined,
    limit: number,
  ): Promise<readonly MessageContribution[]>;
}

/** Sums of contributions, by bucket; changed only under `sumsLock`, and read under it. */
export interface SumStore {
  /** Under what the sums were counted; undefined when they are to be made anew. */
  findCountingRule(organizationId: string): Promise<string | undefined>;
  saveCountingRule(organizationId: string, rule: string): Promise<void>;
  /** Make counted messages pending again that were received from an instant on, at most `limit`. @returns how many */
  recountFrom(organizationId: string, fromMs: number, limit: number): Promise<number>;
  /** Forget sums, and that messages are counted; at most `limit` rows of each. @returns how many rows of any */
  forgetSums(organizationId: string, limit: number): Promise<number>;
  /** In all buckets, in no order. */
  findSightings(organizationId: string, patientKeys: readonly string[]): Promise<readonly PatientSightings[]>;
  /** In place of what is known of the patient in the bucket. */
  saveSightings(organizationId: string, rows: readonly PatientSightings[]): Promise<void>;
  /** Note what is to be added to the sums; what is noted counts for whoever reads them. @returns how much is noted, or more */
  noteChange(organizationId: string, change: SumChange): Promise<number>;
  /** The oldest of what is noted, for whoever adds it to the sums in the same transaction: it is noted no more. */
  takeChanges(organizationId: string, limit: number): Promise<readonly SumChange[]>;
  /** Add to sums, and take away. */
  changeSums(organizationId: string, changes: readonly LedgerRow[]): Promise<void>;
  findExamples(organizationId: string, bucket: string, causes: readonly string[]): Promise<ExampleBook>;
  /** In place of what a cause had; one without examples is deleted. */
  saveExamples(organizationId: string, bucket: string, examples: ExampleBook): Promise<void>;
  /**
   * With what is noted of the span. In several statements: without the lock, what is noted may be added to the sums between two,
   * and be missing.
   */
  readSums(organizationId: string, span: BucketSpan): Promise<StoredSums>;
}

/** What one work may do with reviews of one realm. */
export interface ReviewTransaction extends ContributionStore, SumStore {
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
