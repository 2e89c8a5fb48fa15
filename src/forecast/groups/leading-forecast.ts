import { DISTANT_PAST } from "../day.ts";
import { ageDate } from "../effective-rows.ts";
import { validDoses } from "../selection/scorable.ts";
import type { PatientSeriesStatus } from "../series/patient-series.ts";
import type { VaccineGroupForecast } from "./vaccine-group-forecast.ts";

/** Which of several forecasts of one vaccine group is told first. */
const STATUS_ORDER: readonly PatientSeriesStatus[] = [
  "Not Complete",
  "Complete",
  "Immune",
  "Contraindicated",
  "Not Recommended",
  "Aged Out",
];

/** Whether the patient is old enough for one of the series, or has begun it. */
function concernsNow(forecast: VaccineGroupForecast): boolean {
  return forecast.best.some((one) => {
    const { series, context } = one.patientSeries;
    return (
      validDoses(one) > 0 ||
      (ageDate(context.patient.born, series.minAgeToStart) ?? DISTANT_PAST) <= context.assessment
    );
  });
}

/**
 * The one forecast of a vaccine group where only one can be told (the specification gives every best series a forecast of
 * its own): series for a later age come last, then the status decides, then the earlier date.
 */
export function leadingForecast(
  forecasts: readonly VaccineGroupForecast[],
): VaccineGroupForecast | undefined {
  const now = forecasts.filter(concernsNow);
  return (now.length > 0 ? now : forecasts).toSorted(
    (left, right) =>
      STATUS_ORDER.indexOf(left.status) - STATUS_ORDER.indexOf(right.status) ||
      Number(right.seriesType === "Risk") - Number(left.seriesType === "Risk") ||
      (left.earliest ?? 0) - (right.earliest ?? 0),
  )[0];
}
