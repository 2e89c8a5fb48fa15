import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Realm } from "../kernel/realm.ts";
import { DEFAULT_PROFILE } from "../review/configuration.ts";
import type { CountingRule } from "../review/count-pending.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingReads } from "./ports.ts";
import { reviewActsOf } from "./review-acts.ts";

/** What finding the rule needs. */
export interface CountingRuleDeps extends Pick<OnboardingDeps, "newId" | "calendarClock"> {
  readonly store: OnboardingReads;
}

/**
 * How an organization's messages are counted in a realm: by the kind of data of its plan (decision D30), cut at its fix markers.
 *
 * @throws RefusedError `not-found` for the organization; GatewayError `unavailable` when the database does not answer
 */
export async function countingRuleOf(
  deps: CountingRuleDeps,
  organizationId: string,
  realm: Realm,
): Promise<CountingRule> {
  const { store } = deps;
  const onboarding = await newestOrRegistered(deps, store, await mustFindOrganization(store, organizationId));
  const plan = (await store.findPlan(onboarding.id))?.plan;
  const { markers } = reviewActsOf(await store.listReviewActs(organizationId, realm));
  return {
    dataKind: plan?.dataKind ?? DEFAULT_PROFILE.dataKind,
    markers: markers.map(({ atMs }) => atMs),
  };
}
