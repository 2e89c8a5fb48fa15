import { byScore, type Candidate } from "./candidate.ts";
import { levelIn } from "./compare-records.ts";
import type { Level } from "./comparison-levels.ts";
import type { ComparisonName } from "./comparisons.ts";

/**
 * Whom a query is about. `match`: one, beyond doubt. `several`: more than one beyond doubt. `possible`: some who may be.
 * Which response each gives is the query table's (decision D11).
 */
export type QueryDecision =
  | { readonly kind: "match"; readonly candidate: Candidate }
  | { readonly kind: "several"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "possible"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "none" };

/**
 * Bounds on score ÷ attainable score: a query carries few fields, so the bounds on a report's score do not fit it.
 *
 * Source: measured on labelled pairs with the other fields blanked: no record of another person disclosed.
 */
export const QUERY_RATIOS = { highRatioMin: 0.9, candidateRatioMin: 0.45 } as const;

/** Less than a name and a birth date in common says nothing, however well it agrees. */
const ATTAINABLE_SCORE_MIN = 7;

const EXACT: readonly ComparisonName[] = ["given-name", "family-name", "birth-date"];

/** Fields that tell two people of one name and birth date apart. */
const TELLING: readonly ComparisonName[] = [
  "phone",
  "address",
  "mother-maiden-name",
  "relative-given-name",
  "relative-family-name",
];

const NAMES: readonly ComparisonName[] = ["given-name", "family-name"];

/**
 * Whether the asker knows something of the name. A number and a birth date can be counted through; who does not know the
 * name learns neither it nor anything else (decision D18).
 */
function isNamed({ comparison }: Candidate): boolean {
  const levels = NAMES.map((name) => levelIn(comparison.reasons, name));
  // A part in common is little: a family name of many parts has one in common with many people.
  return levels.some((level) => level === "equal" || level === "close") || !levels.some(isNothing);
}

function isNothing(level: Level): boolean {
  return level === "missing" || level === "different";
}

/** How much of what both sides know agrees, at most 1; 0 when too little is known. */
function ratioOf(candidate: Candidate): number {
  const { score, attainableScore } = candidate.comparison;
  return attainableScore < ATTAINABLE_SCORE_MIN ? 0 : score / attainableScore;
}

function isExact(candidate: Candidate): boolean {
  const { reasons, vetoes } = candidate.comparison;
  const exact = EXACT.every((name) => levelIn(reasons, name) === "equal");
  return exact && vetoes.length === 0 && ratioOf(candidate) >= QUERY_RATIOS.highRatioMin;
}

function isBare(candidate: Candidate): boolean {
  return TELLING.every((name) => levelIn(candidate.comparison.reasons, name) === "missing");
}

function isConfirmed(candidate: Candidate): boolean {
  return candidate.identifier === "confirmed" && isNamed(candidate);
}

/**
 * Whether a number that the rest confirms decides already: {@link decideQuery} then answers the same, whoever else is alike
 * without having one of the numbers asked for.
 *
 * @param candidates all who have one of the numbers
 */
export function isDecidedByIdentifier(candidates: readonly Candidate[]): boolean {
  return candidates.some(isConfirmed);
}

/**
 * Decides whom a query is about. High confidence: a confirmed identifier; or given name, family name and birth date exactly
 * equal, nearly all else agreeing, and, where nothing but name, birth date and sex is known, nobody else in sight. Nobody
 * is found without any part of a name.
 *
 * @param candidates only people whom the asker may see (decisions D23, D24)
 */
export function decideQuery(candidates: readonly Candidate[]): QueryDecision {
  const sorted = candidates
    .toSorted(byScore)
    .filter((one) => one.identifier !== "contradicted" && isNamed(one));
  const near = sorted.filter(
    (one) => one.identifier !== undefined || ratioOf(one) >= QUERY_RATIOS.candidateRatioMin,
  );
  const confirmed = near.filter(isConfirmed);
  const high = confirmed.length > 0 ? confirmed : near.filter(isExact);
  const [first, ...others] = high;
  if (first === undefined)
    return near.length === 0 ? { kind: "none" } : { kind: "possible", candidates: near };
  if (others.length > 0) return { kind: "several", candidates: high };
  const alone = first.identifier === "confirmed" || !isBare(first) || near.length === 1;
  return alone ? { kind: "match", candidate: first } : { kind: "possible", candidates: near };
}
