import type { Day } from "../day.ts";
import { earliest } from "../effective-rows.ts";
import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import { finishDate, isCompletable } from "./finish-date.ts";
import { validDoses } from "./scorable.ts";

/** One row of tables 8-7, 8-9 and 8-11. */
export interface ScoreRow {
  readonly rule: string;
  readonly holds: (forecast: SeriesForecast, all: readonly SeriesForecast[]) => boolean;
  readonly points: number;
  /** Points when two or more series fulfil the condition; undefined: they get the same as one. */
  readonly tied: number | undefined;
  readonly otherwise: number;
}

function isProduct({ patientSeries }: SeriesForecast): boolean {
  return patientSeries.series.isProduct;
}

/** Rule SELECTB-2. */
function areAllValid({ patientSeries }: SeriesForecast): boolean {
  return patientSeries.evaluations.every((evaluation) => evaluation.status === "Valid");
}

/** Rule SELECTB-19. */
function hasMostValid(forecast: SeriesForecast, all: readonly SeriesForecast[]): boolean {
  return all.every((other) => validDoses(forecast) >= validDoses(other));
}

function notSatisfied({ patientSeries }: SeriesForecast): number {
  return patientSeries.targets.filter((target) => target.status === "Not Satisfied").length;
}

/** Rule SELECTB-5. */
function isClosest(forecast: SeriesForecast, all: readonly SeriesForecast[]): boolean {
  return all.every((other) => notSatisfied(forecast) <= notSatisfied(other));
}

/** Rule SELECTB-11. */
function finishesEarliest(forecast: SeriesForecast, all: readonly SeriesForecast[]): boolean {
  const finish = finishDate(forecast);
  return (
    finish !== undefined &&
    isCompletable(forecast) &&
    finish === earliest(all.filter(isCompletable).map(finishDate))
  );
}

function startDate({ dates }: SeriesForecast): Day | undefined {
  return dates?.hasStart === true ? dates.earliest : undefined;
}

/** Rule SELECTB-14. */
function startsEarliest(forecast: SeriesForecast, all: readonly SeriesForecast[]): boolean {
  const start = startDate(forecast);
  return start !== undefined && start === earliest(all.map(startDate));
}

const MOST_VALID = { rule: "SELECTB-19", holds: hasMostValid };

/** Table 8-7. */
const COMPLETE_ROWS: readonly ScoreRow[] = [{ ...MOST_VALID, points: 1, tied: 0, otherwise: -1 }];

/** Table 8-9. */
const IN_PROCESS_ROWS: readonly ScoreRow[] = [
  {
    rule: "SELECTB-2 and SELECTB-23",
    holds: (forecast) => isProduct(forecast) && areAllValid(forecast),
    points: 2,
    tied: undefined,
    otherwise: -2,
  },
  { rule: "SELECTB-3", holds: isCompletable, points: 3, tied: undefined, otherwise: -3 },
  { ...MOST_VALID, points: 2, tied: 0, otherwise: -2 },
  { rule: "SELECTB-5", holds: isClosest, points: 2, tied: 0, otherwise: -2 },
  { rule: "SELECTB-11", holds: finishesEarliest, points: 1, tied: 0, otherwise: -1 },
];

/** Table 8-11. */
const NO_VALID_DOSES_ROWS: readonly ScoreRow[] = [
  { rule: "SELECTB-14", holds: startsEarliest, points: 1, tied: 0, otherwise: -1 },
  { rule: "SELECTB-3", holds: isCompletable, points: 1, tied: undefined, otherwise: -1 },
  { rule: "SELECTB-23", holds: isProduct, points: -1, tied: undefined, otherwise: 1 },
];

/** Which rows apply where, by table 8-5. */
export const SCORE_TABLES: Readonly<Record<"complete" | "inProcess" | "noValidDoses", readonly ScoreRow[]>> =
  {
    complete: COMPLETE_ROWS,
    inProcess: IN_PROCESS_ROWS,
    noValidDoses: NO_VALID_DOSES_ROWS,
  };

/** Rule SELECTBEST-1: the points of each series, in the order of `all`. */
export function scoresOf(table: readonly ScoreRow[], all: readonly SeriesForecast[]): readonly number[] {
  const scores = all.map(() => 0);
  for (const row of table) {
    const fulfilled = all.map((forecast) => row.holds(forecast, all));
    const isTied = fulfilled.filter(Boolean).length > 1;
    all.forEach((forecast, at) => {
      const points =
        fulfilled[at] === true ? (isTied ? (row.tied ?? row.points) : row.points) : row.otherwise;
      scores[at] = (scores[at] ?? 0) + points;
      forecast.patientSeries.trace?.(row.rule, `${points >= 0 ? "+" : ""}${points}`);
    });
  }
  return scores;
}
