import { isCurrentSite, stagePermitsProduction } from "../accounts/organization.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import { addDays, type DateOnly, dayInZone, instantInZone } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { DEFAULT_PROFILE, type ReviewProfile } from "../review/configuration.ts";
import { countPending, sumsLock } from "../review/count-pending.ts";
import type { ReviewStore } from "../review/ports.ts";
import { buildReport } from "../review/report/build-report.ts";
import type { ReportWindow, ReviewProgress, ReviewReport } from "../review/report/report.ts";
import { bucketName, bucketsOfDays, type BucketSpan, tallySums } from "../review/window-tally.ts";
import type { ReviewTables } from "../review/review-setting.ts";
import { configurationOf } from "../review/thresholds.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingReads } from "./ports.ts";
import { reviewActsOf } from "./review-acts.ts";

/** What making a report needs. */
export interface ReportDeps {
  readonly store: OnboardingReads;
  /** @throws when the realm is not open in this process */
  readonly reviewOf: (realm: Realm) => ReviewStore;
  readonly tables: () => Promise<ReviewTables>;
  readonly calendarClock: Clock;
  readonly newId: IdSource;
  /** How many messages are still to be counted before the report. */
  readonly onProgress?: (left: number) => void;
  /**
   * Messages counted at most before the report is made without the rest, and says so; all unless given. A server counts in the
   * background, and its reports wait for little.
   */
  readonly countedMax?: number;
  /** Lets other work run between the parts of a report; a server's messages do not wait for all of it. */
  readonly pause?: () => Promise<void>;
  /** Judges anew what was judged under other rules, tables or sites, as far as it may, and tells how far that is. */
  readonly reevaluate?: (organizationId: string, realm: Realm) => Promise<Reevaluation>;
}

/** How far messages are judged under what holds now. */
interface Reevaluation {
  readonly left: number;
  readonly of: number;
}

/** Which report. What is left out is the stage's: its realm, its first day, today. */
export interface AskedReport {
  readonly organizationId: string;
  readonly realm?: Realm;
  readonly from?: DateOnly;
  readonly to?: DateOnly;
  /** What the plan agrees on, unless given. */
  readonly dataKind?: "real" | "test";
}

/** Hour at which a day begins. */
const MIDNIGHT = 0;

/** A window with the buckets it covers. */
interface Covered {
  readonly window: ReportWindow;
  readonly buckets: BucketSpan;
}

/** The window, from the last fix marker in it on; then what came before is what it is compared with. */
function windowsOf(
  window: ReportWindow,
  markers: readonly number[],
): { readonly own: Covered; readonly compared?: Covered } {
  const { from, to } = window;
  const buckets = bucketsOfDays(from, to);
  const passed = markers.length;
  const lastDay = passed === 0 ? "" : dayInZone(Math.max(...markers));
  if (lastDay < from || lastDay > to) return { own: { window, buckets } };
  return {
    own: {
      window: { kind: "sinceFixMarker", from: lastDay, to },
      buckets: { from: bucketName(lastDay, passed), to: buckets.to },
    },
    compared: {
      window: { kind: "beforeFixMarker", from, to: lastDay },
      buckets: { from: buckets.from, to: bucketName(lastDay, passed - 1) },
    },
  };
}

interface Reviewed {
  readonly organizationId: string;
  readonly realm: Realm;
  readonly review: ReviewStore;
}

/**
 * Judge anew and count what waits for it. While messages are judged anew nothing is counted, so that the sums stay those of
 * before.
 *
 * @returns what is not done yet; undefined when the report is final
 */
async function bringUpToDate(
  deps: ReportDeps,
  { organizationId, realm, review }: Reviewed,
  { dataKind }: ReviewProfile,
  markers: readonly number[],
): Promise<ReviewProgress | undefined> {
  const { onProgress, countedMax: messagesMax = Infinity, reevaluate } = deps;
  const judged = await reevaluate?.(organizationId, realm);
  if (judged !== undefined && judged.left > 0)
    return { kind: "re-evaluated", done: Math.max(0, judged.of - judged.left), of: judged.of };
  const options = { messagesMax, ...(onProgress !== undefined && { onProgress }) };
  const left = await countPending(review, organizationId, { dataKind, markers }, options);
  if (left === 0) return undefined;
  const of = await review.transaction(`report\n${organizationId}`, (tx) =>
    tx.review.countContributions(organizationId),
  );
  return { kind: "counted", done: Math.max(0, of - left), of };
}

/**
 * The technical message review of an organization, from everything that was received until now.
 *
 * @throws RefusedError `not-found` for the organization; GatewayError `unavailable` when a database does not answer
 */
export async function makeReport(deps: ReportDeps, asked: AskedReport): Promise<ReviewReport> {
  const { store, calendarClock } = deps;
  const { organizationId } = asked;
  const organization = await mustFindOrganization(store, organizationId);
  const onboarding = await newestOrRegistered(deps, store, organization);
  const plan = (await store.findPlan(onboarding.id))?.plan;
  const realm = asked.realm ?? (stagePermitsProduction(organization.stage) ? "production" : "test");
  const nowMs = calendarClock();
  const today = dayInZone(nowMs);
  const { from = onboarding.clock.startedOn, to = today } = asked;
  const isStage = asked.from === undefined && asked.to === undefined;
  const window: ReportWindow = { kind: isStage ? "stage" : "days", from, to };
  const profile: ReviewProfile = {
    ...DEFAULT_PROFILE,
    queryOnly: !organization.may.includes("submit"),
    dataKind: asked.dataKind ?? plan?.dataKind ?? DEFAULT_PROFILE.dataKind,
    confirmsProtection: plan?.pd112Meaning === "protect",
  };
  const acts = reviewActsOf(await store.listReviewActs(organizationId, realm));
  const markers = acts.markers.map(({ atMs }) => atMs);
  const review = deps.reviewOf(realm);
  const progress = await bringUpToDate(deps, { organizationId, realm, review }, profile, markers);
  const [fromMs, toMs] = [instantInZone(from, MIDNIGHT), instantInZone(addDays(to, 1), MIDNIGHT)];
  const { own, compared } = windowsOf(window, markers);
  const read = await review.transaction(sumsLock(organizationId), async (tx) => ({
    own: await tx.review.readSums(organizationId, own.buckets),
    compared: compared && (await tx.review.readSums(organizationId, compared.buckets)),
    replays: await tx.review.countReplays(organizationId, fromMs, toMs),
  }));
  await deps.pause?.();
  const tally = tallySums(read.own, own.buckets);
  await deps.pause?.();
  const tables = await deps.tables();
  const perDay = plan?.volumes?.messagesPerDay;
  const sites = organization.sites.filter((site) => isCurrentSite(site, today));
  return buildReport({
    organization: {
      id: organizationId,
      name: organization.name,
      sites: sites.map(({ code, mnvfc }) => ({ code, mnvfc })),
      profile,
    },
    realm,
    window: own.window,
    tally,
    ...(compared !== undefined &&
      read.compared !== undefined && {
        compared: { window: compared.window, tally: tallySums(read.compared, compared.buckets) },
      }),
    configuration: {
      ...configurationOf(await store.findThresholds()),
      ...(perDay !== undefined && { expectedMessagesPerDay: perDay }),
    },
    acts,
    codes: tables.codes,
    versions: { rules: tables.version, windows: tables.windows.version },
    replays: read.replays,
    hasMonitoringPlan: plan?.monitoringPlan !== undefined,
    ...(progress !== undefined && { progress }),
    nowMs,
  });
}
