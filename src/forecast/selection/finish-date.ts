import { type Day, DISTANT_FUTURE } from "../day.ts";
import { addDuration } from "../duration.ts";
import { ageDate, isInEffect, latest } from "../effective-rows.ts";
import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import type { SeriesDose } from "../schedule/schedule.ts";

/** The target doses that are left after the one that is forecast. */
function remaining({ patientSeries, target }: SeriesForecast): readonly SeriesDose[] {
  const left = patientSeries.targets.filter(({ status }) => status === "Not Satisfied");
  return left.map(({ seriesDose }) => seriesDose).filter((dose) => dose !== target);
}

/** Rule SELECTB-12: the forecast finish date; undefined without a forecast. */
export function finishDate(forecast: SeriesForecast): Day | undefined {
  if (forecast.dates === undefined) return undefined;
  const { assessment } = forecast.patientSeries.context;
  const { earliest } = forecast.dates;
  let finish = earliest;
  for (const dose of remaining(forecast)) {
    const minimums = dose.intervals
      .filter((row) => isInEffect(row, assessment))
      .flatMap((row) => (row.minimum === undefined ? [] : [addDuration(finish, row.minimum)]));
    finish = latest(minimums) ?? finish;
  }
  return finish;
}

/** Rule SELECTB-3: whether the series can be finished before the maximum age of its last target dose. */
export function isCompletable(forecast: SeriesForecast): boolean {
  const finish = finishDate(forecast);
  if (finish === undefined) return false;
  const { context, targets } = forecast.patientSeries;
  const last = targets.at(-1)?.seriesDose.ages.find((row) => isInEffect(row, context.assessment));
  return finish < (ageDate(context.patient.born, last?.maximum) ?? DISTANT_FUTURE);
}
