import { describe, expect, test } from "vitest";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { calendarWith, readClosings } from "../../src/onboarding/closings.ts";
import { recounted } from "../../src/onboarding/stage-clock.ts";
import { day } from "../support/onboarding.ts";

const SNOW = calendarWith({ version: 1, days: [{ day: day("2026-01-20"), name: "snow" }] });
const REVIEW = { startedOn: day("2026-01-12"), daysBefore: 0, dueOn: day("2026-02-09") };

describe("minnesotaBusinessDays.count()", () => {
  test.each([
    ["2025-11-26", "2025-12-01", 1],
    ["2025-12-24", "2026-01-02", 5],
    ["2026-07-02", "2026-07-06", 1],
  ])("counts the days after %s up to %s as %i", (after, upTo, days) => {
    expect(minnesotaBusinessDays.count(day(after), day(upTo))).toBe(days);
  });
});

describe("recounted()", () => {
  test.each([
    { today: "2026-01-15", dueOn: "2026-02-10", name: "moves a date that lies ahead" },
    { today: "2026-02-09", dueOn: "2026-02-10", name: "moves a date of today" },
    { today: "2026-02-10", dueOn: "2026-02-09", name: "leaves a date that has passed" },
  ])("$name", ({ today, dueOn }) => {
    expect(recounted(minnesotaBusinessDays, SNOW, REVIEW, day(today)).dueOn).toBe(dueOn);
  });

  test("leaves a clock without a due date, and one that no closing touches", () => {
    const open = { startedOn: day("2026-01-12"), daysBefore: 0 };
    const later = { ...REVIEW, startedOn: day("2026-01-21") };
    expect(recounted(minnesotaBusinessDays, SNOW, open, day("2026-01-15"))).toBe(open);
    expect(recounted(minnesotaBusinessDays, SNOW, later, day("2026-01-21"))).toBe(later);
  });

  test("a one-day stage whose day is closed moves to the next business day", () => {
    const move = { startedOn: day("2026-01-20"), daysBefore: 0, dueOn: day("2026-01-20") };
    expect(recounted(minnesotaBusinessDays, SNOW, move, day("2026-01-16")).dueOn).toBe("2026-01-21");
  });
});

describe("readClosings()", () => {
  test("reads days with names in date order, the last name of a day counts", () => {
    const text = "# weather\n2026-02-03,ice\r\n\n2026-01-20 snow storm\n2026-02-03;ice again\n";
    expect(readClosings(text)).toEqual([
      { day: "2026-01-20", name: "snow storm" },
      { day: "2026-02-03", name: "ice again" },
    ]);
  });

  test.each([
    { text: "2026-02-30,ice", says: "Line 1" },
    { text: "# none\n\n2026-02-03", says: "Line 3" },
    { text: `2026-02-03,${"x".repeat(101)}`, says: "Line 1" },
    { text: "2026-02-03,a\u0007b", says: "Line 1" },
    { text: "", says: "names no day" },
  ])("refuses $says", ({ text, says }) => {
    expect(() => readClosings(text)).toThrow(says);
  });
});
