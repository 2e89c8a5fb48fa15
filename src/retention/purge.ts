import { dayInZone, addDays, instantInZone, type DateOnly } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { forgetOutdated, outdateSums, sumsLock } from "../review/count-pending.ts";
import type {
  OrganizationStanding,
  PurgeSpan,
  RetentionReads,
  RetentionStore,
  RetentionTransaction,
} from "./ports.ts";
import { RETENTION_DAYS } from "./retention-days.ts";

/** Rows of one transaction: short enough that messages go on beside it. */
const ROWS_PER_WORK = 200;
const PEOPLE_PER_WORK = 500;

/** What a purge takes from one organization. */
export interface OrganizationPurge {
  readonly org: string;
  /** Messages whose texts go. */
  readonly messages: number;
  /** People who go; 0 in production. */
  readonly people: number;
}

/** Organizations that a purge leaves alone, and why. */
export interface SkippedOrganization {
  readonly org: string;
  readonly why: string;
}

export interface PurgeResult {
  readonly organizations: readonly OrganizationPurge[];
  readonly skipped: readonly SkippedOrganization[];
}

export interface PurgeRequest {
  readonly realm: Realm;
  /** One organization; all of them when nothing is said. */
  readonly organizationId?: string;
  /** Data received before midnight that begins this day (registry's zone). */
  readonly before: DateOnly;
  readonly nowMs: number;
  /** `TEST_RETENTION_DAYS`. */
  readonly testRetentionDays: number;
}

/** What is due, worked out before anything is touched. */
export interface PurgePlan {
  readonly realm: Realm;
  readonly spans: readonly PurgeSpan[];
  readonly skipped: readonly SkippedOrganization[];
}

function daysAgo(nowMs: number, days: number): DateOnly {
  return addDays(dayInZone(nowMs), -days);
}

/** Why an organization's data stay, or undefined when they may go. */
function whyKept(
  standing: OrganizationStanding,
  { realm, before, nowMs, testRetentionDays }: PurgeRequest,
): string | undefined {
  if (standing.underReview) return "its review or monitoring is not signed: the messages are evidence";
  if (realm === "production") return undefined;
  const { endedAtMs } = standing;
  if (endedAtMs === undefined) return "no letter, return or withdrawal yet";
  const due = addDays(dayInZone(endedAtMs), testRetentionDays);
  if (due > dayInZone(nowMs)) return `its test data are kept until ${due}`;
  return dayInZone(endedAtMs) < before
    ? undefined
    : `it ended on ${dayInZone(endedAtMs)}, which is not before ${before}`;
}

/** @throws RefusedError `policy` when the day is younger than decision D26 lets data end */
function checkDay({ realm, before, nowMs, testRetentionDays }: PurgeRequest): void {
  const days = realm === "production" ? RETENTION_DAYS.productionTextMin : testRetentionDays;
  const newest = daysAgo(nowMs, days);
  if (before > newest)
    throw new RefusedError(
      "policy",
      `In ${realm} data are kept for ${days} days at least. Give --before ${newest} or an earlier day.`,
    );
}

/**
 * Say what a purge would touch.
 *
 * @throws RefusedError `policy` when data of that age, or of the organization that was named, must stay
 */
export async function planPurge(reads: RetentionReads, asked: PurgeRequest): Promise<PurgePlan> {
  checkDay(asked);
  const { organizationId, realm, before } = asked;
  const all = await reads.listStandings(realm);
  const meant = all.filter((one) => organizationId === undefined || one.organizationId === organizationId);
  const judged = meant.map((one) => ({ org: one.organizationId, why: whyKept(one, asked) }));
  const skipped = judged.flatMap(({ org, why }) => (why === undefined ? [] : [{ org, why }]));
  const [refused] = skipped;
  if (organizationId !== undefined && refused !== undefined)
    throw new RefusedError("policy", `Nothing of ${organizationId} may go: ${refused.why}.`);
  const beforeMs = instantInZone(before, 0);
  const spans = judged.flatMap(({ org, why }) =>
    why === undefined ? [{ organizationId: org, beforeMs }] : [],
  );
  return { realm, spans, skipped };
}

/** Works of one organization run one after the other in every process. */
function inWork<T>(
  store: RetentionStore,
  { organizationId }: PurgeSpan,
  work: (tx: RetentionTransaction) => Promise<T>,
): Promise<T> {
  return store.transaction(`retention\n${organizationId}`, ({ retention }) => work(retention));
}

/** Called after each bounded step; what it throws ends the purge, which goes on where it stopped when it is called again. */
export type AfterStep = () => Promise<void>;

/** Repeat a bounded step until it finds nothing. */
async function untilNone(step: () => Promise<number>, afterStep: AfterStep): Promise<number> {
  let total = 0;
  for (let done = await step(); done > 0; done = await step()) {
    total += done;
    await afterStep();
  }
  return total;
}

/** Count what a plan would take; changes nothing. */
export async function countPurge(store: RetentionStore, plan: PurgePlan): Promise<PurgeResult> {
  const organizations: OrganizationPurge[] = [];
  for (const span of plan.spans) {
    const counted = await inWork(store, span, async (tx) => ({
      org: span.organizationId,
      messages: plan.realm === "production" ? await tx.countTexts(span) : await tx.countMessages(span),
      people: plan.realm === "production" ? 0 : await tx.countPeople(span),
    }));
    if (counted.messages + counted.people > 0) organizations.push(counted);
  }
  return { organizations, skipped: plan.skipped };
}

/** Contributions go, then the sums that they are in; a count beside it waits for each step, and goes on with what is left. */
async function purgeReview(store: RetentionStore, span: PurgeSpan, afterStep: AfterStep): Promise<void> {
  const { organizationId } = span;
  const lock = sumsLock(organizationId);
  const takeSome = (after: string): Promise<string | undefined> =>
    store.transaction(lock, async ({ retention, review }) => {
      const looked = await retention.purgeContributions(span, after, ROWS_PER_WORK);
      if (looked !== undefined && looked.taken > 0) await outdateSums(review, organizationId);
      return looked?.last;
    });
  for (let last = await takeSome(""); last !== undefined; last = await takeSome(last)) await afterStep();
  await untilNone(
    () => store.transaction(lock, ({ review }) => forgetOutdated(review, organizationId)),
    afterStep,
  );
}

async function purgeTestData(
  store: RetentionStore,
  span: PurgeSpan,
  afterStep: AfterStep,
): Promise<OrganizationPurge> {
  // People first: which of them are old is told by their messages' times, which stay.
  const people = await untilNone(
    () => inWork(store, span, (tx) => tx.purgePeople(span, PEOPLE_PER_WORK)),
    afterStep,
  );
  await purgeReview(store, span, afterStep);
  const messages = await untilNone(
    () => inWork(store, span, (tx) => tx.purgeMessages(span, ROWS_PER_WORK)),
    afterStep,
  );
  return { org: span.organizationId, messages, people };
}

/**
 * Take what a plan names, in works of some hundred rows. Broken off, the same call goes on where it stopped.
 *
 * @param onProgress called after each organization with the number done
 * @param afterStep called after each work
 */
export async function carryOutPurge(
  store: RetentionStore,
  plan: PurgePlan,
  onProgress: (done: number) => void = () => {},
  afterStep: AfterStep = async () => {},
): Promise<PurgeResult> {
  const organizations: OrganizationPurge[] = [];
  for (const [index, span] of plan.spans.entries()) {
    const done =
      plan.realm === "test"
        ? await purgeTestData(store, span, afterStep)
        : {
            org: span.organizationId,
            messages: await untilNone(
              () => inWork(store, span, (tx) => tx.purgeTexts(span, ROWS_PER_WORK)),
              afterStep,
            ),
            people: 0,
          };
    if (done.messages + done.people > 0) organizations.push(done);
    onProgress(index + 1);
  }
  return { organizations, skipped: plan.skipped };
}

/** Empty answers to queries that are older than {@link RETENTION_DAYS}.queryAnswer. @returns how many */
export async function purgeQueryAnswers(
  store: RetentionStore,
  nowMs: number,
  afterStep: AfterStep = async () => {},
): Promise<number> {
  const beforeMs = instantInZone(daysAgo(nowMs, RETENTION_DAYS.queryAnswer), 0);
  let total = 0;
  for (;;) {
    const done = await store.transaction("retention\nqueries", ({ retention }) =>
      retention.purgeQueryAnswers(beforeMs, ROWS_PER_WORK),
    );
    if (done === undefined) return total;
    total += done;
    await afterStep();
  }
}
