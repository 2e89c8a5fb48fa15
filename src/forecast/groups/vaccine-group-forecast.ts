import type { Day } from "../day.ts";
import { earliest, latest } from "../effective-rows.ts";
import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import type { SeriesType, VaccineGroup } from "../schedule/schedule.ts";
import { groupDoseNumber } from "./dose-number.ts";
import type { PatientContext, PatientSeriesStatus } from "../series/patient-series.ts";

/** A vaccine group forecast: what is due next for one vaccine group (chapter 9). */
export interface VaccineGroupForecast {
  readonly vaccineGroup: string;
  readonly seriesType: SeriesType;
  readonly status: PatientSeriesStatus;
  readonly reasons: readonly string[];
  /** Dates and number are there when the status is Not Complete. */
  readonly earliest: Day | undefined;
  readonly recommended: Day | undefined;
  readonly pastDue: Day | undefined;
  readonly latest: Day | undefined;
  readonly doseNumber: number | undefined;
  /** The antigens that need the dose (rule FORECASTVG-8). */
  readonly antigens: readonly string[];
  /** CVX by rule FORECASTVG-9. */
  readonly recommendedVaccines: readonly string[];
  readonly best: readonly SeriesForecast[];
}

/** Rows of table 9-4, in its order: the first status that any forecast has. */
const FIRST_OF_ANY: readonly PatientSeriesStatus[] = [
  "Contraindicated",
  "Aged Out",
  "Not Recommended",
  "Not Complete",
];

/** Rule SINGLEANTVG-1 and table 9-4. */
function statusOf(forecasts: readonly SeriesForecast[]): PatientSeriesStatus {
  const statuses = forecasts.map((forecast) => forecast.status);
  const first = FIRST_OF_ANY.find((status) => statuses.includes(status));
  return first ?? (statuses.every((status) => status === "Immune") ? "Immune" : "Complete");
}

/** The latest dose of a vaccine that belongs to the group. */
function lastDoseOf(group: VaccineGroup, context: PatientContext): Day | undefined {
  return context.doses.findLast((dose) =>
    (context.schedule.vaccines.get(dose.cvx) ?? []).some(({ antigen }) => group.antigens.includes(antigen)),
  )?.day;
}

/** Rules SINGLEANTVG-2 and MULTIANTVG-1. */
function earliestDate(group: VaccineGroup, forecasts: readonly SeriesForecast[]): Day | undefined {
  const dates = forecasts.map((forecast) => forecast.dates?.earliest);
  const [first] = forecasts;
  if (group.antigens.length === 1 || first === undefined) return earliest(dates);
  if (!forecasts.some((forecast) => forecast.isPriority)) return latest(dates);
  return latest([earliest(dates), lastDoseOf(group, first.patientSeries.context)]);
}

/** Rule FORECASTVG-7, of the forecasts that have the status of the group: the others explain something else. */
function reasonsOf(best: readonly SeriesForecast[], status: PatientSeriesStatus): readonly string[] {
  const explaining = best.filter((forecast) => forecast.status === status && forecast.reason !== "");
  return [...new Set(explaining.map((forecast) => forecast.reason))];
}

/** Chapter 9 for best patient series of one series type of one vaccine group. */
function groupForecast(
  group: VaccineGroup,
  seriesType: SeriesType,
  best: readonly SeriesForecast[],
  all: readonly SeriesForecast[],
): VaccineGroupForecast {
  const status = statusOf(best);
  const due = status === "Not Complete" ? best.filter((forecast) => forecast.status === "Not Complete") : [];
  const first = earliestDate(group, due);
  return {
    vaccineGroup: group.name,
    seriesType,
    status,
    reasons: reasonsOf(best, status),
    earliest: first,
    // Rules FORECASTVG-2 to -4.
    recommended:
      due.length === 0 ? undefined : latest([earliest(due.map((one) => one.dates?.recommended)), first]),
    pastDue: pastDueOf(due, first),
    latest: earliest(due.map((one) => one.dates?.latest)),
    doseNumber: groupDoseNumber(group, due, all),
    antigens: due.map((one) => one.patientSeries.series.antigen),
    recommendedVaccines: [...new Set(due.flatMap((one) => one.recommendedVaccines))],
    best,
  };
}

/** Rule FORECASTVG-3; blank where no forecast has a past due date. */
function pastDueOf(due: readonly SeriesForecast[], first: Day | undefined): Day | undefined {
  const pastDue = earliest(due.map((one) => one.dates?.pastDue));
  return pastDue === undefined ? undefined : latest([pastDue, first]);
}

/**
 * The forecasts of one vaccine group. Standard and risk series are never blended: a patient may have one of each
 * (chapter 9).
 *
 * @param best best patient series of the antigens of the group
 */
export function vaccineGroupForecasts(
  group: VaccineGroup,
  best: readonly SeriesForecast[],
): readonly VaccineGroupForecast[] {
  const byType = Map.groupBy(best, (forecast) => forecast.patientSeries.series.type);
  return [...byType].flatMap(([type, forecasts]) =>
    group.antigens.length === 1
      ? forecasts.map((forecast) => groupForecast(group, type, [forecast], best))
      : [groupForecast(group, type, forecasts, best)],
  );
}
