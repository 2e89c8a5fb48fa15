import { isRealDay } from "../validation/check-value.ts";

const MS_PER_DAY = 86_400_000;

/** @returns the day a time begins with, `YYYYMMDD`, or `""` when it is none of day precision */
export function fullDay(time: string): string {
  return isRealDay(time) ? time.slice(0, 8) : "";
}

/** The day in UTC milliseconds; both `YYYYMMDD` and `YYYY-MM-DD`. */
function dayMs(day: string): number {
  const digits = day.length === 8 ? day : day.replaceAll("-", "");
  return Date.UTC(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)) - 1, Number(digits.slice(6, 8)));
}

/** Calendar days from one day to a later one; negative when it is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dayMs(to) - dayMs(from)) / MS_PER_DAY);
}

/** @returns undefined unless both are days and the second is not earlier */
export function fullYearsBetween(from: string, to: string): number | undefined {
  const months = fullMonthsBetween(from, to);
  return months === undefined ? undefined : Math.floor(months / 12);
}

/** Whole calendar months: one who was born on the 16th is a month older on the next 16th. */
export function fullMonthsBetween(from: string, to: string): number | undefined {
  if (from === "" || to === "" || to < from) return undefined;
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(4, 6)) -
    Number(from.slice(4, 6));
  return to.slice(6, 8) < from.slice(6, 8) ? months - 1 : months;
}

/**
 * The instant of an HL7 time with seconds or minutes and an offset; undefined without either.
 *
 * @see HL7 v2.5.1 ch. 2, TS
 */
export function instantOf(time: string): number | undefined {
  if (time.length <= 8) return undefined;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?([+-])(\d\d)(\d\d)$/.exec(time);
  if (match === null || !isRealDay(time)) return undefined;
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
  );
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return sign === "-" ? local + offset : local - offset;
}

/** Days of a month that people fill in when they know the month only. */
export const FILL_IN_DAYS: ReadonlySet<string> = new Set(["01", "15"]);
