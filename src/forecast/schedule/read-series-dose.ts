import { ageRangeOf, type ElementReader, listOf, periodOf } from "./element-reader.ts";
import type {
  AgeRow,
  ConditionalSkip,
  IntervalOrigin,
  IntervalRow,
  Logic,
  SeriesDose,
  SeriesVaccine,
  SkipCondition,
  SkipSet,
} from "./schedule.ts";

function ageOf(reader: ElementReader): AgeRow {
  return {
    absoluteMinimum: reader.duration("absMinAge"),
    minimum: reader.duration("minAge"),
    earliestRecommended: reader.duration("earliestRecAge"),
    latestRecommended: reader.duration("latestRecAge"),
    maximum: reader.duration("maxAge"),
    ...periodOf(reader),
  };
}

function originOf(reader: ElementReader): IntervalOrigin {
  if (reader.yes("fromPrevious")) return { kind: "previous-dose" };
  const number = reader.integer("fromTargetDose");
  if (number !== undefined) return { kind: "target-dose", number };
  const cvx = listOf(reader.text("fromMostRecent"));
  if (cvx.length > 0) return { kind: "most-recent", cvx: new Set(cvx) };
  const code = reader.child("fromRelevantObs").text("code");
  if (code === undefined) reader.report("an interval that is measured from nothing");
  return { kind: "observation", code: code ?? "" };
}

/** The flag of rule FORECASTPRIORITY-1, which the data spells `override`. */
function priorityOf(reader: ElementReader): boolean {
  const flag = reader.oneOf("intervalPriority", ["override", "Y", "N"] as const);
  return flag === "override" || flag === "Y";
}

function intervalOf(reader: ElementReader): IntervalRow {
  return {
    from: originOf(reader),
    absoluteMinimum: reader.duration("absMinInt"),
    minimum: reader.duration("minInt"),
    earliestRecommended: reader.duration("earliestRecInt"),
    latestRecommended: reader.duration("latestRecInt"),
    hasPriority: priorityOf(reader),
    ...periodOf(reader),
  };
}

function vaccineOf(reader: ElementReader): SeriesVaccine {
  return {
    cvx: reader.required("cvx"),
    mvx: reader.text("mvx"),
    isForecast: reader.yes("forecastVaccineType"),
    ...ageRangeOf(reader),
  };
}

/** Words of `conditionType`; CDC spells them with changing capitals. */
const CONDITION_TYPES = [
  "Age",
  "Completed Series",
  "Interval",
  "Vaccine Count by Age",
  "Vaccine Count by Date",
  "Vaccine Count by Age and Date",
  "Vaccine Count by Date and Age",
] as const;

function vaccineCountOf(reader: ElementReader): SkipCondition {
  const doseCount = reader.integer("doseCount");
  const doseType = reader.oneOf("doseType", ["valid", "total"] as const);
  const logic = reader.oneOf("doseCountLogic", ["greater than", "equal to", "less than"] as const);
  if (doseCount === undefined || doseType === undefined || logic === undefined) {
    reader.report("a count of doses without number, type or logic");
  }
  return {
    kind: "vaccine-count",
    start: reader.day("startDate"),
    end: reader.day("endDate"),
    doseCount: doseCount ?? 0,
    doseType: doseType ?? "total",
    logic: logic ?? "greater than",
    cvx: new Set(listOf(reader.text("vaccineTypes"))),
    ...ageRangeOf(reader),
  };
}

function conditionOf(reader: ElementReader): SkipCondition {
  switch (reader.oneOf("conditionType", CONDITION_TYPES)) {
    case "Completed Series":
      return { kind: "completed-series", seriesGroups: new Set(listOf(reader.text("seriesGroups"))) };
    case "Interval":
      return { kind: "interval", interval: reader.requiredDuration("interval") };
    case "Vaccine Count by Age":
    case "Vaccine Count by Date":
    case "Vaccine Count by Age and Date":
    case "Vaccine Count by Date and Age":
      return vaccineCountOf(reader);
    case "Age":
      return { kind: "age", ...ageRangeOf(reader) };
    case undefined:
      reader.report("a condition without type");
      return { kind: "age", ...ageRangeOf(reader) };
    default:
      throw new TypeError("a type of CONDITION_TYPES is not handled");
  }
}

/** A set or skip with one member has no logic of its own. */
function logicOf(reader: ElementReader, name: string, members: number): Logic {
  const logic = reader.oneOf(name, ["and", "or"] as const);
  if (logic === undefined && members > 1) reader.report(`${name} is missing`);
  return logic ?? "and";
}

function skipSetOf(reader: ElementReader): SkipSet {
  const conditions = reader.children("condition").map(conditionOf);
  if (conditions.length === 0) reader.report("a set without conditions");
  return {
    id: reader.text("setID") ?? "",
    logic: logicOf(reader, "conditionLogic", conditions.length),
    conditions,
    ...periodOf(reader),
  };
}

function skipsOf(reader: ElementReader): readonly ConditionalSkip[] {
  const sets = reader.children("set").map(skipSetOf);
  const context = reader.oneOf("context", ["evaluation", "forecast", "both"] as const);
  if (context === undefined || sets.length === 0) return [];
  return [{ context, logic: logicOf(reader, "setLogic", sets.length), sets }];
}

/** @param reader an element `seriesDose` */
export function readSeriesDose(reader: ElementReader): SeriesDose {
  const number = Number(/^Dose (\d{1,3})$/i.exec(reader.required("doseNumber"))?.[1]);
  if (!Number.isInteger(number)) reader.report("a dose number that is not `Dose N`");
  const season = reader.child("seasonalRecommendation");
  return {
    number,
    ages: reader.children("age").map(ageOf),
    intervals: reader.children("interval").map(intervalOf),
    allowableIntervals: reader.children("allowableInterval").map(intervalOf),
    preferable: reader.children("preferableVaccine").map(vaccineOf),
    allowable: reader.children("allowableVaccine").map(vaccineOf),
    inadvertent: new Set(reader.children("inadvertentVaccine").map((vaccine) => vaccine.required("cvx"))),
    skips: reader.children("conditionalSkip").flatMap(skipsOf),
    isRecurring: reader.yes("recurringDose"),
    season: season.isEmpty ? undefined : { start: season.day("startDate"), end: season.day("endDate") },
  };
}
