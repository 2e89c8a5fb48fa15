import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBusinessCalendar, minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { addDays, isDateOnly, type DateOnly } from "../../src/kernel/dates.ts";
import { minnesotaHolidays } from "../../src/kernel/minnesota-holidays.ts";

function day(iso: string): DateOnly {
  if (!isDateOnly(iso)) throw new RangeError(iso);
  return iso;
}

const calendar = minnesotaBusinessDays;

const anyDay = fc.integer({ min: 0, max: 4_382 }).map((offset) => addDays(day("2024-01-01"), offset));

describe("minnesotaHolidays()", () => {
  test.each([
    {
      year: 2025,
      days: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 11-11 11-27 11-28 12-25",
    },
    {
      year: 2026,
      days: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 11-11 11-26 11-27 12-25",
    },
    {
      year: 2027,
      days: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 11-11 11-25 11-26 12-24 12-31",
    },
    { year: 2028, days: "01-17 02-21 05-29 06-19 07-04 09-04 11-10 11-23 11-24 12-25" },
  ])("gives the observed days of $year", ({ year, days }) => {
    expect(
      minnesotaHolidays(year)
        .map((holiday) => holiday.day.slice(5))
        .join(" "),
    ).toBe(days);
  });

  test("leaves the second Monday of October a business day", () => {
    expect(calendar.isBusinessDay(day("2026-10-12"))).toBe(true);
  });

  test("names a source on every row", () => {
    expect(minnesotaHolidays(2026).filter((holiday) => holiday.source === "")).toEqual([]);
  });
});

describe("the business days of onboarding", () => {
  test.each([
    ["2026-01-05", "2026-01-09", "2026-01-12", "2026-02-09", "2026-02-10", "2026-02-11", "2026-02-25"],
    ["2025-11-12", "2025-11-18", "2025-11-19", "2025-12-18", "2025-12-19", "2025-12-22", "2026-01-06"],
    ["2026-06-12", "2026-06-18", "2026-06-22", "2026-07-20", "2026-07-21", "2026-07-22", "2026-08-04"],
    ["2026-09-07", "2026-09-14", "2026-09-15", "2026-10-12", "2026-10-13", "2026-10-14", "2026-10-27"],
    ["2027-12-10", "2027-12-16", "2027-12-17", "2028-01-18", "2028-01-19", "2028-01-20", "2028-02-02"],
  ])("nth() of an invitation on %s ends the plan on %s", (invitation, ...expected) => {
    expect([5, 6, 25, 26, 27, 36].map((n) => calendar.nth(day(invitation), n))).toEqual(expected);
  });

  test.each([
    ["2025-11-26", "2025-12-01", 1],
    ["2025-12-24", "2026-01-02", 5],
    ["2026-07-02", "2026-07-06", 1],
    ["2026-07-06", "2026-07-06", 0],
    ["2026-07-07", "2026-07-06", 0],
  ])("count() after %s up to %s is %i", (after, upTo, days) => {
    expect(calendar.count(day(after), day(upTo))).toBe(days);
  });

  test("onOrAfter() keeps a business day and moves a holiday on a Friday to Monday", () => {
    expect([calendar.onOrAfter(day("2026-07-02")), calendar.onOrAfter(day("2026-07-03"))]).toEqual([
      "2026-07-02",
      "2026-07-06",
    ]);
  });

  test.each([0, -1, 1.5, Number.NaN, 2_601])("nth() refuses %d", (n) => {
    expect(() => calendar.nth(day("2026-01-05"), n)).toThrow(RangeError);
  });

  test("count() ends at 2600, however far the last day is and whatever is closed", () => {
    expect(calendar.count(day("1900-01-01"), day("9000-01-01"))).toBe(2_600);
    const closed = createBusinessCalendar(() => true);
    expect(closed.count(day("1900-01-01"), day("9000-01-01"))).toBe(0);
  });

  test("count() undoes add(), across leap days and both changes of the clock", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), (from, n) => {
        const due = calendar.add(from, n);
        expect(calendar.isBusinessDay(due)).toBe(true);
        expect(calendar.count(from, due)).toBe(n);
      }),
    );
  });

  test("createBusinessCalendar() takes closings beside the holidays", () => {
    const stormy = createBusinessCalendar((of) => of === "2026-01-06");
    expect(stormy.add(day("2026-01-05"), 1)).toBe("2026-01-07");
  });
});
