import { blockingKeys } from "../src/registry/matching/blocking-keys.ts";
import { compareRecords } from "../src/registry/matching/compare-records.ts";
import { type MatchRecord, toMatchRecord } from "../src/registry/matching/match-record.ts";
import type { Kind, LabelledPair } from "./labelled-pairs.ts";

export const KINDS: readonly Kind[] = ["match", "possible", "different"];

/** A pair on which matcher and labeller are not of one mind. */
export interface Disagreement {
  readonly id: string;
  readonly expected: Kind;
  readonly found: Kind;
  readonly score: number;
}

/** How the matcher did on labelled pairs. */
export interface Evaluation {
  readonly pairs: number;
  /** Share of pairs with the labeller's kind, 0 to 1; 0 without pairs. */
  readonly agreement: number;
  /** Labelled different, called match: records of two people would be mixed. */
  readonly falseMerges: number;
  /** Labelled match, called different: a person would be there twice, and nobody would know. */
  readonly missedMatches: number;
  /** Pairs labelled match or possible that share no blocking key, so that they would never be compared. */
  readonly unblocked: number;
  /** Number of pairs by label and by what the matcher called them. */
  readonly table: ReadonlyMap<Kind, ReadonlyMap<Kind, number>>;
  readonly disagreements: readonly Disagreement[];
}

function shareKey(a: MatchRecord, b: MatchRecord): boolean {
  const keys = new Set(blockingKeys(a));
  return blockingKeys(b).some((key) => keys.has(key));
}

/** Compares each pair and counts. */
export async function evaluatePairs(pairs: AsyncIterable<LabelledPair>): Promise<Evaluation> {
  const table = new Map(KINDS.map((expected) => [expected, new Map(KINDS.map((found) => [found, 0]))]));
  const disagreements: Disagreement[] = [];
  let total = 0;
  let unblocked = 0;
  for await (const { id, expected, a, b } of pairs) {
    const [recordA, recordB] = [toMatchRecord(a), toMatchRecord(b)];
    const { kind: found, score } = compareRecords(recordA, recordB);
    const row = table.get(expected);
    row?.set(found, (row.get(found) ?? 0) + 1);
    total += 1;
    if (found !== expected) disagreements.push({ id, expected, found, score });
    if (expected !== "different" && !shareKey(recordA, recordB)) unblocked += 1;
  }
  return {
    pairs: total,
    agreement: total === 0 ? 0 : (total - disagreements.length) / total,
    falseMerges: table.get("different")?.get("match") ?? 0,
    missedMatches: table.get("match")?.get("different") ?? 0,
    unblocked,
    table,
    disagreements,
  };
}
