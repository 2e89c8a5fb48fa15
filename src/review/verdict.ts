import type { ReviewConfiguration } from "./configuration.ts";
import type { Gate } from "./measures.ts";
import type { Counts, Verdict } from "./report/report.ts";
import { objectsNeeded } from "./wilson.ts";

/** What a gate says of one measure. */
export interface Decision {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Too few objects to pass: each is to be looked at. */
  readonly census: boolean;
  readonly passSuggested: boolean;
  /** Objects without failure that are still needed; 0 when decided. */
  readonly objectsMissing: number;
}

/** What the gates look at beside the counts. */
export interface GateFacts {
  readonly counts: Counts;
  readonly target: number;
  readonly floor: number;
  readonly configuration: ReviewConfiguration;
  /** G0: hits in the last traffic days, and older ones that nobody explained. */
  readonly recentHits: number;
  readonly unexplainedHits: number;
  readonly trafficDays: number;
  /** G3: one correct instance was seen, or was shown by a scripted message. */
  readonly observed: boolean;
  readonly attested: boolean;
}

const DECIDED = { census: false, passSuggested: false, objectsMissing: 0 } as const;

function decided(verdict: Verdict, reason: string): Decision {
  return { verdict, reason, ...DECIDED };
}

const percentOf = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

/** G1 and G2: the Wilson bounds against target and floor (review rules, section 0.3). */
function decideRate(facts: GateFacts): Decision {
  const { counts, target, floor, configuration } = facts;
  const { passed, failed, lower, upper } = counts;
  const n = passed + failed;
  if (lower === null || upper === null) {
    const needed = objectsNeeded(target);
    return {
      verdict: "REVIEW",
      reason: "Nothing of the kind was received.",
      census: true,
      passSuggested: false,
      objectsMissing: needed,
    };
  }
  if (lower >= target)
    return decided("PASS", `The rate is at least ${percentOf(lower)}; asked are ${percentOf(target)}.`);
  if (upper < floor && n >= configuration.failObjectsMin) {
    return decided(
      "FAIL",
      `The rate is at most ${percentOf(upper)}; below ${percentOf(floor)} the rule fails.`,
    );
  }
  const needed = objectsNeeded(target);
  if (n >= needed) {
    return decided(
      "REVIEW",
      `The rate lies between floor and target: ${percentOf(lower)} to ${percentOf(upper)}.`,
    );
  }
  return {
    verdict: "REVIEW",
    reason: `${n} are too few to decide; ${needed} without a failure would pass.`,
    census: true,
    passSuggested: failed === 0 && n >= configuration.censusObjectsMin,
    objectsMissing: missingObjects(facts),
  };
}

/** How many more objects without failure would bring the lower bound to the target. */
function missingObjects({ counts, target }: GateFacts): number {
  if (counts.failed === 0) return Math.max(0, objectsNeeded(target) - counts.passed);
  const share = Math.max(counts.failed / Math.max(1e-9, 1 - target), objectsNeeded(target));
  return Math.max(0, Math.ceil(share) - counts.passed - counts.failed);
}

/** G0: nothing in the last traffic days, and every older hit explained. */
function decideNone(facts: GateFacts): Decision {
  const { recentHits, unexplainedHits, trafficDays, configuration, counts } = facts;
  const days = configuration.cleanTrafficDays;
  if (recentHits > 0)
    return decided("FAIL", `${recentHits} in the last ${days} days with traffic; none is allowed.`);
  if (unexplainedHits > 0) return decided("REVIEW", `${unexplainedHits} older ones have no cause noted.`);
  if (counts.passed === 0) return decided("REVIEW", "Nothing was received that could be looked at.");
  return trafficDays < days
    ? decided("REVIEW", `${trafficDays} days with traffic are too few; ${days} without one are asked.`)
    : decided("PASS", `None in the last ${days} days with traffic.`);
}

/** G3: nothing inconsistent, and one correct instance seen or attested. */
function decideCapability({ counts, observed, attested }: GateFacts): Decision {
  if (counts.failed > 0) return decided("FAIL", `${counts.failed} are inconsistent; none is allowed.`);
  if (observed) return decided("PASS", "Seen in traffic, and none is inconsistent.");
  return attested
    ? decided("ATTESTED", "Not seen in traffic; shown by a scripted message.")
    : decided("REVIEW", "Not seen in traffic and not attested.");
}

const GATES: Readonly<Record<Gate, (facts: GateFacts) => Decision>> = {
  G0: decideNone,
  G1: decideRate,
  G2: decideRate,
  G3: decideCapability,
  display: () => decided("NOT_APPLICABLE", "Shown only, not judged."),
};

/** The verdict of one measure by its gate alone. */
export function decideMeasure(gate: Gate, facts: GateFacts): Decision {
  return GATES[gate](facts);
}

const RANK: Readonly<Record<Verdict, number>> = {
  NOT_APPLICABLE: 0,
  PASS: 1,
  ATTESTED: 2,
  REVIEW: 3,
  FAIL: 4,
};

/** The worst of verdicts; NOT_APPLICABLE when there is none. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce<Verdict>(
    (worst, next) => (RANK[next] > RANK[worst] ? next : worst),
    "NOT_APPLICABLE",
  );
}
