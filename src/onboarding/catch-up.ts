import { authorize, checkLine, perform } from "../accounts/administration.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Organization } from "../accounts/organization.ts";
import type { Actor } from "../accounts/policy.ts";
import { type DateOnly, instantInZone } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { CatchUpExplanation, CatchUpReport, MissingDoses } from "./catch-up-report.ts";
import type { DigestedDose, MessageHead } from "./given-doses.ts";
import type { HistoryEntry } from "./history-entry.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingReads, OnboardingTransaction } from "./ports.ts";

/** What comparing the realms needs. */
export type CatchUpDeps = Pick<
  OnboardingDeps,
  "store" | "clock" | "calendarClock" | "newId" | "dosesOf" | "newDigest"
>;

const NOTHING: CatchUpReport = { given: 0, inProduction: 0, missing: [], explained: [] };
const REASON_LENGTH_MAX = 500;

/**
 * The day on which the review was begun, after the last return to the queue. Its day 1 is the next business day; what is given in
 * between is sent to the test environment already.
 */
function reviewBegunOn(history: readonly HistoryEntry[]): DateOnly | undefined {
  const returned = history.findLastIndex(({ to }) => to === "RETURNED");
  return history.slice(returned + 1).find(({ event }) => event === "begin-review")?.day;
}

function isSameDose(production: ReadonlySet<string>, { digests }: DigestedDose): boolean {
  return digests.some((digest) => production.has(digest));
}

interface Subject {
  readonly organizationId: string;
  readonly since: DateOnly;
  readonly explanations: readonly CatchUpExplanation[];
}

async function compared(deps: CatchUpDeps, subject: Subject): Promise<CatchUpReport> {
  const { organizationId, since, explanations } = subject;
  const question = {
    organizationId,
    givenFrom: since,
    receivedFromMs: instantInZone(since, 0),
    digest: deps.newDigest(),
  };
  const test = deps.dosesOf("test");
  const sent = await test.listGiven(question);
  const heads = await test.headsOf([...new Set(sent.map(({ messageId }) => messageId))]);
  // A dose of a training message was given to nobody (decision D30).
  const given = sent.filter(({ messageId }) => heads.get(messageId)?.processingId === "P");
  if (given.length === 0) return { ...NOTHING, since };
  const there = new Set(
    (await deps.dosesOf("production").listGiven(question)).flatMap(({ digests }) => digests),
  );
  const absent = given.filter((dose) => !isSameDose(there, dose));
  const known = new Map(explanations.map((one) => [one.doseId, one]));
  return {
    since,
    given: given.length,
    inProduction: given.length - absent.length,
    missing: byMessage(
      absent.filter(({ id }) => !known.has(id)),
      heads,
    ),
    explained: absent.flatMap(({ id }) => known.get(id) ?? []),
  };
}

function byMessage(
  doses: readonly DigestedDose[],
  heads: ReadonlyMap<string, MessageHead>,
): readonly MissingDoses[] {
  return [...Map.groupBy(doses, ({ messageId }) => messageId)]
    .map(([messageId, own]) => {
      const { controlId = "", receivedAtMs = 0 } = heads.get(messageId) ?? {};
      return { controlId, messageId, receivedAtMs, doseIds: own.map(({ id }) => id) };
    })
    .toSorted((a, b) => a.receivedAtMs - b.receivedAtMs || a.messageId.localeCompare(b.messageId));
}

/**
 * Compare what an organization gave during its review, by the test realm, with production. Each realm digests its doses under a
 * key made for this comparison alone: digests are compared, no row crosses (decision D5).
 *
 * @throws GatewayError `unavailable` when a realm does not answer
 */
export async function catchUpReport(
  deps: CatchUpDeps,
  reads: OnboardingReads,
  organization: Organization,
): Promise<CatchUpReport> {
  const onboarding = await newestOrRegistered(deps, reads, organization);
  const plan = (await reads.findPlan(onboarding.id))?.plan;
  const since = reviewBegunOn(await reads.listHistory(onboarding.id));
  if (since === undefined || plan?.dataKind === "test" || !organization.may.includes("submit"))
    return NOTHING;
  const explanations = await reads.listExplanations(onboarding.id);
  return compared(deps, { organizationId: organization.id, since, explanations });
}

/**
 * Where the doses of an organization's review stand; an integrator's own only.
 *
 * @throws RefusedError `policy`, `not-found`; GatewayError `unavailable`
 */
export async function showCatchUp(
  deps: CatchUpDeps,
  actor: Actor,
  organizationId: string,
): Promise<CatchUpReport> {
  await authorize(deps, actor, { act: "catch-up.read", organizationId });
  return catchUpReport(deps, deps.store, await mustFindOrganization(deps.store, organizationId));
}

/** Which missing doses are explained. */
export interface AskedExplanation {
  readonly organizationId: string;
  /** MSH-10 of their messages, or all that are missing now. */
  readonly controlIds: readonly string[] | "all";
  readonly reason: string;
}

/**
 * Say why doses of the review need not be in production: they were reported by file, or given to nobody.
 *
 * @returns the report after it
 * @throws RefusedError `usage`, `not-found` for a control id that misses nothing, `policy`
 */
export async function explainDoses(
  deps: CatchUpDeps,
  actor: Actor,
  asked: AskedExplanation,
): Promise<CatchUpReport> {
  const { organizationId, controlIds } = asked;
  const reason = checkLine("The reason", asked.reason, REASON_LENGTH_MAX);
  const act = { act: "catch-up.explain", organizationId, reason } as const;
  await authorize(deps, actor, act);
  const organization = await mustFindOrganization(deps.store, organizationId);
  const { missing } = await catchUpReport(deps, deps.store, organization);
  const meant = controlIds === "all" ? missing : missing.filter((one) => controlIds.includes(one.controlId));
  checkMeant(asked, meant);
  await perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    const { id: caseId } = await newestOrRegistered(deps, tx, organization);
    const [by, atMs] = [actor.name, deps.calendarClock()];
    for (const { controlId, doseIds } of meant)
      for (const doseId of doseIds)
        await tx.appendExplanation({ caseId, doseId, controlId, reason, by, atMs });
    const detail = { messages: meant.map(({ messageId }) => messageId) };
    return { value: undefined, object: organizationId, detail };
  });
  return catchUpReport(deps, deps.store, organization);
}

function checkMeant({ controlIds }: AskedExplanation, meant: readonly MissingDoses[]): void {
  if (controlIds === "all") {
    if (meant.length > 0) return;
    throw new RefusedError("policy", "No dose of the review is missing in production: nothing to explain.");
  }
  const found = new Set(meant.map(({ controlId }) => controlId));
  const unknown = controlIds.filter((controlId) => !found.has(controlId));
  if (unknown.length > 0)
    throw new RefusedError(
      "not-found",
      `No dose is missing under ${unknown.join(", ")}. "onboarding catch-up --org ID" lists what is.`,
    );
}
