import type { DateOnly } from "../kernel/dates.ts";

/** Staff said why a dose of the review need not be in production. Written once. */
export interface CatchUpExplanation {
  readonly caseId: string;
  /** The test realm's id of the record. */
  readonly doseId: string;
  readonly controlId: string;
  readonly reason: string;
  readonly by: string;
  readonly atMs: number;
}

/** Doses of one test message that production does not have. */
export interface MissingDoses {
  readonly controlId: string;
  readonly messageId: string;
  readonly receivedAtMs: number;
  /** Ids of the records in the test realm. */
  readonly doseIds: readonly string[];
}

/** Where the doses of a review stand. */
export interface CatchUpReport {
  /** The day on which the review was begun; undefined when there is nothing to catch up: no review yet, queries only, or test data. */
  readonly since?: DateOnly;
  /** Doses given since then that were sent to the test environment. */
  readonly given: number;
  readonly inProduction: number;
  /** Neither in production nor explained, by control id in the order of receipt. */
  readonly missing: readonly MissingDoses[];
  readonly explained: readonly CatchUpExplanation[];
}
