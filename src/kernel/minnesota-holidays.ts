import { assertNever } from "./assert-never.ts";
import { addDays, isDateOnly, type DateOnly } from "./dates.ts";

/** One holiday of the table and the rule that dates it. Months and days count from 1; weekday 0 is Sunday. */
type HolidayRow = { readonly name: string; readonly source: string } & (
  | { readonly kind: "fixed"; readonly month: number; readonly day: number }
  | { readonly kind: "nth-weekday"; readonly month: number; readonly weekday: number; readonly nth: number }
  | { readonly kind: "last-weekday"; readonly month: number; readonly weekday: number }
  | { readonly kind: "after-thanksgiving"; readonly days: number }
);

/** A day on which the executive branch does not work. */
export interface Holiday {
  /** The day observed: a fixed date on a Saturday is kept on the Friday before, on a Sunday on the Monday after. */
  readonly day: DateOnly;
  readonly name: string;
  readonly source: string;
}

const STATUTE = "Minn. Stat. 645.44 subd. 5";
const BRANCH = `${STATUTE}, executive branch`;
const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/**
 * Holidays of Minnesota's executive branch. Of the two days that the statute lets a branch choose, it takes the Friday
 * after Thanksgiving and works on the second Monday of October.
 */
export const MINNESOTA_HOLIDAYS: readonly HolidayRow[] = [
  { name: "New Year's Day", kind: "fixed", month: 1, day: 1, source: STATUTE },
  {
    name: "Martin Luther King's Birthday",
    kind: "nth-weekday",
    month: 1,
    weekday: MONDAY,
    nth: 3,
    source: STATUTE,
  },
  {
    name: "Washington's and Lincoln's Birthday",
    kind: "nth-weekday",
    month: 2,
    weekday: MONDAY,
    nth: 3,
    source: STATUTE,
  },
  { name: "Memorial Day", kind: "last-weekday", month: 5, weekday: MONDAY, source: STATUTE },
  { name: "Juneteenth", kind: "fixed", month: 6, day: 19, source: STATUTE },
  { name: "Independence Day", kind: "fixed", month: 7, day: 4, source: STATUTE },
  { name: "Labor Day", kind: "nth-weekday", month: 9, weekday: MONDAY, nth: 1, source: STATUTE },
  { name: "Veterans Day", kind: "fixed", month: 11, day: 11, source: STATUTE },
  { name: "Thanksgiving Day", kind: "nth-weekday", month: 11, weekday: THURSDAY, nth: 4, source: STATUTE },
  { name: "Friday after Thanksgiving", kind: "after-thanksgiving", days: 1, source: BRANCH },
  { name: "Christmas Day", kind: "fixed", month: 12, day: 25, source: STATUTE },
];

/**
 * The holidays observed within a year, in date order. A New Year's Day on a Saturday is observed on 31 December, so it
 * stands under the year before.
 *
 * @param year four digits
 * @see Minn. Stat. 645.44 subd. 5; decision D16
 */
export function minnesotaHolidays(year: number): readonly Holiday[] {
  const dated = [year, year + 1].flatMap((of) => MINNESOTA_HOLIDAYS.map((row) => observed(row, of)));
  return dated
    .filter((holiday) => holiday.day.startsWith(`${year}-`))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** Day of the week, 0 for Sunday. */
export function weekdayOf(day: DateOnly): number {
  return new Date(day).getUTCDay();
}

function observed(row: HolidayRow, year: number): Holiday {
  return { day: dayOf(row, year), name: row.name, source: row.source };
}

function dayOf(row: HolidayRow, year: number): DateOnly {
  switch (row.kind) {
    case "fixed":
      return nearestWeekday(dateOf(year, row.month, row.day));
    case "nth-weekday":
      return nthWeekday(year, row.month, row.weekday, row.nth);
    case "last-weekday": {
      const fifth = nthWeekday(year, row.month, row.weekday, 5);
      return Number(fifth.slice(5, 7)) === row.month ? fifth : addDays(fifth, -7);
    }
    case "after-thanksgiving":
      return addDays(nthWeekday(year, 11, THURSDAY, 4), row.days);
    default:
      return assertNever(row);
  }
}

function nearestWeekday(day: DateOnly): DateOnly {
  const weekday = weekdayOf(day);
  if (weekday === SATURDAY) return addDays(day, -1);
  return weekday === SUNDAY ? addDays(day, 1) : day;
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): DateOnly {
  const first = dateOf(year, month, 1);
  const ahead = (weekday - weekdayOf(first) + 7) % 7;
  return addDays(first, ahead + (nth - 1) * 7);
}

function dateOf(year: number, month: number, day: number): DateOnly {
  const iso = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  if (!isDateOnly(iso)) throw new RangeError("a year of four digits is needed");
  return iso;
}
