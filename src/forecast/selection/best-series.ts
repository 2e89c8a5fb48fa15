import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import { prioritizedSeries } from "./prioritized-series.ts";
import { isComplete } from "./scorable.ts";

/** Table 8-14: whether the prioritized series of a series group is its best patient series. */
function isBest(forecast: SeriesForecast, prioritized: readonly SeriesForecast[]): boolean {
  if (isComplete(forecast)) return true;
  const { series } = forecast.patientSeries;
  const equivalent = prioritized.filter((other) =>
    series.equivalentGroups.has(other.patientSeries.series.seriesGroup),
  );
  if (equivalent.some(isComplete) || series.type === "Evaluation Only") return false;
  return series.type === "Risk" || !equivalent.some((other) => other.patientSeries.series.type === "Risk");
}

/** Chapter 8: the best patient series of one antigen, at most one for each series group. */
export function bestSeries(forecasts: readonly SeriesForecast[]): readonly SeriesForecast[] {
  const groups = Map.groupBy(forecasts, (forecast) => forecast.patientSeries.series.seriesGroup);
  const prioritized = [...groups.values()].flatMap((group) => prioritizedSeries(group) ?? []);
  const best = prioritized.filter((forecast) => isBest(forecast, prioritized));
  for (const forecast of best) forecast.patientSeries.trace?.("TABLE 8-14", "best patient series");
  return best;
}
