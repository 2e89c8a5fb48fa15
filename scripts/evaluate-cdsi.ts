import { type Day, isoOf } from "../src/forecast/day.ts";
import { forecastPatient, type PatientForecast } from "../src/forecast/forecast-patient.ts";
import type { SeriesForecast } from "../src/forecast/forecasting/forecast-series.ts";
import { groupEvaluation } from "../src/forecast/groups/group-evaluation.ts";
import { leadingForecast } from "../src/forecast/groups/leading-forecast.ts";
import type { Schedule } from "../src/forecast/schedule/schedule.ts";
import { type CdsiCase, scheduleGroupOf } from "./cdsi-cases.ts";

/** Fields of the result, in the order in which they are printed. */
export const FIELDS = [
  "seriesStatus",
  "earliest",
  "recommended",
  "pastDue",
  "forecastNumber",
  "evaluationStatus",
] as const;

export type Field = (typeof FIELDS)[number];

/** One compared value. */
export interface Comparison {
  readonly field: Field;
  /** Which dose, for an evaluation; else empty. */
  readonly slot: string;
  readonly expected: string;
  readonly found: string;
}

export interface CaseResult {
  readonly id: string;
  readonly vaccineGroup: string;
  readonly comparisons: readonly Comparison[];
}

function text(day: Day | undefined): string {
  return day === undefined ? "" : isoOf(day);
}

/** The series in which a dose of the case counts: those of the group, or else those of the dose's own antigens. */
function evaluationComparisons(
  testCase: CdsiCase,
  forecast: PatientForecast,
  best: readonly SeriesForecast[],
): readonly Comparison[] {
  const all = [...forecast.best.values()].flat();
  return testCase.expected.evaluations.flatMap(({ dose, status }) => {
    if (status === "") return [];
    const found = groupEvaluation(best, dose) ?? groupEvaluation(all, dose);
    return [
      {
        field: "evaluationStatus" as const,
        slot: dose.id,
        expected: status,
        found: found?.status.toLowerCase() ?? "not evaluated",
      },
    ];
  });
}

function compare(field: Field, expected: string, found: string): Comparison {
  return { field, slot: "", expected, found };
}

/** Compares one case: status, dates when Not Complete, forecast number, each dose. Reasons are not compared. */
export function evaluateCase(schedule: Schedule, testCase: CdsiCase): CaseResult {
  const forecast = forecastPatient(schedule, testCase.patient, testCase.assessment);
  const name = scheduleGroupOf(testCase.vaccineGroup, forecast.groups.keys());
  const groupForecasts = name === undefined ? [] : (forecast.groups.get(name) ?? []);
  const group = leadingForecast(groupForecasts);
  const { expected } = testCase;
  const best = groupForecasts.flatMap((one) => one.best);
  return {
    id: testCase.id,
    vaccineGroup: testCase.vaccineGroup,
    comparisons: [
      compare("seriesStatus", expected.seriesStatus, group?.status.toLowerCase() ?? "none"),
      ...(expected.seriesStatus === "not complete"
        ? [
            compare("earliest", expected.earliest, text(group?.earliest)),
            compare("recommended", expected.recommended, text(group?.recommended)),
            compare("pastDue", expected.pastDue, text(group?.pastDue)),
          ]
        : []),
      compare("forecastNumber", expected.forecastNumber, `${group?.doseNumber ?? ""}`),
      ...evaluationComparisons(testCase, forecast, best),
    ],
  };
}

/** Whether a value is as expected. */
export function isRight(comparison: Comparison): boolean {
  return comparison.expected === comparison.found;
}

const STATUS_AND_DATES: ReadonlySet<Field> = new Set(["seriesStatus", "earliest", "recommended", "pastDue"]);

export interface EvaluationSummary {
  readonly cases: number;
  /** Cases in which everything is right. */
  readonly passed: number;
  /** Cases in which status and dates are right. */
  readonly statusAndDates: number;
  readonly fields: Readonly<Record<Field, { readonly passed: number; readonly total: number }>>;
  /** Ids of the cases that did not pass. */
  readonly failures: readonly string[];
}

/** Counts results. */
export function summarize(results: readonly CaseResult[]): EvaluationSummary {
  const counted = (field: Field): { readonly passed: number; readonly total: number } => {
    const all = results.flatMap((result) => result.comparisons.filter((one) => one.field === field));
    return { passed: all.filter(isRight).length, total: all.length };
  };
  const failed = results.filter((result) => !result.comparisons.every(isRight));
  return {
    cases: results.length,
    passed: results.length - failed.length,
    statusAndDates: results.filter((result) =>
      result.comparisons.every((one) => !STATUS_AND_DATES.has(one.field) || isRight(one)),
    ).length,
    fields: {
      seriesStatus: counted("seriesStatus"),
      earliest: counted("earliest"),
      recommended: counted("recommended"),
      pastDue: counted("pastDue"),
      forecastNumber: counted("forecastNumber"),
      evaluationStatus: counted("evaluationStatus"),
    },
    failures: failed.map((result) => result.id),
  };
}
