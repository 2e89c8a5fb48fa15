import { type Day, DISTANT_FUTURE } from "../day.ts";
import { ageDate, isOfAge } from "../effective-rows.ts";
import { canBeSkipped } from "../evaluation/conditional-skip.ts";
import type { Antigen, SeriesDose } from "../schedule/schedule.ts";
import {
  nextTarget,
  type PatientSeries,
  type PatientSeriesStatus,
  satisfiedCount,
} from "../series/patient-series.ts";
import { shown } from "../trace.ts";
import {
  antigenContraindications,
  areAllContraindicated,
  contraindicatedVaccines,
} from "./contraindications.ts";
import { candidateEarliest, type ForecastDates, forecastDates, forecastRows } from "./forecast-dates.ts";
import { hasEvidenceOfImmunity } from "./immunity.ts";

/** What chapter 7 finds for one patient series. */
export interface SeriesForecast {
  readonly patientSeries: PatientSeries;
  readonly status: PatientSeriesStatus;
  readonly reason: string;
  /** The target dose that is due next; undefined unless the status is Not Complete. */
  readonly target: SeriesDose | undefined;
  readonly dates: ForecastDates | undefined;
  /** CVX by rule FORECASTRECVAC-1. */
  readonly recommendedVaccines: readonly string[];
  /** Rule FORECASTPRIORITY-1. */
  readonly isPriority: boolean;
}

interface Need {
  readonly status: PatientSeriesStatus;
  readonly reason: string;
}

/** The columns of table 7-10 that do not ask for a date. */
function needWithoutDates(
  antigen: Antigen,
  series: PatientSeries,
  target: SeriesDose | undefined,
): Need | undefined {
  const { context } = series;
  if (target === undefined) {
    return satisfiedCount(series) > 0
      ? { status: "Complete", reason: "Patient series is complete" }
      : {
          status: "Not Recommended",
          reason: "Not recommended at this time due to past immunization history",
        };
  }
  if (hasEvidenceOfImmunity(antigen, context)) {
    return { status: "Immune", reason: "Patient has evidence of immunity" };
  }
  const [contraindication] = antigenContraindications(antigen, context);
  if (
    contraindication !== undefined ||
    areAllContraindicated(series.series, contraindicatedVaccines(antigen, context))
  ) {
    return { status: "Contraindicated", reason: contraindication ?? "Patient has a contraindication" };
  }
  if (context.assessment > (target.season?.end ?? DISTANT_FUTURE)) {
    return { status: "Not Recommended", reason: "Past seasonal recommendation end date" };
  }
  return undefined;
}

/** The last two columns of table 7-10. */
function agedOut(assessment: Day, earliest: Day, maximum: Day): Need | undefined {
  if (assessment >= maximum) return { status: "Aged Out", reason: "Patient has exceeded the maximum age" };
  return earliest >= maximum
    ? { status: "Aged Out", reason: "Patient is unable to finish the series prior to the maximum age" }
    : undefined;
}

function withoutDates(patientSeries: PatientSeries, need: Need): SeriesForecast {
  patientSeries.trace?.("TABLE 7-10", `${need.status}: ${need.reason}`);
  return {
    patientSeries,
    ...need,
    target: undefined,
    dates: undefined,
    recommendedVaccines: [],
    isPriority: false,
  };
}

/** Rule FORECASTRECVAC-1. */
function recommendedVaccines(
  series: PatientSeries,
  target: SeriesDose,
  dates: ForecastDates,
  antigen: Antigen,
): readonly string[] {
  const { born } = series.context.patient;
  const contraindicated = contraindicatedVaccines(antigen, series.context);
  return target.preferable
    .filter(
      (vaccine) =>
        vaccine.isForecast &&
        !contraindicated.has(vaccine.cvx) &&
        (isOfAge(vaccine, born, dates.earliest) || isOfAge(vaccine, born, dates.recommended)),
    )
    .map((vaccine) => vaccine.cvx);
}

/** Sections 7.2 to 7.5 for the next target dose. */
function forecastTarget(antigen: Antigen, series: PatientSeries): SeriesForecast {
  const target = nextTarget(series)?.seriesDose;
  const need = needWithoutDates(antigen, series, target);
  if (need !== undefined || target === undefined) {
    return withoutDates(series, need ?? { status: "Complete", reason: "Patient series is complete" });
  }
  const rows = forecastRows(series, target);
  const dates = forecastDates(series, rows, candidateEarliest(series, target, rows));
  const maximum = ageDate(series.context.patient.born, rows.age?.maximum) ?? DISTANT_FUTURE;
  const tooOld = agedOut(series.context.assessment, dates.earliest, maximum);
  if (tooOld !== undefined) return withoutDates(series, tooOld);
  series.trace?.(
    "TABLE 7-13",
    `target dose ${target.number}: earliest ${shown(dates.earliest)}, recommended ${shown(dates.recommended)}, past due ${shown(dates.pastDue)}`,
  );
  return {
    patientSeries: series,
    status: "Not Complete",
    reason: "",
    target,
    dates,
    recommendedVaccines: recommendedVaccines(series, target, dates, antigen),
    isPriority: target.intervals.length > 0 && target.intervals.every((row) => row.hasPriority),
  };
}

/** Skips the next target dose when section 6.2 allows it on a day. */
function skipNext(series: PatientSeries, reference: Day): boolean {
  const target = nextTarget(series);
  if (target === undefined) return false;
  const anchor = series.context.assessment;
  const question = { context: "forecast", reference, anchor, before: undefined } as const;
  if (!canBeSkipped(series, target.seriesDose, question)) return false;
  target.status = "Skipped";
  series.trace?.("TABLE 6-11", `target dose ${target.seriesDose.number} is skipped on ${shown(reference)}`);
  return true;
}

/** Chapter 7: status and dates of an evaluated patient series. */
export function forecastSeries(antigen: Antigen, series: PatientSeries): SeriesForecast {
  for (;;) {
    while (skipNext(series, series.context.assessment));
    const forecast = forecastTarget(antigen, series);
    // Section 7.6: a dose that will be skipped on its earliest date is not forecast.
    if (forecast.dates === undefined || !skipNext(series, forecast.dates.earliest)) return forecast;
  }
}
