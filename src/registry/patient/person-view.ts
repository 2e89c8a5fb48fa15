import type { Field, Segment } from "../../hl7/message.ts";

/** A person as answers show it: computed from the reports of the person that the asker may see. */
export interface PersonView {
  /** Our id, sent in PID-3 with type SR. */
  readonly id: string;
  /** PID fields by number, each from the newest report that has one; PID-3 is not among them. */
  readonly pid: ReadonlyMap<number, Field>;
  /** PD1 fields by number. */
  readonly pd1: ReadonlyMap<number, Field>;
  /** NK1 of the newest report that has any. */
  readonly relatives: readonly Segment[];
  /** PID-3 repetitions of the asker's own reports; never those of others. */
  readonly ownIdentifiers: Field;
}
