import { describe, expect, test } from "vitest";
import { forecastPatient } from "../../../src/forecast/forecast-patient.ts";
import type { AdministeredDose, Patient } from "../../../src/forecast/patient.ts";
import type { SeriesDose } from "../../../src/forecast/schedule/schedule.ts";
import { day, dose, patient } from "../../support/forecast-patient.ts";
import {
  ages,
  interval,
  scheduleOf,
  series,
  seriesDose,
  span,
  vaccine,
} from "../../support/schedule-builder.ts";

/** How each dose of a child born on 2020-01-01 is judged in one series. */
function judged(
  targets: readonly SeriesDose[],
  doses: readonly AdministeredDose[],
  rest: Partial<Patient> = {},
): readonly string[] {
  const schedule = scheduleOf([series("one", targets, { isDefault: true })]);
  const forecast = forecastPatient(schedule, patient("2020-01-01", doses, rest), day("2030-01-01"));
  const [best] = forecast.best.get("Alpha") ?? [];
  return best?.patientSeries.evaluations.map(({ status, reasons }) => [status, ...reasons].join(", ")) ?? [];
}

describe("evaluation of a dose", () => {
  test("takes the ages that were in effect when it was given (rule RELEVANT-1)", () => {
    const target = seriesDose(1, {
      ages: [
        ages({ absoluteMinimum: span("6 months"), cessation: day("2020-12-31") }),
        ages({ absoluteMinimum: span("12 months"), effective: day("2021-01-01") }),
      ],
    });
    expect(judged([target], [dose("2020-07-01", "901")])).toEqual(["Valid"]);
    expect(judged([target], [dose("2020-06-30", "901")])).toEqual(["Not Valid, Too young"]);
    expect(
      judged([seriesDose(1, { ages: [ages({ maximum: span("1 year") })] })], [dose("2021-01-01", "901")]),
    ).toEqual(["Extraneous, Too old"]);
  });

  const SECOND = { intervals: [interval("8 weeks")], allowableIntervals: [interval("4 weeks")] };
  test.each([
    { name: "an allowable interval", second: seriesDose(2, SECOND), given: "2020-03-29", status: "Valid" },
    {
      name: "less than allowable",
      second: seriesDose(2, SECOND),
      given: "2020-03-28",
      status: "Not Valid, Too soon",
    },
    {
      name: "an allowable interval from nothing",
      second: seriesDose(2, {
        ...SECOND,
        allowableIntervals: [interval("4 weeks", { from: { kind: "target-dose", number: 9 } })],
      }),
      given: "2020-03-29",
      status: "Not Valid, Too soon",
    },
    {
      name: "a preferable interval from nothing",
      second: seriesDose(2, {
        intervals: [interval("8 weeks", { from: { kind: "observation", code: "170" } })],
      }),
      given: "2020-03-02",
      status: "Valid",
    },
    {
      name: "an interval that ceased",
      second: seriesDose(2, { intervals: [interval("8 weeks", { cessation: day("2020-01-01") })] }),
      given: "2020-03-02",
      status: "Valid",
    },
    {
      name: "an interval from the most recent of a vaccine",
      second: seriesDose(2, {
        intervals: [interval("8 weeks", { from: { kind: "most-recent", cvx: new Set(["902"]) } })],
      }),
      given: "2020-03-02",
      status: "Valid",
    },
  ])("$name: $status", ({ second, given, status }) => {
    expect(judged([seriesDose(1), second], [dose("2020-03-01", "901"), dose(given, "901")])).toEqual([
      "Valid",
      status,
    ]);
  });

  test("measures an interval from an observation (rule CALCDTINT-9)", () => {
    const target = seriesDose(1, {
      intervals: [interval("27 weeks", { from: { kind: "observation", code: "170" } })],
    });
    const observations = ["2020-01-01", "2020-02-01"].map((iso) => ({ code: "170", day: day(iso) }));
    expect(judged([target], [dose("2020-08-07", "901")], { observations })).toEqual(["Not Valid, Too soon"]);
    expect(judged([target], [dose("2020-08-08", "901")], { observations })).toEqual(["Valid"]);
  });

  test("measures from a dose that does not count, but not from an inadvertent one (rule CALCDTINT-1)", () => {
    const inadvertent = { inadvertent: new Set(["902"]), intervals: [interval("8 weeks")] };
    const wrong = seriesDose(2, { intervals: [interval("8 weeks")] });
    const first = dose("2020-01-01", "901");
    expect(
      judged([seriesDose(1), wrong], [first, dose("2020-02-25", "902"), dose("2020-03-10", "901")]),
    ).toEqual(["Valid", "Not Valid, Too soon, Not a preferable or allowable vaccine", "Not Valid, Too soon"]);
    const second = seriesDose(2, inadvertent);
    expect(
      judged([seriesDose(1), second], [first, dose("2020-02-25", "902"), dose("2020-03-10", "901")]),
    ).toEqual(["Valid", "Not Valid, Inadvertent Administration", "Valid"]);
  });

  test.each([
    { given: "SKB", status: "Valid" },
    { given: "MSD", status: "Not Valid, Not a preferable or allowable vaccine" },
    { given: undefined, status: "Valid" },
  ])("compares the maker where both sides name one ($given)", ({ given, status }) => {
    const target = seriesDose(1, { preferable: [vaccine("901", { mvx: "SKB" })] });
    expect(judged([target], [dose("2020-03-01", "901", { mvx: given })])).toEqual([status]);
  });

  test("goes on with a copy of a recurring target dose (figure 4-6)", () => {
    const yearly = seriesDose(1, { isRecurring: true, intervals: [interval("1 year")] });
    const doses = ["2021-01-01", "2021-12-31", "2023-01-01"].map((iso) => dose(iso, "901"));
    expect(judged([yearly], doses)).toEqual(["Valid", "Not Valid, Too soon", "Valid"]);
  });
});
