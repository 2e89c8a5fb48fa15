import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import { isComplete, isInProcess, scorableSeries, validDoses } from "./scorable.ts";
import { SCORE_TABLES, type ScoreRow, scoresOf } from "./score.ts";

/** Rule SELECTBEST-2: the highest score, then the best ranked series preference. */
function best(table: readonly ScoreRow[], all: readonly SeriesForecast[]): SeriesForecast | undefined {
  const scores = scoresOf(table, all);
  const ranked = all.map((forecast, at) => ({ forecast, score: scores[at] ?? 0 }));
  const [first] = ranked.toSorted(
    (left, right) =>
      right.score - left.score ||
      left.forecast.patientSeries.series.preference - right.forecast.patientSeries.series.preference,
  );
  return first?.forecast;
}

/** Section 8.3, table 8-5. A group that no column fits is scored like one in process. */
function classifyAndScore(scorable: readonly SeriesForecast[]): SeriesForecast | undefined {
  const complete = scorable.filter(isComplete);
  if (complete.length > 1) return best(SCORE_TABLES.complete, complete);
  const inProcess = scorable.filter(isInProcess);
  if (inProcess.length > 1) return best(SCORE_TABLES.inProcess, inProcess);
  const hasNoValidDoses = scorable.every((forecast) => validDoses(forecast) === 0);
  return best(hasNoValidDoses ? SCORE_TABLES.noValidDoses : SCORE_TABLES.inProcess, scorable);
}

/** Sections 8.1 to 8.7: the one prioritized patient series of a series group; undefined when none comes into question. */
export function prioritizedSeries(group: readonly SeriesForecast[]): SeriesForecast | undefined {
  const scorable = scorableSeries(group);
  const defaults = group.filter((forecast) => forecast.patientSeries.series.isDefault);
  // Table 8-3.
  if (scorable.length === 0)
    return defaults.length === 1 ? defaults[0] : best(SCORE_TABLES.noValidDoses, defaults);
  if (scorable.length === 1) return scorable[0];
  const complete = scorable.filter(isComplete);
  if (complete.length === 1) return complete[0];
  const inProcess = scorable.filter(isInProcess);
  if (complete.length === 0 && inProcess.length === 1) return inProcess[0];
  if (complete.length === 0 && inProcess.length === 0 && defaults.length === 1) return defaults[0];
  return classifyAndScore(scorable);
}
