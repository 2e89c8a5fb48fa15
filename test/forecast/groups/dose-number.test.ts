import { expect, test } from "vitest";
import { forecastPatient } from "../../../src/forecast/forecast-patient.ts";
import type { AntigenSeries } from "../../../src/forecast/schedule/schedule.ts";
import { day, dose, patient } from "../../support/forecast-patient.ts";
import { interval, scheduleOf, series, seriesDose } from "../../support/schedule-builder.ts";

/** The number of the dose that is due on 2026-01-01 of the last forecast, after doses of the years given. */
function numberAfter(years: readonly string[], all: readonly AntigenSeries[]): number | undefined {
  const doses = years.map((year) => dose(`${year}-10-01`, "901"));
  const who = patient("2000-01-01", doses, { observations: [{ code: "186", day: day("2024-01-01") }] });
  return forecastPatient(scheduleOf(all), who, day("2026-01-01")).groups.get("Alpha")?.at(-1)?.doseNumber;
}

function seasonal(start: string): readonly AntigenSeries[] {
  const yearly = seriesDose(1, {
    isRecurring: true,
    intervals: [interval("28 days")],
    season: { start: day(start), end: undefined },
  });
  return [series("seasonal", [yearly], { isDefault: true })];
}

test.each([
  { name: "all seasons until that of 2024", start: "2024-07-01", number: 4 },
  { name: "the season alone from 2025 on (rule FORECASTDN-1)", start: "2025-07-01", number: 2 },
])("a seasonal dose counts $name", ({ start, number }) => {
  expect(numberAfter(["2023", "2024", "2025"], seasonal(start))).toBe(number);
});

const standard = series("standard", [seriesDose(1), seriesDose(2)], { isDefault: true });
const risk = {
  type: "Risk",
  seriesGroup: "2",
  indications: [{ code: "186", beginAge: undefined, endAge: undefined }],
} as const;

test("a risk series goes on counting from the standard one", () => {
  const after = series("risk", [seriesDose(1), seriesDose(2), seriesDose(3), seriesDose(4)], risk);
  expect(numberAfter(["2001", "2002", "2003"], [standard, after])).toBe(4);
});

test("a series that begins anew at an event counts its own doses once it is begun", () => {
  const fromEvent = interval("6 months", { from: { kind: "observation", code: "186" } });
  const anew = series("anew", [seriesDose(1, { intervals: [fromEvent] }), seriesDose(2)], risk);
  expect(numberAfter(["2001", "2002"], [standard, anew])).toBe(3);
  expect(numberAfter(["2001", "2002", "2024"], [standard, anew])).toBe(2);
});
