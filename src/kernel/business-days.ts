import { addDays, type DateOnly } from "./dates.ts";
import { minnesotaHolidays, weekdayOf } from "./minnesota-holidays.ts";

/** Longest count of business days that is looked for, about ten years. */
const BUSINESS_DAYS_MAX = 2_600;

/** Calendar days that hold so many business days, holidays and closings included. */
const COUNTED_DAYS_MAX = 4_000;

/** Days in a row without a business day; more is a broken table, not a calendar. */
const CLOSED_DAYS_MAX = 366;

/** Counts the days on which staff work. All days are days of the registry's zone (decision D16). */
export interface BusinessCalendar {
  isBusinessDay(day: DateOnly): boolean;
  /**
   * The day itself when it is a business day, else the next one.
   *
   * @throws RangeError when the holidays leave none within a year
   */
  onOrAfter(day: DateOnly): DateOnly;
  /**
   * The n-th business day, `onOrAfter(day)` being the first.
   *
   * @throws RangeError unless n is a whole number from 1 to 2600
   */
  nth(day: DateOnly, n: number): DateOnly;
  /** `n` business days after `day`; 0 gives `onOrAfter(day)`. */
  add(day: DateOnly, n: number): DateOnly;
  /** Business days after `after` up to and with `upTo`; 0 when `upTo` is not later, at most 2600 however far it is. */
  count(after: DateOnly, upTo: DateOnly): number;
}

/** A calendar of Monday to Friday without the days that `isHoliday` names (decision D16). */
export function createBusinessCalendar(isHoliday: (day: DateOnly) => boolean): BusinessCalendar {
  const isBusinessDay = (day: DateOnly): boolean => {
    const weekday = weekdayOf(day);
    return weekday !== 0 && weekday !== 6 && !isHoliday(day);
  };
  const onOrAfter = (day: DateOnly): DateOnly => {
    for (let ahead = 0; ahead <= CLOSED_DAYS_MAX; ahead += 1) {
      const found = addDays(day, ahead);
      if (isBusinessDay(found)) return found;
    }
    throw new RangeError("the holiday table leaves no business day within a year");
  };
  const nth = (day: DateOnly, n: number): DateOnly => {
    if (!Number.isInteger(n) || n < 1 || n > BUSINESS_DAYS_MAX)
      throw new RangeError(`business days are counted from 1 to ${BUSINESS_DAYS_MAX}`);
    let found = onOrAfter(day);
    for (let left = n - 1; left > 0; left -= 1) found = onOrAfter(addDays(found, 1));
    return found;
  };
  return {
    isBusinessDay,
    onOrAfter,
    nth,
    add: (day, n) => (n === 0 ? onOrAfter(day) : nth(addDays(day, 1), n)),
    count: (after, upTo) => {
      let counted = 0;
      let day = addDays(after, 1);
      for (let looked = 0; day <= upTo && looked < COUNTED_DAYS_MAX; looked += 1) {
        if (isBusinessDay(day)) counted += 1;
        day = addDays(day, 1);
      }
      return Math.min(counted, BUSINESS_DAYS_MAX);
    },
  };
}

const holidaysByYear = new Map<string, ReadonlySet<string>>();

function isMinnesotaHoliday(day: DateOnly): boolean {
  const year = day.slice(0, 4);
  const known = holidaysByYear.get(year);
  if (known !== undefined) return known.has(day);
  const days = new Set<string>(minnesotaHolidays(Number(year)).map((holiday) => holiday.day));
  holidaysByYear.set(year, days);
  return days.has(day);
}

/** The calendar of MN.IT and MIIC staff: Minnesota's executive branch. */
export const minnesotaBusinessDays: BusinessCalendar = createBusinessCalendar(isMinnesotaHoliday);
