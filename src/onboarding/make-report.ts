import { isCurrentSite, stagePermitsProduction } from "../accounts/organization.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import { addDays, type DateOnly, dayInZone, instantInZone } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { DEFAULT_CONFIGURATION, DEFAULT_PROFILE, type ReviewProfile } from "../review/configuration.ts";
import { countPending } from "../review/count-pending.ts";
import type { ReviewStore, StoredSums } from "../review/ports.ts";
import { buildReport } from "../review/report/build-report.ts";
import type { ReportInput } from "../review/report/report-input.ts";
import type { ReportWindow, ReviewReport } from "../review/report/report.ts";
import { markersPassed, tallyLedger } from "../review/review-book.ts";
import type { ReviewTables } from "../review/review-setting.ts";
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

interface Windows {
  readonly own: Pick<ReportInput, "window" | "tally">;
  readonly compared?: NonNullable<ReportInput["compared"]>;
}

/** The window, from the last fix marker in it on; then what came before is what it is compared with. */
function windowsOf(sums: StoredSums, window: ReportWindow, markers: readonly number[]): Windows {
  const passed = markers.length;
  const last = Math.max(...markers);
  const lastDay = passed === 0 ? "" : dayInZone(last);
  const tally = (isInside: (bucket: string) => boolean) => tallyLedger(sums.rows, sums.evidence, isInside);
  if (lastDay < window.from || lastDay > window.to) return { own: { window, tally: tally(() => true) } };
  return {
    own: {
      window: { kind: "sinceFixMarker", from: lastDay, to: window.to },
      tally: tally((bucket) => markersPassed(bucket) >= passed),
    },
    compared: {
      window: { kind: "beforeFixMarker", from: window.from, to: lastDay },
      tally: tally((bucket) => markersPassed(bucket) < passed),
    },
  };
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
    dataKind: asked.dataKind ?? plan?.dataKind ?? DEFAULT_PROFILE.dataKind,
    confirmsProtection: plan?.pd112Meaning === "protect",
  };
  const acts = reviewActsOf(await store.listReviewActs(organizationId, realm));
  const markers = acts.markers.map(({ atMs }) => atMs);
  const review = deps.reviewOf(realm);
  await countPending(review, organizationId, { dataKind: profile.dataKind, markers }, deps.onProgress);
  const [fromMs, toMs] = [instantInZone(from, MIDNIGHT), instantInZone(addDays(to, 1), MIDNIGHT)];
  const read = await review.transaction(`report\n${organizationId}`, async (tx) => ({
    sums: await tx.review.readSums(organizationId, { from, to }),
    replays: await tx.review.countReplays(organizationId, fromMs, toMs),
  }));
  const { own, compared } = windowsOf(read.sums, window, markers);
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
    ...own,
    ...(compared !== undefined && { compared }),
    configuration: {
      ...DEFAULT_CONFIGURATION,
      ...(perDay !== undefined && { expectedMessagesPerDay: perDay }),
    },
    acts,
    codes: tables.codes,
    versions: { rules: tables.version, windows: tables.windows.version },
    replays: read.replays,
    nowMs,
  });
}
