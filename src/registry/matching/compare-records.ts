import type { Level } from "./comparison-levels.ts";
import { COMPARISONS, type ComparisonName } from "./comparisons.ts";
import type { MatchRecord } from "./match-record.ts";
import { VETOES, type VetoName } from "./vetoes.ts";

/** Score from which on two records may be one person, and from which on they are. Set on labelled pairs. */
export const THRESHOLDS = { possibleScoreMin: 7, matchScoreMin: 13.4 } as const;

/** What one field said. */
export interface Reason {
  readonly comparison: ComparisonName;
  readonly level: Level;
  readonly weight: number;
}

/** What two records say of each other; the same in both directions. */
export interface Comparison {
  /** `match`: one person. `possible`: a person must look. `different`: two people, or too little known. */
  readonly kind: "match" | "possible" | "different";
  /** Sum of the weights of `reasons`. */
  readonly score: number;
  /** The score that full agreement in the fields both sides know would give; 0 when there is none. */
  readonly attainableScore: number;
  /** Each field's part, in the order of the table, the missing ones too. */
  readonly reasons: readonly Reason[];
  /** What forbids to join the two without a look. */
  readonly vetoes: readonly VetoName[];
}

function reasonOf(comparison: ComparisonName, level: Level, weight: number): Reason {
  return Object.freeze({ comparison, level, weight });
}

/** A reason is one of sixty, made once. */
const ROWS = COMPARISONS.map((row) => ({
  level: row.level,
  attainable: row.weights.equal,
  reasons: {
    equal: reasonOf(row.name, "equal", row.weights.equal),
    close: reasonOf(row.name, "close", row.weights.close),
    partial: reasonOf(row.name, "partial", row.weights.partial),
    different: reasonOf(row.name, "different", row.weights.different),
    missing: reasonOf(row.name, "missing", 0),
  } satisfies Record<Level, Reason>,
}));

const PLACE_OF: ReadonlyMap<ComparisonName, number> = new Map(COMPARISONS.map((row, at) => [row.name, at]));

/** The level a comparison found for a field. */
export function levelIn(reasons: readonly Reason[], name: ComparisonName): Level {
  return reasons[PLACE_OF.get(name) ?? -1]?.level ?? "missing";
}

/** Weights have one decimal; without this 13.4 is sometimes a little less. */
function oneDecimal(sum: number): number {
  return Math.round(sum * 10) / 10;
}

/** Compares two people. Pure, symmetric, some microseconds. */
export function compareRecords(a: MatchRecord, b: MatchRecord): Comparison {
  const reasons: Reason[] = [];
  let score = 0;
  let attainableScore = 0;
  for (const row of ROWS) {
    const reason = row.reasons[row.level(a, b)];
    reasons.push(reason);
    score += reason.weight;
    if (reason.level !== "missing") attainableScore += row.attainable;
  }
  score = oneDecimal(score);
  attainableScore = oneDecimal(attainableScore);
  if (score < THRESHOLDS.possibleScoreMin)
    return { kind: "different", score, attainableScore, reasons, vetoes: [] };
  const levelOf = (name: ComparisonName): Level => levelIn(reasons, name);
  const vetoes = VETOES.filter((veto) => veto.holds(a, b, levelOf)).map((veto) => veto.name);
  const kind = score >= THRESHOLDS.matchScoreMin && vetoes.length === 0 ? "match" : "possible";
  return { kind, score, attainableScore, reasons, vetoes };
}
