import { authorize } from "../accounts/administration.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Organization, Stage } from "../accounts/organization.ts";
import type { Actor } from "../accounts/policy.ts";
import type { Realm } from "../kernel/realm.ts";
import { catchUpReport } from "./catch-up.ts";
import { decideEvent } from "./decide-event.ts";
import type { AskedEvent, EventFacts } from "./event-facts.ts";
import { gatherFacts, type OutsideEvidence } from "./gather-facts.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { ReportQuestion, Standing } from "./review-report-port.ts";
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

/** The report of a case's stage up to today. */
function reportQuestion(
  { organizationId, clock }: OnboardingCase,
  { now, queryOnly, plan }: EventFacts,
  realm: Realm,
): ReportQuestion {
  const may = queryOnly ? "query-only" : "submit";
  return { organizationId, realm, from: clock.startedOn, to: now.day, may, dataKind: plan.dataKind };
}

/** What signing the current stage would find. */
export interface StageStanding extends Standing {
  /** Given doses of the review that production does not have; only while production is monitored. */
  readonly missingDoses?: number;
}

const REALM_OF_SIGNING: Readonly<Partial<Record<Stage, Realm>>> = {
  TECH_REVIEW: "test",
  REVIEW_EXTENDED: "test",
  PROD_MONITORING: "production",
  MONITORING_EXTENDED: "production",
};

/**
 * Where the evidence of a stage that is signed stands: rules, gates, incidents and the catch-up; an integrator's own only.
 *
 * @returns undefined in a stage that nobody signs, or when no report can be made
 * @throws RefusedError `policy`, `not-found`; GatewayError `unavailable`
 */
export async function showStanding(
  deps: OnboardingDeps,
  actor: Actor,
  organizationId: string,
): Promise<StageStanding | undefined> {
  await authorize(deps, actor, { act: "onboarding.read", organizationId });
  const organization = await mustFindOrganization(deps.store, organizationId);
  const before = await newestOrRegistered(deps, deps.store, organization);
  const realm = REALM_OF_SIGNING[before.stage];
  if (realm === undefined) return undefined;
  const asked: AskedEvent = { event: "sign-review", hasDocument: false };
  const facts = await gatherFacts(deps, deps.store, { organization, before, asked }, {});
  const standing = await deps.reports.preview(reportQuestion(before, facts, realm));
  if (standing === undefined || realm === "test") return standing;
  const subject = { organization, before, facts };
  const { missingDoses = 0 } = await readEvidence(deps, subject, { kind: "catch-up" });
  return { ...standing, missingDoses };
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
  const report = await deps.reports.freeze(reportQuestion(before, facts, realm));
  return report === undefined ? {} : { report };
}
