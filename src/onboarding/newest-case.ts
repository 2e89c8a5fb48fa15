import type { Organization } from "../accounts/organization.ts";
import { dayInZone } from "../kernel/dates.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingReads } from "./ports.ts";
import { registeredCase } from "./registered-case.ts";

/** The newest case of an organization; before the first event one that is not stored yet. */
export async function newestOrRegistered(
  deps: Pick<OnboardingDeps, "newId" | "calendarClock">,
  reads: OnboardingReads,
  organization: Organization,
): Promise<OnboardingCase> {
  const newest = (await reads.listCases(organization.id)).at(-1);
  if (newest !== undefined) return newest;
  const atMs = deps.calendarClock();
  return registeredCase(organization, { id: deps.newId(), today: dayInZone(atMs), atMs });
}
