import type { Day } from "../day.ts";
import { addDuration } from "../duration.ts";
import { ageDate, isInEffect, latest } from "../effective-rows.ts";
import { referenceDay } from "../evaluation/interval-reference.ts";
import type { AgeRow, IntervalRow, SeriesDose } from "../schedule/schedule.ts";
import type { PatientSeries } from "../series/patient-series.ts";

/** The rows of a target dose that are in effect at the assessment, with what they are measured from. */
export interface ForecastRows {
  readonly age: AgeRow | undefined;
  readonly intervals: readonly { readonly row: IntervalRow; readonly reference: Day }[];
}

/** Section 7.5 and table 7-13. */
export interface ForecastDates {
  /** Whether rule FORECASTDTCAN-1 gave the earliest date; else nothing counts from anything and it is a substitute. */
  readonly hasStart: boolean;
  readonly earliest: Day;
  readonly unadjustedRecommended: Day;
  readonly recommended: Day;
  readonly pastDue: Day | undefined;
  /** The last day on which the dose may be given. */
  readonly latest: Day | undefined;
}

/** Rule RELEVANT-2 for the ages and intervals of a target dose. */
export function forecastRows(series: PatientSeries, target: SeriesDose): ForecastRows {
  const { assessment } = series.context;
  return {
    age: target.ages.find((row) => isInEffect(row, assessment)),
    intervals: target.intervals.flatMap((row) => {
      const reference = isInEffect(row, assessment) ? referenceDay(series, row, undefined) : undefined;
      return reference === undefined ? [] : [{ row, reference }];
    }),
  };
}

/** Rule CALCDTCONFLICT-3: the latest forecast conflict end date. */
function conflictEnd(series: PatientSeries, target: SeriesDose): Day | undefined {
  const { doses, schedule } = series.context;
  let end: Day | undefined;
  for (const vaccine of target.preferable) {
    const rules = schedule.conflicts.get(vaccine.cvx);
    if (rules !== undefined) {
      for (const dose of doses) {
        const rule = rules.get(dose.cvx);
        if (rule !== undefined) end = latest([end, addDuration(dose.day, rule.end)]);
      }
    }
  }
  return end;
}

/** Rule FORECASTDTCAN-1: the candidate earliest date; undefined when there is nothing to count from. */
export function candidateEarliest(
  series: PatientSeries,
  target: SeriesDose,
  rows: ForecastRows,
): Day | undefined {
  const { born } = series.context.patient;
  return latest([
    ageDate(born, rows.age?.minimum),
    ...rows.intervals.map(({ row, reference }) => ageDate(reference, row.minimum)),
    conflictEnd(series, target),
    target.season?.start,
    // Inadvertent doses are evaluations too: the last evaluated dose covers both of the last two conditions.
    series.evaluations.findLast((evaluation) => evaluation.target !== undefined)?.dose.day,
  ]);
}

/**
 * Rules FORECASTDT-1 to -6. Without a candidate the recommended date, or else the birth, stands for the earliest date.
 *
 * @param candidate the candidate earliest date
 */
export function forecastDates(
  series: PatientSeries,
  rows: ForecastRows,
  candidate: Day | undefined,
): ForecastDates {
  const { born } = series.context.patient;
  const fromRows =
    ageDate(born, rows.age?.earliestRecommended) ??
    latest(rows.intervals.map(({ row, reference }) => ageDate(reference, row.earliestRecommended)));
  const earliest = candidate ?? fromRows ?? born;
  const unadjustedRecommended = fromRows ?? earliest;
  const latestRecommended =
    ageDate(born, rows.age?.latestRecommended) ??
    latest(rows.intervals.map(({ row, reference }) => ageDate(reference, row.latestRecommended)));
  const maximum = ageDate(born, rows.age?.maximum);
  return {
    hasStart: candidate !== undefined,
    earliest,
    unadjustedRecommended,
    recommended: Math.max(earliest, unadjustedRecommended),
    pastDue: latestRecommended === undefined ? undefined : Math.max(earliest, latestRecommended - 1),
    latest: maximum === undefined ? undefined : maximum - 1,
  };
}
