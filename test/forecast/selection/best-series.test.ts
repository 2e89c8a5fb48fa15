import { describe, expect, test } from "vitest";
import { forecastPatient } from "../../../src/forecast/forecast-patient.ts";
import type { Patient } from "../../../src/forecast/patient.ts";
import type { AntigenSeries } from "../../../src/forecast/schedule/schedule.ts";
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

/** Names of the best series of a child born on 2020-01-01, assessed on 2022-01-01. */
function best(
  all: readonly AntigenSeries[],
  given: readonly (readonly [string, string])[],
  rest: Partial<Patient> = {},
) {
  const doses = given.map(([iso, cvx]) => dose(iso, cvx));
  const forecast = forecastPatient(scheduleOf(all), patient("2020-01-01", doses, rest), day("2022-01-01"));
  return (forecast.best.get("Alpha") ?? []).map((one) => one.patientSeries.series.name);
}

const two = [seriesDose(1), seriesDose(2, { intervals: [interval("4 weeks")] })];
const three = [...two, seriesDose(3, { intervals: [interval("4 weeks")] })];
const only902 = two.map((target) => ({ ...target, preferable: [vaccine("902")] }));
const GIVEN = [["2020-03-01", "901"]] as const;

describe("prioritizedSeries() by table 8-3", () => {
  test.each([
    {
      name: "no dose: the default",
      all: [series("a", two), series("default", three, { isDefault: true })],
      given: [],
      is: "default",
    },
    {
      name: "one scorable",
      all: [series("a", only902, { isDefault: true }), series("b", two)],
      given: GIVEN,
      is: "b",
    },
    {
      name: "the only complete one",
      all: [series("three", three, { isDefault: true }), series("two", two)],
      given: [...GIVEN, ["2020-06-01", "901"]] as const,
      is: "two",
    },
    {
      name: "started too late for one",
      all: [
        series("early", two, { maxAgeToStart: span("1 month") }),
        series("late", three, { isDefault: true }),
      ],
      given: GIVEN,
      is: "late",
    },
  ])("$name", ({ all, given, is }) => {
    expect(best(all, given)).toEqual([is]);
  });
});

describe("scoresOf() by tables 8-7, 8-9 and 8-11", () => {
  const late = [seriesDose(1, { ages: [ages({ minimum: span("1 year") })] })];
  const endless = [
    ...two,
    seriesDose(3, { intervals: [interval("10 years")], ages: [ages({ maximum: span("5 years") })] }),
  ];
  test.each([
    {
      name: "8-7: most valid doses of complete ones",
      all: [series("one", [seriesDose(1)]), series("two", two)],
      given: [...GIVEN, ["2020-06-01", "901"]] as const,
      is: "two",
    },
    {
      name: "8-9: closest to completion",
      all: [series("three", three), series("two", two)],
      given: GIVEN,
      is: "two",
    },
    {
      name: "8-9: a product with all doses valid",
      all: [series("a", two), series("product", two, { isProduct: true })],
      given: GIVEN,
      is: "product",
    },
    {
      name: "8-9: completable",
      all: [series("endless", endless), series("three", three)],
      given: GIVEN,
      is: "three",
    },
    {
      name: "8-9: tie, series preference",
      all: [series("b", two, { preference: 2 }), series("a", two)],
      given: GIVEN,
      is: "a",
    },
    {
      name: "8-11: starts earliest",
      all: [
        series("late", late),
        series("early", [seriesDose(1, { ages: [ages({ minimum: span("6 weeks") })] })]),
      ],
      given: [],
      is: "early",
    },
    {
      name: "8-11: no product",
      all: [series("product", two, { isProduct: true }), series("a", two)],
      given: [],
      is: "a",
    },
  ])("$name", ({ all, given, is }) => {
    expect(best(all, given)).toEqual([is]);
  });
});

describe("bestSeries() by table 8-14", () => {
  const risk: Partial<AntigenSeries> = {
    type: "Risk",
    seriesGroup: "2",
    indications: [{ code: "186", beginAge: undefined, endAge: undefined }],
  };
  const atRisk = { observations: [{ code: "186", day: undefined }] };
  const standard = series("standard", two, { isDefault: true });
  const equivalent = { equivalentGroups: new Set(["2"]) };

  test.each([
    {
      name: "standard alone without the indication",
      all: [standard, series("risk", two, risk)],
      who: {},
      is: ["standard"],
    },
    {
      name: "both where they are not equivalent",
      all: [standard, series("risk", two, risk)],
      who: atRisk,
      is: ["standard", "risk"],
    },
    {
      name: "risk in place of an equivalent standard",
      all: [{ ...standard, ...equivalent }, series("risk", two, risk)],
      who: atRisk,
      is: ["risk"],
    },
    {
      name: "the higher priority (SELECTSCORE-2)",
      all: [standard, series("b", two, { ...risk, priority: "B" }), series("a", three, risk)],
      who: atRisk,
      is: ["standard", "a"],
    },
    {
      name: "the lower one where the higher can no longer be followed",
      all: [
        standard,
        series("infants", [seriesDose(1, { ages: [ages({ maximum: span("1 year") })] })], risk),
        series("b", two, { ...risk, priority: "B" }),
      ],
      who: atRisk,
      is: ["standard", "b"],
    },
    {
      name: "evaluation only, when it is not complete",
      all: [series("old", two, { type: "Evaluation Only" })],
      who: {},
      is: [],
    },
    {
      name: "another gender's",
      all: [series("her", two, { genders: new Set(["Female"]), isDefault: true })],
      who: { gender: "Male" as const },
      is: [],
    },
  ])("$name", ({ all, who, is }) => {
    expect(best(all, [], who)).toEqual(is);
  });

  test("evaluation only counts when it is complete", () => {
    const old = series("old", [seriesDose(1, { preferable: [vaccine("902")] })], { type: "Evaluation Only" });
    expect(best([standard, old], [["2020-03-01", "902"]])).toEqual(["old"]);
  });

  test("an indication of a later age counts where there is no other series", () => {
    const later = { ...risk, indications: [{ code: "186", beginAge: span("9 years"), endAge: undefined }] };
    const nine = series("nine", [seriesDose(1, { ages: [ages({ minimum: span("9 years") })] })], later);
    expect(best([nine], [], atRisk)).toEqual(["nine"]);
    expect(best([standard, nine], [], atRisk)).toEqual(["standard"]);
  });
});
