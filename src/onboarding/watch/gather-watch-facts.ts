import type { Organization } from "../../accounts/organization.ts";
import { isCurrentSite } from "../../accounts/organization.ts";
import type { BusinessCalendar } from "../../kernel/business-days.ts";
import { addDays, type DateOnly, instantInZone } from "../../kernel/dates.ts";
import type { OnboardingCase } from "../onboarding-case.ts";
import type { HistoryEntry } from "../history-entry.ts";
import type { ReviewAct } from "../review-acts.ts";
import type { FaultyMessage, RealmTraffic, TrafficDay, TrafficOf } from "./traffic.ts";
import { WATCH_LIMITS, type WatchFacts } from "./watches.ts";

/** The organization whose traffic is watched, with the case that made it live. */
export interface Watched {
  readonly organization: Organization;
  readonly case: OnboardingCase;
  readonly liveSince: DateOnly;
  /** The moment at which the connection was verified. */
  readonly liveAtMs: number;
  readonly messagesPerDay?: number;
  /** Of production. */
  readonly acts: readonly ReviewAct[];
  /** A newer interface is tested: MSH-11 P in test is what it should send. */
  readonly isTesting: boolean;
}

/** Messages with an E that one look takes. */
const FAULTY_MAX = 500;

/** When production traffic began: the last time the connection was verified. */
export function liveSinceOf(
  history: readonly HistoryEntry[],
): Pick<HistoryEntry, "day" | "atMs"> | undefined {
  return history.findLast(({ event }) => event === "verify-connection");
}

function startOf(day: DateOnly): number {
  return instantInZone(day, 0);
}

/** The latest day such that so many business days have passed since, today not counted. */
function businessDaysAgo(calendar: BusinessCalendar, today: DateOnly, businessDays: number): DateOnly {
  let day = today;
  const yesterday = addDays(today, -1);
  while (calendar.count(day, yesterday) < businessDays && day > addDays(today, -WATCH_LIMITS.windowDays))
    day = addDays(day, -1);
  return day;
}

/** Messages with an E of production that nobody corrected in time, oldest first. Before the last fix marker nothing counts. */
export async function uncorrectedMessages(
  traffic: RealmTraffic,
  watched: Pick<Watched, "organization" | "liveSince" | "acts">,
  at: { readonly calendar: BusinessCalendar; readonly today: DateOnly },
): Promise<readonly FaultyMessage[]> {
  const { calendar, today } = at;
  const { correctionBusinessDays, correctionBusinessDaysMax } = WATCH_LIMITS;
  const last = businessDaysAgo(calendar, today, correctionBusinessDays);
  const first = businessDaysAgo(calendar, today, correctionBusinessDaysMax);
  const marked = Math.max(0, ...watched.acts.filter(({ kind }) => kind === "mark").map(({ atMs }) => atMs));
  const { id: organizationId } = watched.organization;
  const fromMs = Math.max(startOf(first), startOf(watched.liveSince), marked);
  const span = { organizationId, fromMs, toMs: startOf(addDays(last, 1)) };
  if (span.fromMs >= span.toMs) return [];
  return traffic.uncorrected(organizationId, await traffic.listFaulty(span, FAULTY_MAX));
}

/** What gathering needs. */
export interface GatherDeps {
  readonly trafficOf: TrafficOf;
  readonly calendar: BusinessCalendar;
  readonly today: DateOnly;
  /** Lets other work run between two days of a large organization. */
  readonly pause: () => Promise<void>;
}

/** What the hourly watches look at; nothing that takes long. */
export async function gatherHourly(
  { trafficOf, today }: GatherDeps,
  { organization, isTesting, liveAtMs }: Watched,
): Promise<WatchFacts["wrongRealm"]> {
  const { id: organizationId } = organization;
  const span = {
    organizationId,
    fromMs: Math.max(liveAtMs, startOf(addDays(today, -1))),
    toMs: startOf(addDays(today, 1)),
  };
  return {
    productionInTest: isTesting ? 0 : await trafficOf("test").countProcessingIds(span, ["P"]),
    trainingInProduction: await trafficOf("production").countProcessingIds(span, ["T", "D"]),
  };
}

/** What the daily watches look at. */
export async function gatherDaily(
  { trafficOf, calendar, today, pause }: GatherDeps,
  watched: Watched,
): Promise<Omit<WatchFacts, "wrongRealm" | "open">> {
  const { organization, liveSince, messagesPerDay } = watched;
  const traffic = trafficOf("production");
  const sites = organization.sites.filter((site) => isCurrentSite(site, today));
  const kind = organization.may.includes("submit") ? "update" : "query";
  const days: TrafficDay[] = [];
  for (let back = WATCH_LIMITS.windowDays; back >= 0; back -= 1) {
    const day = addDays(today, -back);
    if (day < liveSince) continue;
    const span = {
      organizationId: organization.id,
      fromMs: startOf(day),
      toMs: startOf(addDays(day, 1)),
    };
    const counted = await traffic.countDay({ ...span, kind, sites: sites.map(({ code }) => code) });
    days.push({ day, ...counted });
    await pause();
  }
  return {
    calendar,
    today,
    liveSince,
    days,
    sites,
    ...(messagesPerDay !== undefined && { messagesPerDay }),
    uncorrected: await uncorrectedMessages(traffic, watched, { calendar, today }),
  };
}
