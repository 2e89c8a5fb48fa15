import type { CodeSets } from "../codes/code-sets.ts";
import type { Segment } from "../hl7/message.ts";
import type { ProfileId } from "../immunization/profiles/profile.ts";
import type { Rule } from "./rule.ts";

/** What a statement may look at. */
export interface StatementScope {
  readonly segment: Segment;
  /** Segments of its ORDER group in message order; empty outside one. */
  readonly group: readonly Segment[];
  /** The PID, when there is one in its place. */
  readonly patient: Segment | undefined;
  readonly header: Segment;
  readonly profile: ProfileId;
  /** The sender's calendar day of receipt, `YYYYMMDD`. */
  readonly today: string;
  readonly codes: CodeSets;
}

/** Where a statement is broken; no field means the segment as a whole. All 1-based. */
export interface Hit {
  readonly field?: number;
  readonly repetition?: number;
  readonly component?: number;
  /** The repetition in which `instead` is written, when it is not the one that is wrong. */
  readonly into?: number;
  /** What is written instead, when it depends on what was sent. */
  readonly instead?: readonly string[];
  /** The code that the text may repeat. */
  readonly value?: string;
}

/** A rule that looks at more than one leaf: the guide's IZ statements and what a calendar or a code table adds. */
export interface Statement extends Rule {
  readonly segment: string;
  /** Only in these profiles; in all that have the segment when left out. */
  readonly profiles?: readonly ProfileId[];
  /** Pure; empty when the statement holds. */
  readonly find: (scope: StatementScope) => readonly Hit[];
}

/** The answer of a statement that holds. */
export const HOLDS: readonly Hit[] = [];

/** One hit when `isBroken`, at `hit`. */
export function when(isBroken: boolean, hit: Hit): readonly Hit[] {
  return isBroken ? [hit] : HOLDS;
}

/** First eight digits of a time: its day, or `""`. */
export function dayOf(time: string): string {
  return time.slice(0, 8);
}
