import type { AckCode } from "../acknowledgment/ack-code.ts";
import type { CurationTransaction } from "../registry/curation-ports.ts";
import type { RegistryTransaction } from "../registry/ports.ts";
import type { RetentionTransaction } from "../retention/ports.ts";
import type { ReviewTransaction } from "../review/ports.ts";
import type { Finding } from "../validation/finding.ts";

/** Key of one transmission: organization and MSH-10 as sent, never empty (decision D7). */
export interface TransmissionKey {
  readonly organizationId: string;
  readonly controlId: string;
}

/** What the header of a message says of its origin; the same control id on another day or from another system is news. */
export interface Origin {
  /** MSH-3.1. */
  readonly sendingApplication: string;
  /** MSH-4.1 as sent. */
  readonly sendingFacility: string;
  /** `YYYYMMDD` of MSH-7, `""` when there is none. */
  readonly messageDay: string;
}

/** The message that stands for a replay key now. */
export interface StoredTransmission {
  readonly messageId: string;
  readonly ackCode: AckCode;
  /** Under which rules, codes, sites and rights it was judged; compared for equality only. */
  readonly basis: string;
  /** The answer as sent, byte for byte. */
  readonly answer: string;
}

/** One message with its answer, as it is committed. Texts are sealed by the store (decision D27). */
export interface MessageRecord {
  readonly id: string;
  readonly receivedAtMs: number;
  /** Organization whose site MSH-4 names; the credential's when none fits. */
  readonly organizationId: string;
  readonly credentialId: string;
  /** facilityID of the call; stands for MSH-4 when that is empty, also when the message is judged anew. */
  readonly facilityId: string;
  readonly controlId: string;
  readonly origin: Origin;
  /** MSH-9.1, .2 as sent, `VXU^V04`. */
  readonly type: string;
  /** MSH-11.1 as sent. */
  readonly processingId: string;
  readonly ackCode: AckCode;
  readonly basis: string;
  /** HMAC of the text as received, before masking (decision D7). */
  readonly payloadHash: string;
  /** UTF-8 bytes of the text as received. */
  readonly bytes: number;
  /** The text with social security numbers masked. */
  readonly request: string;
  readonly answer: string;
  readonly findings: readonly Finding[];
  /** The message that this one judges anew (decision D7). */
  readonly supersedes?: string;
  /** False for queries, which are executed each time. */
  readonly replayable: boolean;
}

/** A stored update with what judging it anew needs. */
export interface StoredSubmission {
  readonly id: string;
  readonly receivedAtMs: number;
  readonly organizationId: string;
  readonly credentialId: string;
  readonly facilityId: string;
  /** Key of its transmission, `""` when it has none. */
  readonly controlId: string;
  readonly payloadHash: string;
  readonly bytes: number;
  readonly ackCode: AckCode;
  readonly basis: string;
  /** Undefined once purged (decision D26). */
  readonly request: string | undefined;
  /** A later row judged this one anew. */
  readonly isSuperseded: boolean;
}

/** What came under the key of a transmission before. */
export interface EarlierTransmissions {
  /** The message last stored with this very payload; none where its answer was purged. */
  readonly same: StoredTransmission | undefined;
  /** Whether another payload came from the same system on the same day. */
  readonly isIdReused: boolean;
}

/** What one submission may do inside its transaction. Valid until the work that got it settles. */
export interface RealmTransaction {
  /** People, doses and queries, in the same transaction as the message and its answer. */
  readonly registry: RegistryTransaction;
  /** What staff do with people and messages. */
  readonly curation: CurationTransaction;
  /** What messages add to the technical message review. */
  readonly review: ReviewTransaction;
  /** What ends when its time is over (decision D26). */
  readonly retention: RetentionTransaction;
  findEarlier(key: TransmissionKey, payloadHash: string, origin: Origin): Promise<EarlierTransmissions>;
  /** Counts one more transmission of a stored message. */
  countReplay(messageId: string, atMs: number): Promise<void>;
  saveMessage(record: MessageRecord): Promise<void>;
  /** A stored message, for `message reprocess`. */
  findSubmission(messageId: string): Promise<StoredSubmission | undefined>;
}

/** Whose test data may be seen by whom (decision D23). */
export interface TestDataSharing {
  /**
   * Organizations that share test data with this one: those whose plans say, as its own does, that what they send to the test
   * environment is test data.
   *
   * @returns at most `SHARERS_MAX`, the organization itself left out; may be a second old
   */
  sharersWith(organizationId: string): Promise<ReadonlySet<string>>;
}

/** Organizations that one shares with; each costs the search for a person a few keys. */
export const SHARERS_MAX = 32;

/** The durable store of one realm; holds no path to the other's rows (decision D5). */
export interface RealmStore {
  /**
   * Run `work` in a transaction that is durable when the promise resolves. Works that arrive together may share one
   * commit; none sees another half done; one that throws leaves nothing behind and harms no other.
   *
   * @param lock works with the same text run one after the other, in every process on the same database
   * @throws GatewayError `unavailable` when the database does not take it, `busy` when too many works wait; whatever
   * `work` threw, as thrown
   */
  transaction<T>(lock: string, work: (tx: RealmTransaction) => Promise<T>): Promise<T>;
}
