import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Organization } from "../accounts/organization.ts";
import { catchUpReport } from "./catch-up.ts";
import { decideEvent } from "./decide-event.ts";
import type { AskedEvent, EventFacts } from "./event-facts.ts";
import { gatherFacts, type OutsideEvidence } from "./gather-facts.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import { type Evidence, TRANSITIONS } from "./transitions.ts";

/** Guards that refuse while nothing was read from a realm. */
const READS_REALM: ReadonlySet<string> = new Set([
  "signed-report",
  "answered-in-test",
  "answered-in-production",
  "catch-up-complete",
]);

interface Subject {
  readonly organization: Organization;
  readonly before: OnboardingCase;
  readonly facts: EventFacts;
}

/**
 * What the realms say of an event, read before the control database is locked. Nothing is read for an event that is
 * refused anyway.
 *
 * @throws RefusedError `not-found`; GatewayError `unavailable`
 */
export async function evidenceOutside(
  deps: OnboardingDeps,
  organizationId: string,
  asked: AskedEvent,
): Promise<OutsideEvidence> {
  const organization = await mustFindOrganization(deps.store, organizationId);
  const before = await newestOrRegistered(deps, deps.store, organization);
  const facts = await gatherFacts(deps, deps.store, { organization, before, asked }, {});
  const early = decideEvent(before, asked, facts);
  if (early.kind === "moved" || !READS_REALM.has(early.guard)) return {};
  const read: OutsideEvidence[] = [];
  for (const evidence of TRANSITIONS[asked.event].evidence)
    read.push(await readEvidence(deps, { organization, before, facts }, evidence));
  return Object.assign({}, ...read);
}

async function readEvidence(
  deps: OnboardingDeps,
  { organization, before, facts }: Subject,
  evidence: Evidence,
): Promise<OutsideEvidence> {
  const { id: organizationId } = organization;
  if (evidence.kind === "catch-up") {
    const { missing } = await catchUpReport(deps, deps.store, organization);
    return { missingDoses: missing.reduce((sum, { doseIds }) => sum + doseIds.length, 0) };
  }
  const { realm } = evidence;
  if (evidence.kind === "answered") {
    const kind = facts.queryOnly ? "query" : "update";
    const sinceMs = before.trafficSinceMs;
    return { answered: await deps.answered.isAnswered({ organizationId, realm, kind, sinceMs }) };
  }
  const report = await deps.reports.freeze({
    organizationId,
    realm,
    from: before.clock.startedOn,
    to: facts.now.day,
    may: facts.queryOnly ? "query-only" : "submit",
    dataKind: facts.plan.dataKind,
  });
  return report === undefined ? {} : { report };
}
