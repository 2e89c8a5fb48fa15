import { type DateOnly, isDateOnly } from "../kernel/dates.ts";

/** A calendar day as days since 1970-01-01; compares and subtracts as a number. */
export type Day = number;

const MS_PER_DAY = 86_400_000;

/** CDSi's assumed values for an empty begin and end (Logic Specification 4.6, tables 3-4, 6-4 and others). */
export const DISTANT_PAST: Day = Date.UTC(1900, 0, 1) / MS_PER_DAY;
export const DISTANT_FUTURE: Day = Date.UTC(2999, 11, 31) / MS_PER_DAY;

/** The day of an ISO date. */
export function dayOf(date: DateOnly): Day {
  return Math.floor(Date.parse(date) / MS_PER_DAY);
}

/** @returns undefined when `text` is no real day in the form `YYYY-MM-DD` */
export function parseIsoDay(text: string): Day | undefined {
  return isDateOnly(text) ? dayOf(text) : undefined;
}

/**
 * The ISO date of a day.
 *
 * @throws RangeError for a day outside the years 0 to 9999
 */
export function isoOf(day: Day): DateOnly {
  const iso = new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
  if (!isDateOnly(iso)) throw new RangeError("a day outside the calendar");
  return iso;
}

/** 0000-01-01 and 9999-12-31. */
const CALENDAR_BEGIN: Day = -719_528;
const CALENDAR_END: Day = Date.UTC(9999, 11, 31) / MS_PER_DAY;

/** The ISO date of a day; undefined for none and for one that four digits of a year cannot tell. */
export function isoOrNone(day: Day | undefined): DateOnly | undefined {
  if (day === undefined || day < CALENDAR_BEGIN || day > CALENDAR_END) return undefined;
  return isoOf(day);
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly dayOfMonth: number;
}

/** Days from 1970-01-01 to the first of a month, proleptic Gregorian; `monthIndex` counts months from January of year 0. */
function firstOfMonth(monthIndex: number): Day {
  // Years begin in March here, so that the leap day is the last day of a year.
  const year = Math.floor((monthIndex - 2) / 12);
  const monthFromMarch = monthIndex - 2 - year * 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5);
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leapDays + dayOfYear - 719_468;
}

/** Year, month and day of the month of a day. */
export function civilOf(day: Day): CivilDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth };
}

/**
 * The same day of the month `months` later, by rules CALCDT-1, CALCDT-2 and CALCDT-5: a day that does not exist moves to
 * the first of the next month.
 */
export function addMonths(day: Day, months: number): Day {
  if (months === 0) return day;
  const { year, month, dayOfMonth } = civilOf(day);
  const target = year * 12 + (month - 1) + months;
  const first = firstOfMonth(target);
  return Math.min(first + dayOfMonth - 1, firstOfMonth(target + 1));
}
