import type { DateOnly } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";

/** Digest of a text under a key that the asker made for this one comparison and forgets after it. */
export type ComparisonDigest = (text: string) => string;

/** A given dose of one realm, of which nothing can be read but whether it is another realm's too. */
export interface DigestedDose {
  /** The realm's id of the record. */
  readonly id: string;
  readonly messageId: string;
  /** Two doses are the same when they share one digest. */
  readonly digests: readonly string[];
}

/** What may be told of a message. */
export interface MessageHead {
  /** MSH-10. */
  readonly controlId: string;
  /** MSH-11.1 as sent. */
  readonly processingId: string;
  readonly receivedAtMs: number;
}

/** The given doses of one realm. The digests are made inside: no row leaves it (decision D5). */
export interface GivenDoses {
  /**
   * Living doses that an organization gave on `givenFrom` or later, from messages received at `receivedFromMs` or later.
   *
   * @throws RefusedError `policy` when they are more than one comparison takes
   */
  listGiven(question: {
    readonly organizationId: string;
    readonly givenFrom: DateOnly;
    readonly receivedFromMs: number;
    readonly digest: ComparisonDigest;
  }): Promise<readonly DigestedDose[]>;
  headsOf(messageIds: readonly string[]): Promise<ReadonlyMap<string, MessageHead>>;
}

/** @throws GatewayError `unavailable` when the process has not opened the realm */
export type GivenDosesOf = (realm: Realm) => GivenDoses;
