import type { PopulationThresholds, ReviewConfiguration, ReviewProfile } from "../configuration.ts";
import { POPULATION_RULES } from "../review-rules.ts";
import type { ReviewSite } from "../review-setting.ts";
import type { WindowTally } from "../window-tally.ts";
import type { Letter } from "../measures.ts";

/** What the tests on populations look at. */
export interface PopulationScope {
  readonly tally: WindowTally;
  readonly thresholds: PopulationThresholds;
  readonly configuration: ReviewConfiguration;
  readonly profile: ReviewProfile;
  readonly sites: readonly ReviewSite[];
}

/** One thing that only a population shows. */
export interface PopulationFinding {
  readonly id: string;
  /** Names it among the findings of its rule: a field, a place, a digest. */
  readonly subject: string;
  readonly text: string;
  readonly objects: number;
  readonly share: number | null;
}

/** The letter of a finding; `k` for an id that is in no table, which a test excludes. */
export function letterOf(id: string): Letter {
  return POPULATION_RULES.find((rule) => rule.id === id)?.letter ?? "k";
}

/** Whether a finding keeps its rule from passing until it is cleared. */
export function isBlocking(id: string): boolean {
  return POPULATION_RULES.find((rule) => rule.id === id)?.isAdvice !== true;
}

export const NOTHING_FOUND: readonly PopulationFinding[] = [];

/** A share in whole percent, as people read it. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
