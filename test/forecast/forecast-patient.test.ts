import { describe, expect, test } from "vitest";
import { isoOf } from "../../src/forecast/day.ts";
import { forecastPatient, type PatientForecast } from "../../src/forecast/forecast-patient.ts";
import { groupEvaluation } from "../../src/forecast/groups/group-evaluation.ts";
import { leadingForecast } from "../../src/forecast/groups/leading-forecast.ts";
import type { AdministeredDose, Patient } from "../../src/forecast/patient.ts";
import { fictitiousSchedule } from "../support/fictitious-schedule.ts";
import { day, dose, patient } from "../support/forecast-patient.ts";

const SCHEDULE = fictitiousSchedule();

function evaluated(
  forecast: PatientForecast,
  group: string,
  doses: readonly AdministeredDose[],
): readonly string[] {
  const best = (forecast.groups.get(group) ?? []).flatMap((one) => one.best);
  return doses.map((one) => {
    const evaluation = groupEvaluation(best, one);
    return [evaluation?.status ?? "-", ...(evaluation?.reasons ?? [])].join(", ");
  });
}

/** Status, dose number and dates of the leading forecast of a group, as one line. */
function line(forecast: PatientForecast, group: string): string {
  const found = leadingForecast(forecast.groups.get(group) ?? []);
  if (found === undefined) return "none";
  const dates = [found.earliest, found.recommended, found.pastDue].map((one) =>
    one === undefined ? "-" : isoOf(one),
  );
  return found.status === "Not Complete" ? `${found.doseNumber}: ${dates.join(" ")}` : found.status;
}

interface Case {
  readonly rule: string;
  readonly doses: readonly AdministeredDose[];
  readonly statuses: readonly string[];
  readonly next: string;
}

describe("forecastPatient() evaluates doses of Alpha for a child born on 2020-01-31", () => {
  const CASES: readonly Case[] = [
    { rule: "no dose", doses: [], statuses: [], next: "1: 2020-03-13 2020-03-31 2020-05-28" },
    {
      rule: "table 6-15: too young",
      doses: [dose("2020-03-08", "901")],
      statuses: ["Not Valid, Too young, Not a preferable or allowable vaccine"],
      next: "1: 2020-03-13 2020-03-31 2020-05-28",
    },
    {
      rule: "table 6-15: absolute minimum",
      doses: [dose("2020-03-09", "901")],
      statuses: ["Valid, Grace period"],
      next: "2: 2020-04-06 2020-05-31 2020-07-28",
    },
    {
      rule: "table 6-15: minimum",
      doses: [dose("2020-03-13", "901")],
      statuses: ["Valid"],
      next: "2: 2020-04-10 2020-05-31 2020-07-28",
    },
    {
      rule: "table 6-18: too soon",
      doses: [dose("2020-04-01", "901"), dose("2020-04-24", "901")],
      statuses: ["Valid", "Not Valid, Too soon"],
      next: "2: 2020-05-22 2020-05-31 2020-07-28",
    },
    {
      rule: "table 6-18: absolute minimum",
      doses: [dose("2020-04-01", "901"), dose("2020-04-25", "901")],
      statuses: ["Valid", "Valid, Grace period"],
      next: "3: 2021-01-31 2021-01-31 2021-05-30",
    },
    {
      rule: "table 6-29: allowable vaccine",
      doses: [dose("2020-04-01", "904")],
      statuses: ["Valid"],
      next: "2: 2020-04-29 2020-05-31 2020-07-28",
    },
    {
      rule: "table 6-13: inadvertent",
      doses: [dose("2020-04-01", "901"), dose("2020-06-01", "901"), dose("2021-02-01", "904")],
      statuses: ["Valid", "Valid", "Not Valid, Inadvertent Administration"],
      next: "3: 2021-02-01 2021-02-01 2021-05-30",
    },
    {
      rule: "table 6-3: expired",
      doses: [dose("2020-04-01", "901", { expires: day("2020-03-31") })],
      statuses: ["Sub-standard, Expired lot"],
      next: "1: 2020-03-13 2020-03-31 2020-05-28",
    },
    {
      rule: "table 6-3: last day of use",
      doses: [dose("2020-04-01", "901", { expires: day("2020-04-01") })],
      statuses: ["Valid"],
      next: "2: 2020-04-29 2020-05-31 2020-07-28",
    },
    {
      rule: "table 6-3: dose condition",
      doses: [dose("2020-04-01", "901", { isSubstandard: true })],
      statuses: ["Sub-standard, Dose condition"],
      next: "1: 2020-03-13 2020-03-31 2020-05-28",
    },
    {
      rule: "figure 4-6: complete, then extraneous",
      doses: [
        dose("2020-04-01", "901"),
        dose("2020-06-01", "901"),
        dose("2021-02-01", "901"),
        dose("2022-01-01", "901"),
      ],
      statuses: ["Valid", "Valid", "Valid", "Extraneous, Series already complete"],
      next: "Complete",
    },
    {
      rule: "table 6-18: from target dose 1",
      doses: [dose("2020-11-01", "901"), dose("2020-12-01", "901"), dose("2021-02-01", "901")],
      statuses: ["Valid", "Valid", "Not Valid, Too soon"],
      next: "3: 2021-03-29 2021-03-29 2021-05-30",
    },
    {
      rule: "table 6-11: dose 3 is skipped",
      doses: [dose("2022-01-01", "901"), dose("2024-01-31", "901")],
      statuses: ["Valid", "Valid"],
      next: "Complete",
    },
    {
      rule: "doses are sorted",
      doses: [dose("2020-06-01", "901"), dose("2020-04-01", "901")],
      statuses: ["Valid", "Valid"],
      next: "3: 2021-01-31 2021-01-31 2021-05-30",
    },
  ];

  test.each(CASES)("$rule", ({ doses, statuses, next }) => {
    const forecast = forecastPatient(SCHEDULE, patient("2020-01-31", doses), day("2024-06-01"));
    expect(evaluated(forecast, "Alpha", doses)).toEqual(statuses);
    expect(line(forecast, "Alpha")).toBe(next);
  });
});

function observed(code: string): Partial<Patient> {
  return { observations: [{ code, day: undefined }] };
}

describe("forecastPatient() decides the need by table 7-10", () => {
  test.each([
    { rule: "immune by history", who: patient("2020-01-31", [], observed("001")), status: "Immune" },
    { rule: "immune by birth", who: patient("1949-12-31"), status: "Immune" },
    {
      rule: "born on the day itself",
      who: patient("1950-01-01"),
      status: "1: 1950-02-12 1950-03-01 1950-04-28",
    },
    {
      rule: "antigen contraindication",
      who: patient("2020-01-31", [], observed("003")),
      status: "Contraindicated",
    },
    {
      rule: "at the maximum age",
      who: patient("2005-06-01", [dose("2006-01-01", "901"), dose("2006-04-01", "901")]),
      status: "Aged Out",
    },
    {
      rule: "a day before the maximum age",
      who: patient("2005-06-02", [dose("2006-01-01", "901"), dose("2006-04-01", "901")]),
      status: "3: 2006-06-02 2006-06-02 2006-10-01",
    },
    {
      rule: "risk series for whom it concerns",
      who: patient("2000-01-01", [], observed("002")),
      status: "1: 2018-01-01 2018-01-01 -",
    },
    {
      rule: "immune by birth but excluded",
      who: patient("1949-12-31", [], observed("002")),
      status: "1: 1967-12-31 1967-12-31 -",
    },
  ])("$rule: $status", ({ who, status }) => {
    const forecast = forecastPatient(SCHEDULE, who, day("2024-06-01"));
    expect(line(forecast, "Alpha")).toBe(status);
  });
});

describe("forecastPatient() forms a group of several antigens by table 9-4", () => {
  const born = "2020-01-31";
  test.each([
    { name: "nothing given", doses: [], next: "1: 2021-01-31 2021-01-31 2021-05-30" },
    {
      name: "one of two given",
      doses: [dose("2021-02-01", "903")],
      next: "1: 2021-03-01 2021-03-01 2021-05-30",
    },
    { name: "both given", doses: [dose("2021-02-01", "902"), dose("2021-02-01", "903")], next: "Complete" },
    {
      name: "table 9-4: one too late",
      doses: [dose("2021-02-01", "902")],
      at: "2028-01-31",
      next: "Aged Out",
    },
  ])("$name", ({ doses, at, next }) => {
    const forecast = forecastPatient(SCHEDULE, patient(born, doses), day(at ?? "2021-06-01"));
    expect(line(forecast, "Beta/Gamma")).toBe(next);
  });

  test.each([
    ["CALCDTCONFLICT-1: the same day", "2021-02-01", "Valid"],
    ["CALCDTCONFLICT-1: the next day", "2021-02-02", "Not Valid, Vaccine conflict"],
    ["CALCDTCONFLICT-2: the last day", "2021-02-24", "Not Valid, Vaccine conflict"],
    ["CALCDTCONFLICT-2: the minimum end", "2021-02-25", "Valid"],
  ])("%s", (_rule, second, status) => {
    const doses = [dose("2021-02-01", "903"), dose(second, "902")];
    const forecast = forecastPatient(SCHEDULE, patient(born, doses), day("2021-06-01"));
    expect(evaluated(forecast, "Beta/Gamma", doses)).toEqual(["Valid", status]);
  });

  test("table 7-7: all vaccines of one antigen contraindicated", () => {
    const who = patient(born, [], { observations: [{ code: "004", day: undefined }] });
    expect(line(forecastPatient(SCHEDULE, who, day("2021-06-01")), "Beta/Gamma")).toBe("Contraindicated");
  });
});

test("forecastPatient() traces each decision by CDC's id", () => {
  const steps: string[] = [];
  const doses = [dose("2020-03-08", "901")];
  forecastPatient(
    SCHEDULE,
    patient("2020-01-31", doses),
    day("2020-06-01"),
    (series) => (rule, outcome) => steps.push(`${series.name}: ${rule}: ${outcome}`),
  );
  expect(steps).toContain(
    "Alpha 3-dose series: TABLE 6-15: too-young: absolute minimum 2020-03-09, minimum 2020-03-13, maximum 2999-12-31",
  );
  expect(steps.filter((step) => step.startsWith("Alpha 3-dose series: TABLE 8-14"))).toHaveLength(1);
});
