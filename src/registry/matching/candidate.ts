import { type Comparison, compareRecords } from "./compare-records.ts";
import { type IdentifierVerdict, judgeIdentifier } from "./judge-identifier.ts";
import type { MatchRecord } from "./match-record.ts";

/** A person of the registry as one report or query sees it. */
export interface Candidate {
  /** The person's id in the registry. */
  readonly id: string;
  readonly comparison: Comparison;
  /** What to think of the identifier in common; undefined when there is none. */
  readonly identifier: IdentifierVerdict | undefined;
}

/** Compares a person of the registry with what came in. */
export function toCandidate(incoming: MatchRecord, id: string, record: MatchRecord): Candidate {
  const comparison = compareRecords(incoming, record);
  const shared = incoming.identifiers.some((own) =>
    record.identifiers.some((other) => other.key === own.key),
  );
  return { id, comparison, identifier: shared ? judgeIdentifier(comparison) : undefined };
}

/** Best first; equal scores in the order of their ids, so that the same people always give the same answer. */
export function byScore(a: Candidate, b: Candidate): number {
  if (a.comparison.score !== b.comparison.score) return b.comparison.score - a.comparison.score;
  return a.id < b.id ? -1 : 1;
}
