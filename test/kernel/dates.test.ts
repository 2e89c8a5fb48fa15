import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  dayInZone,
  hl7Timestamp,
  instantInZone,
  isDateOnly,
  parseHl7Day,
  zoneOffsetMinutes,
  type DateOnly,
} from "../../src/kernel/dates.ts";

const day = (iso: string): DateOnly => {
  if (!isDateOnly(iso)) throw new RangeError(iso);
  return iso;
};

describe("parseHl7Day()", () => {
  test.each([
    ["20240229", "2024-02-29"],
    ["20230229", undefined],
    ["20260230", undefined],
    ["202603", undefined],
    ["", undefined],
    ["20260114093012-0600", "2026-01-14"],
    ["2026O114", undefined],
    ["00000000", undefined],
  ])("reads %s as %s", (text, expected) => {
    expect(parseHl7Day(text)).toBe(expected);
  });
});

describe("addDays()", () => {
  test.each([
    ["2024-02-28", 1, "2024-02-29"],
    ["2026-12-31", 1, "2027-01-01"],
    ["2026-03-08", -8, "2026-02-28"],
  ])("%s + %i is %s", (from, days, expected) => {
    expect(addDays(day(from), days)).toBe(expected);
  });
});

describe("America/Chicago", () => {
  test.each([
    ["2026-01-14T15:30:12Z", "20260114093012-0600", "2026-01-14"],
    ["2026-07-14T04:59:59Z", "20260713235959-0500", "2026-07-13"],
    ["2026-07-14T05:00:00Z", "20260714000000-0500", "2026-07-14"],
    ["2026-03-08T07:59:59Z", "20260308015959-0600", "2026-03-08"],
    ["2026-03-08T08:00:00Z", "20260308030000-0500", "2026-03-08"],
    ["2026-11-01T07:00:00Z", "20261101010000-0600", "2026-11-01"],
  ])("shows %s as %s", (instant, stamp, local) => {
    expect(hl7Timestamp(Date.parse(instant))).toBe(stamp);
    expect(dayInZone(Date.parse(instant))).toBe(local);
  });

  test("zoneOffsetMinutes() keeps half hours of other zones", () => {
    expect(zoneOffsetMinutes(Date.parse("2026-01-14T00:00:00.250Z"), "Asia/Kolkata")).toBe(330);
    expect(hl7Timestamp(Date.parse("2026-01-14T00:00:00Z"), "Asia/Kolkata")).toBe("20260114053000+0530");
  });

  test("instantInZone() is undone by dayInZone() on every day and at noon on both sides of a clock change", () => {
    assert(
      property(integer({ min: 0, max: 4_400 }), (offset) => {
        const date = addDays(day("2024-01-01"), offset);
        const noon = instantInZone(date, 12);
        expect(dayInZone(noon)).toBe(date);
        expect(hl7Timestamp(noon).slice(8, 14)).toBe("120000");
      }),
      { numRuns: 400 },
    );
  });
});
