import { type Day, DISTANT_PAST } from "../day.ts";
import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import { validDoses } from "../selection/scorable.ts";
import type { VaccineGroup } from "../schedule/schedule.ts";

/**
 * The first season whose doses are counted apart. CDC's cases number seasonal doses through all seasons up to that of 2024,
 * against the second part of rule FORECASTDN-1; for seasons from this day on the rule is followed.
 */
const SEASONS_COUNT_APART_FROM: Day = Date.UTC(2025, 6, 1) / 86_400_000;

/**
 * Whether the series begins anew at an event, such as a transplant or antiviral therapy, from which its first dose is measured,
 * and was begun: then doses before the event are of another round.
 */
function isNewRound(forecast: SeriesForecast): boolean {
  const [first] = forecast.patientSeries.series.doses;
  const fromEvent = first?.intervals.some(({ from }) => from.kind === "observation") === true;
  return fromEvent && validDoses(forecast) > 0;
}

/**
 * Rule FORECASTDN-1: the doses that satisfied a target dose, of the season where there is one, and one more. A dose counts
 * that is valid in any best patient series of the antigen, so that the number does not fall back when a patient goes from
 * the standard series to a risk series.
 *
 * @param best the best patient series of the antigen of `forecast`
 */
function seriesDoseNumber(forecast: SeriesForecast, best: readonly SeriesForecast[]): number {
  const season = forecast.target?.season?.start;
  const start = season === undefined || season < SEASONS_COUNT_APART_FROM ? DISTANT_PAST : season;
  const counted = isNewRound(forecast) ? [forecast] : best;
  const satisfying = counted.flatMap(({ patientSeries }) =>
    patientSeries.targets.flatMap(({ satisfiedBy }) => satisfiedBy ?? []),
  );
  return new Set(satisfying.filter((dose) => dose.day >= start)).size + 1;
}

/**
 * Rule FORECASTDN-2: the forecast dose number of a vaccine group.
 *
 * @param due the patient series forecasts that need a dose
 * @param best all best patient series of the antigens of the group
 */
export function groupDoseNumber(
  group: VaccineGroup,
  due: readonly SeriesForecast[],
  best: readonly SeriesForecast[],
): number | undefined {
  if (due.length === 0) return undefined;
  const numbers = due.map((forecast) => {
    const { antigen } = forecast.patientSeries.series;
    return seriesDoseNumber(
      forecast,
      best.filter((other) => other.patientSeries.series.antigen === antigen),
    );
  });
  return group.administerFull ? Math.min(...numbers) : Math.max(...numbers);
}
