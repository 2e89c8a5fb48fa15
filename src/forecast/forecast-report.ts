import type { DateOnly } from "../kernel/dates.ts";
import { isoOf, isoOrNone } from "./day.ts";
import type { PatientForecast } from "./forecast-patient.ts";
import { groupEvaluation } from "./groups/group-evaluation.ts";
import { leadingForecast } from "./groups/leading-forecast.ts";
import type { VaccineGroupForecast } from "./groups/vaccine-group-forecast.ts";
import type { AdministeredDose } from "./patient.ts";
import type { SeriesType } from "./schedule/schedule.ts";
import type { EvaluationReason, EvaluationStatus, PatientSeriesStatus } from "./series/patient-series.ts";

/** Which data a forecast was made from. */
export interface DataRelease {
  /** Version of CDC's supporting data, from the folder's name. */
  readonly version: string;
  /** Over names and content of the files, hexadecimal. */
  readonly sha256: string;
}

/** How one dose counts for one vaccine group. */
export interface ReportedEvaluation {
  /** The caller's name for the dose. */
  readonly doseId: string;
  readonly vaccineGroup: string;
  readonly series: string;
  /** Which dose of the series it is, or would be if it counted; undefined when no dose of the series was left. */
  readonly doseNumber: number | undefined;
  readonly status: EvaluationStatus;
  readonly reasons: readonly EvaluationReason[];
}

/** What is due next of one vaccine group. */
export interface ReportedForecast {
  readonly vaccineGroup: string;
  readonly series: readonly string[];
  readonly seriesType: SeriesType;
  readonly status: PatientSeriesStatus;
  readonly reasons: readonly string[];
  readonly earliest: DateOnly | undefined;
  readonly recommended: DateOnly | undefined;
  readonly pastDue: DateOnly | undefined;
  /** The last day on which the dose may be given. */
  readonly latest: DateOnly | undefined;
  readonly doseNumber: number | undefined;
  readonly antigens: readonly string[];
  /** CVX of the vaccines that the schedule names; empty when any of the group will do. */
  readonly recommendedVaccines: readonly string[];
}

/** Evaluated history and forecast of one patient, without the workings. Plain JSON. */
export interface ForecastReport {
  readonly release: DataRelease;
  readonly assessment: DateOnly;
  readonly evaluations: readonly ReportedEvaluation[];
  /** One of each vaccine group that has a series for the patient, in the order of the schedule. */
  readonly forecasts: readonly ReportedForecast[];
}

function reportedForecast(group: VaccineGroupForecast): ReportedForecast {
  const { vaccineGroup, seriesType, status, reasons, doseNumber, antigens, recommendedVaccines } = group;
  const series = group.best.map((one) => one.patientSeries.series);
  return {
    vaccineGroup,
    series: series.map((one) => one.name),
    seriesType,
    status,
    reasons,
    earliest: isoOrNone(group.earliest),
    recommended: isoOrNone(group.recommended),
    pastDue: isoOrNone(group.pastDue),
    latest: isoOrNone(group.latest),
    doseNumber,
    antigens,
    recommendedVaccines,
  };
}

function evaluationsOf(forecast: PatientForecast, dose: AdministeredDose): readonly ReportedEvaluation[] {
  return [...forecast.groups].flatMap(([vaccineGroup, forecasts]) => {
    const found = groupEvaluation(
      forecasts.flatMap((one) => one.best),
      dose,
    );
    if (found === undefined) return [];
    const { seriesName: series, target, status, reasons } = found;
    const doseNumber = target === undefined ? undefined : found.doseNumber;
    return [{ doseId: dose.id, vaccineGroup, series, doseNumber, status, reasons }];
  });
}

/** What of a forecast is told: each dose for each of its vaccine groups, and the leading forecast of each group. */
export function reportForecast(forecast: PatientForecast, release: DataRelease): ForecastReport {
  return {
    release,
    assessment: isoOf(forecast.assessment),
    evaluations: forecast.doses.flatMap((dose) => evaluationsOf(forecast, dose)),
    forecasts: [...forecast.groups.values()].flatMap((forecasts) => {
      const leading = leadingForecast(forecasts);
      return leading === undefined ? [] : [reportedForecast(leading)];
    }),
  };
}
