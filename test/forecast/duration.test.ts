import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { addMonths, civilOf, isoOf, parseIsoDay } from "../../src/forecast/day.ts";
import { addDuration, parseDuration } from "../../src/forecast/duration.ts";
import { day } from "../support/forecast-patient.ts";

describe("parseDuration()", () => {
  test.each([
    ["0 days", 0, 0],
    ["6 weeks", 0, 42],
    ["12 months - 4 days", 12, -4],
    ["4 years-4 days", 48, -4],
    [" 19 years  - 4 days", 228, -4],
    ["5 months + 4 weeks", 5, 28],
    ["1 year", 12, 0],
    ["16 Years - 4 months", 188, 0],
  ])("%s", (text, months, days) => {
    expect(parseDuration(text)).toEqual({ months, days });
  });

  test.each(["", "n/a", "4", "years", "4 fortnights", "4 years -", "- 4 days", "4 years 2 days", "1e3 days"])(
    "refuses %j",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe("addDuration() by the examples of the Logic Specification, table 3-6", () => {
  test.each([
    ["CALCDT-1", "2000-01-01", "3 years", "2003-01-01"],
    ["CALCDT-2", "2000-01-01", "6 months", "2000-07-01"],
    ["CALCDT-2", "2000-11-01", "6 months", "2001-05-01"],
    ["CALCDT-3", "2000-01-01", "3 days", "2000-01-04"],
    ["CALCDT-3", "2000-01-01", "3 weeks", "2000-01-22"],
    ["CALCDT-3", "2000-02-01", "5 weeks", "2000-03-07"],
    ["CALCDT-3", "2001-02-01", "5 weeks", "2001-03-08"],
    ["CALCDT-5", "2000-03-31", "6 months", "2000-10-01"],
    ["CALCDT-5", "2000-08-31", "6 months", "2001-03-01"],
    ["CALCDT-5", "2000-02-29", "1 year", "2001-03-01"],
    ["CALCDT-6", "2000-01-31", "6 months - 4 days", "2000-07-27"],
  ])("%s: %s + %s", (_rule, from, text, expected) => {
    expect(isoOf(addDuration(day(from), parseDuration(text) ?? { months: 99, days: 99 }))).toBe(expected);
  });
});

test("civilOf() and addMonths() agree with the calendar of the platform", () => {
  assert(
    property(integer({ min: -60_000, max: 300_000 }), integer({ min: -600, max: 1500 }), (from, months) => {
      const date = new Date(from * 86_400_000);
      expect(civilOf(from)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        dayOfMonth: date.getUTCDate(),
      });
      const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
      const same = new Date(first);
      same.setUTCDate(date.getUTCDate());
      const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 1);
      expect(addMonths(from, months) * 86_400_000).toBe(Math.min(same.getTime(), next));
    }),
  );
});

test("parseIsoDay() takes real days only", () => {
  expect(parseIsoDay("2024-02-29")).toBe(19_782);
  expect(parseIsoDay("2023-02-29")).toBeUndefined();
});
