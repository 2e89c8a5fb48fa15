import type { Stage } from "../accounts/organization.ts";
import { PHASE_BUSINESS_DAYS, STAGE_TABLE } from "../onboarding/stages.ts";

/** Where a stage's count of business days stands. */
export interface StageDay {
  readonly stage: Stage;
  /** From 1; 0 before the first. */
  readonly dayInStage: number;
  readonly dueOn: string | undefined;
  readonly overdue: boolean;
}

/**
 * The business day of a stage: `14 of 20` where the guide gives it a length, `20 of 20, over since 2026-11-16` when that has
 * passed, `23, extended to 2026-11-30` when another day was agreed.
 */
export function stageDayText({ stage, dayInStage, dueOn, overdue }: StageDay): string {
  const { phase } = STAGE_TABLE[stage];
  if (phase === undefined) return String(dayInStage);
  const length = PHASE_BUSINESS_DAYS[phase];
  if (dayInStage <= length) return `${dayInStage} of ${length}`;
  if (dueOn === undefined) return String(dayInStage);
  return overdue ? `${length} of ${length}, over since ${dueOn}` : `${dayInStage}, extended to ${dueOn}`;
}
