import { describe, expect, test } from "vitest";
import { forecastPatient } from "../../../src/forecast/forecast-patient.ts";
import type { ConditionalSkip, SkipCondition, SkipSet } from "../../../src/forecast/schedule/schedule.ts";
import { day, dose, patient } from "../../support/forecast-patient.ts";
import {
  count,
  interval,
  scheduleOf,
  series,
  seriesDose,
  skipSet,
  span,
} from "../../support/schedule-builder.ts";

/** Statuses of the second of three target doses and of the whole series, for a child born on 2020-01-01. */
function secondDose(skip: ConditionalSkip, given: readonly string[], at = "2022-01-01"): string {
  const doses = [seriesDose(1), seriesDose(2, { skips: [skip] }), seriesDose(3)];
  const schedule = scheduleOf([series("three", doses, { isDefault: true })]);
  const forecast = forecastPatient(
    schedule,
    patient(
      "2020-01-01",
      given.map((iso) => dose(iso, "901")),
    ),
    day(at),
  );
  const [best] = forecast.best.get("Alpha") ?? [];
  return best?.patientSeries.targets[1]?.status ?? "none";
}

function skipOf(sets: readonly SkipSet[], rest: Partial<ConditionalSkip> = {}): ConditionalSkip {
  return { context: "both", logic: "and", sets, ...rest };
}

const YES: SkipCondition = count({ logic: "greater than", doseCount: 0 });
const NO: SkipCondition = count({ logic: "less than", doseCount: 0 });

describe("canBeSkipped() by tables 6-6 to 6-9", () => {
  const oneYear = { kind: "age", beginAge: span("1 year"), endAge: span("2 years") } as const;
  test.each([
    { name: "age: before", condition: oneYear, at: "2020-12-31", status: "Not Satisfied" },
    { name: "age: begin", condition: oneYear, at: "2021-01-01", status: "Skipped" },
    { name: "age: last day", condition: oneYear, at: "2021-12-31", status: "Skipped" },
    { name: "age: end", condition: oneYear, at: "2022-01-01", status: "Not Satisfied" },
    {
      name: "interval: a day short",
      condition: { kind: "interval", interval: span("6 months") } as const,
      at: "2020-08-31",
      status: "Not Satisfied",
    },
    {
      name: "interval: reached",
      condition: { kind: "interval", interval: span("6 months") } as const,
      at: "2020-09-01",
      status: "Skipped",
    },
    { name: "count: greater", condition: count({ doseCount: 0, logic: "greater than" }), status: "Skipped" },
    {
      name: "count: not greater",
      condition: count({ doseCount: 1, logic: "greater than" }),
      status: "Not Satisfied",
    },
    { name: "count: equal", condition: count({ doseCount: 1, logic: "equal to" }), status: "Skipped" },
    { name: "count: less", condition: count({ doseCount: 2, logic: "less than" }), status: "Skipped" },
    { name: "count: valid", condition: count({ doseType: "valid" }), status: "Skipped" },
    {
      name: "count: of another vaccine",
      condition: count({ cvx: new Set(["902"]) }),
      status: "Not Satisfied",
    },
    { name: "count: from the day itself", condition: count({ start: day("2020-03-01") }), status: "Skipped" },
    { name: "count: before the end", condition: count({ end: day("2020-03-01") }), status: "Not Satisfied" },
    {
      name: "count: at an age",
      condition: count({ beginAge: span("2 months"), endAge: span("3 months") }),
      status: "Skipped",
    },
    {
      name: "count: at another age",
      condition: count({ beginAge: span("3 months") }),
      status: "Not Satisfied",
    },
    {
      name: "a series that is not complete",
      condition: { kind: "completed-series", seriesGroups: new Set(["1"]) } as const,
      status: "Not Satisfied",
    },
  ])("$name: $status", ({ condition, at, status }) => {
    expect(secondDose(skipOf([skipSet([condition])]), ["2020-03-01"], at)).toBe(status);
  });
});

describe("canBeSkipped() by tables 6-10 and 6-11", () => {
  test.each([
    { name: "AND, all", sets: [skipSet([YES, YES])], logic: "and", status: "Skipped" },
    { name: "AND, one", sets: [skipSet([YES, NO])], logic: "and", status: "Not Satisfied" },
    { name: "OR, one", sets: [skipSet([YES, NO], { logic: "or" })], logic: "and", status: "Skipped" },
    { name: "OR, none", sets: [skipSet([NO, NO], { logic: "or" })], logic: "and", status: "Not Satisfied" },
    { name: "sets AND", sets: [skipSet([YES]), skipSet([NO])], logic: "and", status: "Not Satisfied" },
    { name: "sets OR", sets: [skipSet([YES]), skipSet([NO])], logic: "or", status: "Skipped" },
    {
      name: "a set not yet in effect",
      sets: [skipSet([YES], { effective: day("2022-01-02") })],
      logic: "and",
      status: "Not Satisfied",
    },
    {
      name: "a set on its first day",
      sets: [skipSet([YES], { effective: day("2022-01-01") })],
      logic: "and",
      status: "Skipped",
    },
    {
      name: "a set on its last day",
      sets: [skipSet([YES], { cessation: day("2022-01-01") })],
      logic: "and",
      status: "Skipped",
    },
    {
      name: "a set that ceased",
      sets: [skipSet([YES], { cessation: day("2021-12-31") })],
      logic: "and",
      status: "Not Satisfied",
    },
  ] as const)("$name: $status", ({ sets, logic, status }) => {
    expect(secondDose(skipOf(sets, { logic }), ["2020-03-01"])).toBe(status);
  });

  test.each([
    { context: "evaluation", given: ["2020-03-01"], status: "Not Satisfied" },
    { context: "evaluation", given: ["2020-03-01", "2020-09-01"], status: "Skipped" },
    { context: "forecast", given: ["2020-03-01"], status: "Skipped" },
    { context: "forecast", given: ["2020-03-01", "2020-09-01"], status: "Satisfied" },
  ] as const)("context $context after $given.length doses: $status", ({ context, given, status }) => {
    expect(secondDose(skipOf([skipSet([YES])], { context }), given)).toBe(status);
  });

  test("a dose counts neither itself nor later ones while it is evaluated (rule CONDSKIP-1)", () => {
    const twoBefore = skipOf([skipSet([count({ doseCount: 1 })])], { context: "evaluation" });
    expect(secondDose(twoBefore, ["2020-03-01", "2020-09-01", "2021-03-01"])).toBe("Satisfied");
  });
});

test("section 7.6 skips a dose that will not be needed on its earliest date", () => {
  const atTwelveMonths = skipOf([skipSet([{ kind: "age", beginAge: span("12 months"), endAge: undefined }])]);
  const doses = [
    seriesDose(1),
    seriesDose(2, { intervals: [interval("4 weeks")], skips: [atTwelveMonths] }),
    seriesDose(3, { intervals: [interval("8 weeks")] }),
  ];
  const schedule = scheduleOf([series("catch-up", doses, { isDefault: true })]);
  const given = [dose("2020-12-20", "901")];
  const [best] =
    forecastPatient(schedule, patient("2020-01-01", given), day("2020-12-20")).best.get("Alpha") ?? [];
  expect(best?.target?.number).toBe(3);
  expect(best?.dates?.earliest).toBe(day("2021-02-14"));
});

test("a condition of a completed series sees the other series group (table 6-7)", () => {
  const skip = skipOf([skipSet([{ kind: "completed-series", seriesGroups: new Set(["1"]) }])]);
  const schedule = scheduleOf([
    series("standard", [seriesDose(1)], { isDefault: true }),
    series(
      "booster",
      [seriesDose(1, { skips: [skip] }), seriesDose(2, { intervals: [interval("5 years")] })],
      {
        seriesGroup: "2",
        isDefault: true,
      },
    ),
  ]);
  const best = forecastPatient(
    schedule,
    patient("2020-01-01", [dose("2020-03-01", "901")]),
    day("2021-01-01"),
  ).best;
  const booster = best.get("Alpha")?.find((one) => one.patientSeries.series.name === "booster");
  expect(booster?.patientSeries.targets.map((target) => target.status)).toEqual(["Skipped", "Satisfied"]);
});
