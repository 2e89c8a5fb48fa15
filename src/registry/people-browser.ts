import type { ReviewReason } from "./ports.ts";
import type { PersonRecords } from "./ports.ts";
import type { StoredPerson } from "./curation-ports.ts";

/** Two people whom staff should look at. */
export interface ListedPair {
  readonly personId: string;
  readonly otherId: string;
  readonly reason: ReviewReason;
  /** Of the comparison when it was noticed. */
  readonly score: number;
  readonly messageId: string;
  /** ISO 8601 in UTC. */
  readonly noticedAt: string;
}

/** One query that named a person. */
export interface Disclosure {
  readonly messageId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly organizationId: string;
  readonly credentialId: string;
  /** The id that was told, where another person stands for it now. */
  readonly personId: string;
}

/** A person with all that is filed under it. */
export interface ShownPerson {
  readonly person: StoredPerson;
  readonly records: PersonRecords;
}

/** The people of one realm, for staff. */
export interface PeopleBrowser {
  /**
   * Pairs that nobody decided, oldest first.
   *
   * @throws GatewayError `unavailable` when the database does not answer
   */
  openPairs(limit: number): Promise<readonly ListedPair[]>;
  /**
   * Who was told of a person, under its id and those merged into it; newest first.
   *
   * @throws GatewayError `unavailable` when the database does not answer
   */
  disclosures(personId: string, limit: number): Promise<readonly Disclosure[]>;
  /**
   * With patient data: the caller has a right to it and leaves an audit row.
   *
   * @throws GatewayError `unavailable` when the database does not answer, `internal` when a document does not open
   */
  show(personId: string): Promise<ShownPerson | undefined>;
}
