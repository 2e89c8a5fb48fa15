import { type Stage, stagePermitsProduction } from "../accounts/organization.ts";
import type { OnboardingCase } from "./onboarding-case.ts";

/**
 * The stage that an organization's traffic is judged by. It is the newest case's, with two exceptions, so that no given
 * dose is turned away: a pause of a live interface leaves it live, and while an earlier interface has its letter it stays
 * in production until the next one goes live.
 *
 * @param earlierStands an earlier case has a letter that stands
 */
export function organizationStage(newest: OnboardingCase, earlierStands: boolean): Stage {
  const { stage, pause } = newest;
  if (stage === "WITHDRAWN") return stage;
  const own = pause !== undefined && stagePermitsProduction(pause.from) ? pause.from : stage;
  return earlierStands && !stagePermitsProduction(own) ? "ONGOING" : own;
}
