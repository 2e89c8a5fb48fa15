import { byScore, type Candidate } from "./candidate.ts";

/**
 * Whose report it is. Only `match` adds to a person of the registry; all others make a new one, `several` and `possible`
 * with rows for staff to look at.
 */
export type ReportDecision =
  | {
      readonly kind: "match";
      readonly id: string;
      readonly by: "identifier" | "demographics";
      /** Others who may be the same person, best first. */
      readonly review: readonly Candidate[];
      readonly contradicted: readonly Candidate[];
    }
  | {
      readonly kind: "several" | "possible";
      /** Best first, at least one; of `several` two or more fit equally. */
      readonly review: readonly Candidate[];
      readonly contradicted: readonly Candidate[];
    }
  | { readonly kind: "none"; readonly contradicted: readonly Candidate[] };

/** By so much the best must be ahead of the next before a report is added to it. */
const LEAD_SCORE_MIN = 2;

/** A rival stands too near to the best to tell them apart; one that a veto parts from the report only at the same score. */
function isRival(best: Candidate, other: Candidate): boolean {
  const lead = best.comparison.score - other.comparison.score;
  return other.comparison.vetoes.length > 0 ? lead <= 0 : lead < LEAD_SCORE_MIN;
}

/** The one of `strong` that leads all of `all`, if there is one. */
function leaderOf(strong: readonly Candidate[], all: readonly Candidate[]): Candidate | undefined {
  const best = strong[0];
  return best === undefined || all.some((other) => other !== best && isRival(best, other)) ? undefined : best;
}

/**
 * Decides whose report it is: by an identifier in common that the rest confirms, else by demographics.
 *
 * A candidate whose identifier is contradicted is never the person, and is handed back for a finding to staff.
 */
export function decideReport(candidates: readonly Candidate[]): ReportDecision {
  const sorted = candidates.toSorted(byScore);
  const contradicted = sorted.filter((one) => one.identifier === "contradicted");
  const open = sorted.filter((one) => one.identifier !== "contradicted");
  const confirmed = open.filter((one) => one.identifier === "confirmed");
  const strong = open.filter((one) => one.comparison.kind === "match");
  const possible = open.filter((one) => one.identifier !== undefined || one.comparison.kind !== "different");

  const byIdentifier = leaderOf(confirmed, confirmed);
  const leader = byIdentifier ?? (confirmed.length === 0 ? leaderOf(strong, possible) : undefined);
  if (leader !== undefined) {
    const by = byIdentifier === undefined ? "demographics" : "identifier";
    return {
      kind: "match",
      id: leader.id,
      by,
      review: possible.filter((one) => one !== leader),
      contradicted,
    };
  }
  if (possible.length === 0) return { kind: "none", contradicted };
  const kind = confirmed.length > 1 || strong.length > 1 ? "several" : "possible";
  return { kind, review: possible, contradicted };
}
