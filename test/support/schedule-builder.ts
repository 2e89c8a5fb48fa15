import { type Duration, parseDuration } from "../../src/forecast/duration.ts";
import type {
  AgeRow,
  AntigenSeries,
  IntervalRow,
  Schedule,
  SeriesDose,
  SeriesVaccine,
  SkipCondition,
  SkipSet,
} from "../../src/forecast/schedule/schedule.ts";

/** An age or interval as CDC writes it. */
export function span(text: string): Duration {
  const duration = parseDuration(text);
  if (duration === undefined) throw new RangeError(`${text} is no duration`);
  return duration;
}

const NO_PERIOD = { effective: undefined, cessation: undefined };

/** Ages of a target dose; what is not given has no limit. */
export function ages(rest: Partial<AgeRow>): AgeRow {
  return {
    ...NO_PERIOD,
    absoluteMinimum: undefined,
    minimum: undefined,
    earliestRecommended: undefined,
    latestRecommended: undefined,
    maximum: undefined,
    ...rest,
  };
}

/** An interval from the previous dose. */
export function interval(minimum: string, rest: Partial<IntervalRow> = {}): IntervalRow {
  return {
    ...NO_PERIOD,
    from: { kind: "previous-dose" },
    absoluteMinimum: span(minimum),
    minimum: span(minimum),
    earliestRecommended: undefined,
    latestRecommended: undefined,
    hasPriority: false,
    ...rest,
  };
}

/** A vaccine of the antigen for every age. */
export function vaccine(cvx: string, rest: Partial<SeriesVaccine> = {}): SeriesVaccine {
  return { cvx, mvx: undefined, isForecast: true, beginAge: undefined, endAge: undefined, ...rest };
}

/** A target dose for which CVX 901 is right at every age. */
export function seriesDose(number: number, rest: Partial<SeriesDose> = {}): SeriesDose {
  return {
    number,
    ages: [],
    intervals: [],
    allowableIntervals: [],
    preferable: [vaccine("901")],
    allowable: [],
    inadvertent: new Set(),
    skips: [],
    isRecurring: false,
    season: undefined,
    ...rest,
  };
}

/** A set of conditions. */
export function skipSet(conditions: readonly SkipCondition[], rest: Partial<SkipSet> = {}): SkipSet {
  return { ...NO_PERIOD, id: "1", logic: "and", conditions, ...rest };
}

/** A count of doses of the antigen. */
export function count(
  rest: Partial<Extract<SkipCondition, { readonly kind: "vaccine-count" }>>,
): SkipCondition {
  return {
    kind: "vaccine-count",
    start: undefined,
    end: undefined,
    doseCount: 0,
    doseType: "total",
    logic: "greater than",
    cvx: new Set(),
    beginAge: undefined,
    endAge: undefined,
    ...rest,
  };
}

/** A standard series of the antigen Alpha; the first of a schedule is its default. */
export function series(
  name: string,
  doses: readonly SeriesDose[],
  rest: Partial<AntigenSeries> = {},
): AntigenSeries {
  return {
    name,
    antigen: "Alpha",
    vaccineGroup: "Alpha",
    type: "Standard",
    equivalentGroups: new Set(),
    genders: new Set(),
    isDefault: false,
    isProduct: false,
    seriesGroup: "1",
    seriesGroupName: "Standard",
    priority: "A",
    preference: 1,
    minAgeToStart: undefined,
    maxAgeToStart: undefined,
    indications: [],
    doses,
    ...rest,
  };
}

/** A schedule of the one antigen Alpha, which CVX 901 to 903 hold; 904 holds nothing. */
export function scheduleOf(all: readonly AntigenSeries[], rest: Partial<Schedule> = {}): Schedule {
  const holds = [{ antigen: "Alpha", beginAge: undefined, endAge: undefined }];
  const alpha = {
    name: "Alpha",
    immunity: { guidelineCodes: [], birthDates: [] },
    contraindications: [],
    vaccineContraindications: [],
    series: all,
  };
  return {
    antigens: new Map([["Alpha", alpha]]),
    vaccines: new Map(["901", "902", "903"].map((cvx) => [cvx, holds])),
    vaccineGroups: [{ name: "Alpha", antigens: ["Alpha"], administerFull: false }],
    conflicts: new Map(),
    observations: new Map(),
    ...rest,
  };
}
