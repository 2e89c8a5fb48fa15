import { assertNever } from "../../kernel/assert-never.ts";
import { type Day, DISTANT_FUTURE } from "../day.ts";
import { ageDate } from "../effective-rows.ts";
import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import { satisfiedCount } from "../series/patient-series.ts";

/** The number of valid doses (rule SELECTB-21). */
export function validDoses({ patientSeries }: SeriesForecast): number {
  return satisfiedCount(patientSeries);
}

/** Rule SELECTB-6. */
export function isComplete(forecast: SeriesForecast): boolean {
  return forecast.status === "Complete";
}

/** Rule SELECTB-16. */
export function isInProcess(forecast: SeriesForecast): boolean {
  return forecast.status === "Not Complete" && validDoses(forecast) > 0;
}

function firstValidDay({ patientSeries }: SeriesForecast): Day | undefined {
  return patientSeries.evaluations.find((evaluation) => evaluation.status === "Valid")?.dose.day;
}

/** The second condition of rule SELECTSCORE-2: the first valid dose came before the maximum age to start. */
function startedInTime(forecast: SeriesForecast): boolean {
  const { series, context } = forecast.patientSeries;
  const first = firstValidDay(forecast);
  return (
    first !== undefined && first < (ageDate(context.patient.born, series.maxAgeToStart) ?? DISTANT_FUTURE)
  );
}

/**
 * Whether the patient can still follow the series: too old, or the first target dose was skipped and none satisfied, means
 * no. The specification has no such condition; without it a series for infants would keep out, by its higher priority, the
 * series for older patients in the same group.
 */
function canBeFollowed(forecast: SeriesForecast): boolean {
  return (
    forecast.status !== "Aged Out" &&
    (validDoses(forecast) > 0 || forecast.patientSeries.targets[0]?.status !== "Skipped")
  );
}

/** Rule SELECTSCORE-2 for a candidate scorable patient series of a series group. */
function isScorable(forecast: SeriesForecast, group: readonly SeriesForecast[]): boolean {
  const { series } = forecast.patientSeries;
  switch (series.type) {
    case "Risk":
      return group.every(
        (other) => series.priority <= other.patientSeries.series.priority || !canBeFollowed(other),
      );
    case "Standard":
      return (
        startedInTime(forecast) ||
        (group.every((other) => validDoses(other) === 0) &&
          !group.some((other) => other.patientSeries.series.isDefault))
      );
    case "Evaluation Only":
      return isComplete(forecast);
    default:
      return assertNever(series.type);
  }
}

/** Section 8.1: the scorable patient series of one series group (rules SELECTB-24 and SELECTSCORE-2). */
export function scorableSeries(group: readonly SeriesForecast[]): readonly SeriesForecast[] {
  const areAllContraindicated = group.every((forecast) => forecast.status === "Contraindicated");
  return group.filter(
    (forecast) =>
      (forecast.status !== "Contraindicated" || areAllContraindicated) && isScorable(forecast, group),
  );
}
