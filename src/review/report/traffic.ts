import { addDays, dayInZone, isDateOnly, type DateOnly } from "../../kernel/dates.ts";
import { minnesotaBusinessDays } from "../../kernel/business-days.ts";
import { CELL } from "../contribution-cells.ts";
import { countAt, countsUnder, groupedBy, shareOf } from "./cell-reader.ts";
import type { ReportInput } from "./report-input.ts";
import type { DayReport, DuplicatesReport, ReviewReport, TimelinessReport } from "./report.ts";

/** Longest stretch of days that is listed one by one. */
const DAYS_MAX = 400;

/** Chance of a day without a message below 1 %: from here on a silent day is an alarm. */
const SILENCE_ALARM_FROM = 4.6;
/** Two-sided 99 % of the normal distribution, for counts around their expectation. */
const Z99 = 2.576;
const FLOOD_FACTOR = 3;
const FLOOD_MESSAGES_MIN = 50;

/** Business days without a message from a site that sends daily, from which on it is silent. */
const SILENT_BUSINESS_DAYS = 3;

/** Older than this on arrival in the first traffic days is an initial load, in days. */
const INITIAL_LOAD_AGE_DAYS = 30;
const INITIAL_LOAD_TRAFFIC_DAYS = 5;

function alarmOf(messages: number, expected: number | undefined): DayReport["alarm"] {
  if (expected === undefined || expected <= 0) return null;
  if (messages === 0) return expected >= SILENCE_ALARM_FROM ? "silent" : null;
  if (messages > FLOOD_FACTOR * expected && messages >= FLOOD_MESSAGES_MIN) return "flood";
  return messages < expected - Z99 * Math.sqrt(expected) ? "low" : null;
}

/** Days with traffic, and business days without any, in order. */
export function dayReports({ tally, window, configuration, nowMs }: ReportInput): readonly DayReport[] {
  const byDay = new Map(tally.days.map(({ day, cells }) => [day, cells]));
  const today = dayInZone(nowMs);
  const expected = configuration.expectedMessagesPerDay;
  return daysOf(window.from, window.to).flatMap((day) => {
    const cells = byDay.get(day) ?? {};
    const isBusinessDay = minnesotaBusinessDays.isBusinessDay(day);
    if (!byDay.has(day) && !isBusinessDay) return [];
    const messages = countAt(cells, CELL.messages);
    return [
      {
        day,
        messages,
        doses: countAt(cells, CELL.doses),
        AA: countAt(cells, CELL.ack("AA")),
        AE: countAt(cells, CELL.ack("AE")),
        AR: countAt(cells, CELL.ack("AR")),
        alarm: isBusinessDay && day < today ? alarmOf(messages, expected) : null,
      },
    ];
  });
}

function daysOf(from: string, to: string): readonly DateOnly[] {
  const days: DateOnly[] = [];
  if (!isDateOnly(from)) return days;
  for (let day = from; day <= to && days.length < DAYS_MAX; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The sites of the organization with their traffic. */
export function siteReports({ organization, tally, window, nowMs }: ReportInput): ReviewReport["sites"] {
  const totals = groupedBy(countsUnder(tally.total, "site"), 0);
  const today = dayInZone(nowMs);
  const end = window.to < today && isDateOnly(window.to) ? window.to : today;
  const businessDays = isDateOnly(window.from)
    ? minnesotaBusinessDays.count(addDays(window.from, -1), end)
    : 0;
  return organization.sites.map(({ code, mnvfc }) => {
    const messages = totals.get(code) ?? 0;
    const lastSeen = tally.days.findLast(({ cells }) => countAt(cells, `site|${code}`) > 0)?.day ?? null;
    const isDaily = businessDays > 0 && messages >= businessDays;
    const gap = lastSeen !== null && isDateOnly(lastSeen) ? minnesotaBusinessDays.count(lastSeen, end) : 0;
    return { code, mnvfc, messages, lastSeen, silent: isDaily && gap >= SILENT_BUSINESS_DAYS };
  });
}

interface Delay {
  readonly days: number;
  readonly count: number;
}

function delaysOf(cells: ReportInput["tally"]["total"]): readonly Delay[] {
  return countsUnder(cells, "arrival")
    .map(({ parts, count }) => ({ days: Number(parts[0]), count }))
    .toSorted((a, b) => a.days - b.days);
}

function quantile(delays: readonly Delay[], n: number, share: number): number | null {
  let seen = 0;
  for (const { days, count } of delays) {
    seen += count;
    if (seen >= share * n) return days;
  }
  return null;
}

/** How fast doses given here arrive, each counted at its first receipt. */
export function timelinessOf({ tally }: ReportInput): TimelinessReport {
  const loadDays = tally.days
    .filter(({ cells }) => countAt(cells, CELL.processed) > 0)
    .slice(0, INITIAL_LOAD_TRAFFIC_DAYS)
    .flatMap(({ cells }) => delaysOf(cells))
    .filter(({ days }) => days > INITIAL_LOAD_AGE_DAYS);
  const excluded = new Map<number, number>();
  for (const { days, count } of loadDays) excluded.set(days, (excluded.get(days) ?? 0) + count);
  const delays = delaysOf(tally.total)
    .map(({ days, count }) => ({ days, count: count - (excluded.get(days) ?? 0) }))
    .filter(({ count }) => count > 0);
  const n = delays.reduce((sum, { count }) => sum + count, 0);
  const within = (most: number): number | null =>
    shareOf(
      delays.filter(({ days }) => days <= most).reduce((sum, { count }) => sum + count, 0),
      n,
    );
  return {
    n,
    sameDay: within(0),
    le1: within(1),
    le7: within(7),
    le14: within(14),
    le30: within(30),
    medianDays: quantile(delays, n, 0.5),
    p90Days: quantile(delays, n, 0.9),
    meanDays: shareOf(
      delays.reduce((sum, { days, count }) => sum + days * count, 0),
      n,
    ),
    initialLoadExcluded: [...excluded.values()].reduce((sum, count) => sum + count, 0),
  };
}

/** What came more than once. */
export function duplicatesOf({ tally, replays }: ReportInput): DuplicatesReport {
  const { total } = tally;
  return {
    identicalMessages: replays,
    controlIdReuse: countAt(total, "duplicate|control id"),
    resendFactor: shareOf(countAt(total, CELL.dosesReceived), countAt(total, CELL.doses)),
    nearDuplicateDoses: countAt(total, "duplicate|near"),
    twins: countAt(total, "duplicate|twin"),
    sharedOrderNumbers: countAt(total, "duplicate|order number"),
  };
}
