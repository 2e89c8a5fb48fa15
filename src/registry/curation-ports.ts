import type { Person } from "./ports.ts";

/** A person as stored, merged away or not. */
export interface StoredPerson extends Person {
  /** The person that stands for this one now. */
  readonly mergedInto: string | undefined;
}

/** Two people who were made one, so that they can be made two again. */
export interface Merge {
  readonly id: string;
  readonly fromId: string;
  readonly intoId: string;
  /** Charts that were moved. */
  readonly sourceIds: readonly string[];
  readonly atMs: number;
}

/** What staff decided of a pair. */
export interface PairDecision {
  readonly personId: string;
  readonly otherId: string;
  readonly decision: "same" | "different";
  readonly atMs: number;
  readonly by: string;
}

/** Where a message's data went. */
export interface FiledMessage {
  readonly sourceId: string;
  readonly personId: string;
  readonly withdrawn: boolean;
}

/** What staff need of a realm's transaction beside `RegistryTransaction`; none of it is on the way of a message. */
export interface CurationTransaction {
  /** Without following a merge; it is this work's alone until it commits. */
  holdStoredPerson(personId: string): Promise<StoredPerson | undefined>;
  /** Move charts with the records filed under them. The person must be stored. */
  moveSources(sourceIds: readonly string[], toId: string): Promise<void>;
  /** Give all events of a person to another. */
  moveEvents(fromId: string, toId: string): Promise<void>;
  setMergedInto(personId: string, intoId: string | undefined): Promise<void>;
  saveMerge(merge: Merge): Promise<void>;
  /** The merge by which a person stands for nobody now; undefined when it was not merged, or was split again. */
  findMerge(fromId: string): Promise<Merge | undefined>;
  endMerge(mergeId: string, atMs: number): Promise<void>;
  /** Decides a pair; writes it when nobody noticed it before. */
  decidePair(decision: PairDecision): Promise<void>;
  findFiledMessage(messageId: string): Promise<FiledMessage | undefined>;
  /**
   * People with a code that was in no table when they were last computed (`PersonChange.awaitsCodes`), by id.
   *
   * @param afterId the last one of the page before, `""` for the first page
   */
  listAwaitingCodes(afterId: string, limit: number): Promise<readonly string[]>;
  setMessageWithdrawn(messageId: string, atMs: number | undefined): Promise<void>;
}
