import { addDays, type DateOnly } from "../../kernel/dates.ts";
import type { BusinessCalendar } from "../../kernel/business-days.ts";
import type { FaultyMessage, TrafficDay } from "./traffic.ts";

/** What a watch looks at: one organization's production traffic. */
export interface WatchFacts {
  readonly calendar: BusinessCalendar;
  readonly today: DateOnly;
  /** First day of production traffic of the case. */
  readonly liveSince: DateOnly;
  /** In order, each day of the window; today as far as it has come, which only silence looks at. */
  readonly days: readonly TrafficDay[];
  /** Current sites with their first day. */
  readonly sites: readonly { readonly code: string; readonly from: DateOnly }[];
  /** Messages a business day that the plan names. */
  readonly messagesPerDay?: number;
  /** Messages with an E that nobody corrected within the days of `WATCH_LIMITS`. */
  readonly uncorrected: readonly FaultyMessage[];
  /** Since yesterday: MSH-11 P in test; T and D in production. */
  readonly wrongRealm: { readonly productionInTest: number; readonly trainingInProduction: number };
  /** Subjects of the open tasks of each watch. */
  readonly open: Readonly<Record<WatchId, readonly string[]>>;
}

/** What a watch found: a task is open for each subject as long as it is found. */
export interface Alarm {
  /** A site's code, or a realm. */
  readonly subject: string;
  /** Numbers and codes, for a person. */
  readonly detail: string;
}

/** Numbers of the watches; ours where the guide is silent. */
export const WATCH_LIMITS = {
  /** Calendar days that are counted back. */
  windowDays: 42,
  silentBusinessDays: 3,
  /** Messages a business day from which on silence of a site means something. */
  dailySiteMessagesMin: 1,
  corridorWeeks: 4,
  /** Days of the same weekday without which the plan's number is the corridor. */
  corridorDaysMin: 2,
  /** Around the plan's number: a plan is an estimate. */
  planShareMin: 0.5,
  planShareMax: 3,
  recentBusinessDays: 5,
  recentMessagesMin: 20,
  recentAnswersMin: 5,
  worseFactor: 2,
  /** A share below this counts as this, so that two after one is no doubling. */
  shareFloor: 0.01,
  correctionBusinessDays: 5,
  /** Business days after which an uncorrected error is history. */
  correctionBusinessDaysMax: 25,
} as const;

/** Two-sided 99 % of the normal distribution. */
const Z99 = 2.576;
/** Expected messages from which on none has a chance below 1 %. */
const SILENCE_EXPECTED_MIN = 4.6;

/** Watches, in the order in which tasks are shown. */
export const WATCH_IDS = [
  "wrong-realm",
  "silent-site",
  "volume-outside-corridor",
  "answers-worse",
  "error-not-corrected",
] as const;
export type WatchId = (typeof WATCH_IDS)[number];

interface WatchRow {
  readonly means: string;
  /** What the organization is told of it. */
  readonly tell: string;
  /** `hourly`: the task stands on the same day; `daily`: looks at whole days. */
  readonly looks: "hourly" | "daily";
  readonly find: (facts: WatchFacts) => readonly Alarm[];
  readonly source: string;
}

const OURS = "our choice, after the outage rules of registries: the guide names no number";

/** The watches over organizations that send to production, from monitoring on and for ever. */
export const WATCHES: Readonly<Record<WatchId, WatchRow>> = {
  "wrong-realm": {
    means:
      "messages of production (MSH-11 P) in the test environment after the move, or training messages in production",
    tell: "Send messages of patients to production only, with the production credential.",
    looks: "hourly",
    find: wrongRealm,
    source: "MIIC onboarding guide: after the move production messages go to production; decision D10",
  },
  "silent-site": {
    means: `a site that sends daily, or is new, has sent nothing for ${WATCH_LIMITS.silentBusinessDays} business days`,
    tell: "Does the site work, and does its interface run?",
    looks: "daily",
    find: silentSites,
    source: OURS,
  },
  "volume-outside-corridor": {
    means: `messages of the last business day outside the 99 % corridor of the same weekday in ${WATCH_LIMITS.corridorWeeks} weeks, or far from the plan`,
    tell: "Did a site or an interface stop, or is something sent twice?",
    looks: "daily",
    find: volumeOutside,
    source: OURS,
  },
  "answers-worse": {
    means: `the share of AE or AR in ${WATCH_LIMITS.recentBusinessDays} business days is at least twice that of the weeks before`,
    tell: "Was something changed in your system? The findings say what to correct.",
    looks: "daily",
    find: answersWorse,
    source: OURS,
  },
  "error-not-corrected": {
    means: `a message with an error that was not followed by a right one within ${WATCH_LIMITS.correctionBusinessDays} business days`,
    tell: "Please correct these messages and send them again.",
    looks: "daily",
    find: notCorrected,
    source: "MIIC onboarding guide: the organization reads the answers",
  },
};

function wrongRealm({ wrongRealm: found }: WatchFacts): readonly Alarm[] {
  const alarms: Alarm[] = [];
  if (found.productionInTest > 0)
    alarms.push({
      subject: "test",
      detail: `${found.productionInTest} with MSH-11 P in test since yesterday`,
    });
  if (found.trainingInProduction > 0)
    alarms.push({
      subject: "production",
      detail: `${found.trainingInProduction} with MSH-11 T or D in production since yesterday`,
    });
  return alarms;
}

function later(a: DateOnly, b: DateOnly): DateOnly {
  return a > b ? a : b;
}

function silentSites(facts: WatchFacts): readonly Alarm[] {
  const { calendar, today, days, sites, liveSince, open } = facts;
  const yesterday = addDays(today, -1);
  const { silentBusinessDays, dailySiteMessagesMin } = WATCH_LIMITS;
  return sites.flatMap(({ code, from }) => {
    const own = days.filter(({ bySite }) => (bySite[code] ?? 0) > 0);
    const last = own.at(-1)?.day;
    const expectedFrom = later(liveSince, from);
    const gap = calendar.count(last ?? addDays(expectedFrom, -1), yesterday);
    if (gap < silentBusinessDays) return [];
    const wasOpen = open["silent-site"].includes(code);
    if (last === undefined) {
      const isNew = days.some(({ day }) => day === expectedFrom);
      return isNew || wasOpen ? [{ subject: code, detail: `no message since ${expectedFrom}` }] : [];
    }
    const first = days[0]?.day ?? last;
    const counted = calendar.count(addDays(later(first, expectedFrom), -1), last);
    const messages = own.reduce((sum, { bySite }) => sum + (bySite[code] ?? 0), 0);
    const isDaily = messages >= counted * dailySiteMessagesMin;
    return isDaily || wasOpen
      ? [{ subject: code, detail: `last message on ${last}, ${gap} business days ago` }]
      : [];
  });
}

/** Least and most messages that a day may have. */
interface Corridor {
  readonly least: number;
  readonly most: number;
  readonly from: string;
}

function corridorOf(before: readonly number[], messagesPerDay: number | undefined): Corridor | undefined {
  const { corridorDaysMin, planShareMin, planShareMax } = WATCH_LIMITS;
  const n = before.length;
  if (n >= corridorDaysMin) {
    const mean = before.reduce((sum, count) => sum + count, 0) / n;
    const spread = before.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (n - 1);
    // Counts vary at least as chance does.
    const width = Z99 * Math.sqrt(Math.max(mean, spread) * (1 + 1 / n));
    const least = mean >= SILENCE_EXPECTED_MIN ? Math.max(1, mean - width) : 0;
    return { least, most: mean + Math.max(width, SILENCE_EXPECTED_MIN), from: "the weeks before" };
  }
  if (messagesPerDay === undefined || messagesPerDay < SILENCE_EXPECTED_MIN) return undefined;
  return { least: messagesPerDay * planShareMin, most: messagesPerDay * planShareMax, from: "the plan" };
}

function volumeOutside({ calendar, today, days, liveSince, messagesPerDay }: WatchFacts): readonly Alarm[] {
  const isWhole = (day: DateOnly): boolean => day >= liveSince && day < today;
  const lived = days.filter(({ day }) => isWhole(day) && calendar.isBusinessDay(day));
  const last = lived.at(-1);
  if (last === undefined) return [];
  const weeks = new Set(
    Array.from({ length: WATCH_LIMITS.corridorWeeks }, (_none, at) => addDays(last.day, -7 * (at + 1))),
  );
  const before = lived.filter(({ day }) => weeks.has(day)).map(({ messages }) => messages);
  const corridor = corridorOf(before, messagesPerDay);
  if (corridor === undefined) return [];
  const { least, most, from } = corridor;
  if (last.messages >= least && last.messages <= most) return [];
  const bounds = `${Math.ceil(least)} to ${Math.floor(most)} by ${from}`;
  return [{ subject: "production", detail: `${last.messages} messages on ${last.day}, expected ${bounds}` }];
}

/** The first day of the last so many business days that end with a day. */
function firstOfLast(calendar: BusinessCalendar, end: DateOnly, businessDays: number): DateOnly {
  let day = end;
  while (calendar.count(addDays(day, -1), end) < businessDays && day > addDays(end, -WATCH_LIMITS.windowDays))
    day = addDays(day, -1);
  return day;
}

function answersWorse({ calendar, today, days, liveSince }: WatchFacts): readonly Alarm[] {
  const from = firstOfLast(calendar, addDays(today, -1), WATCH_LIMITS.recentBusinessDays);
  const lived = days.filter(({ day }) => day >= liveSince && day < today);
  const [recent, before] = [lived.filter(({ day }) => day >= from), lived.filter(({ day }) => day < from)];
  const details = (["AE", "AR"] as const).flatMap((code) => {
    const [n, base] = [totalOf(recent, "messages"), totalOf(before, "messages")];
    const { recentMessagesMin, recentAnswersMin, shareFloor, worseFactor } = WATCH_LIMITS;
    const found = totalOf(recent, code);
    if (n < recentMessagesMin || base < recentMessagesMin || found < recentAnswersMin) return [];
    const share = Math.max(totalOf(before, code) / base, shareFloor);
    const isChance = found - n * share < Z99 * Math.sqrt(n * share * (1 - share));
    if (found / n < worseFactor * share || isChance) return [];
    return [`${percent(found / n)} ${code} since ${from}, ${percent(totalOf(before, code) / base)} before`];
  });
  return details.length === 0 ? [] : [{ subject: "production", detail: details.join("; ") }];
}

function totalOf(some: readonly TrafficDay[], what: "messages" | "AE" | "AR"): number {
  return some.reduce((all, one) => all + one[what], 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function notCorrected({ uncorrected }: WatchFacts): readonly Alarm[] {
  const [oldest] = uncorrected;
  if (oldest === undefined) return [];
  const name = oldest.controlId === "" ? oldest.messageId : oldest.controlId;
  const detail = `${uncorrected.length} messages; the oldest is ${name} (${oldest.ruleIds.join(", ")})`;
  return [{ subject: "production", detail }];
}
