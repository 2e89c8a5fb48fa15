import { assertNever } from "../../kernel/assert-never.ts";
import { type Day, DISTANT_FUTURE, DISTANT_PAST } from "../day.ts";
import { addDuration } from "../duration.ts";
import { isInEffect, isOfAge } from "../effective-rows.ts";
import type { AdministeredDose } from "../patient.ts";
import type { ConditionalSkip, Logic, SeriesDose, SkipCondition, SkipSet } from "../schedule/schedule.ts";
import type { PatientSeries } from "../series/patient-series.ts";
import { previousDose } from "./interval-reference.ts";

type VaccineCount = Extract<SkipCondition, { readonly kind: "vaccine-count" }>;

/** When and about what a conditional skip is asked. */
export interface SkipQuestion {
  readonly context: "evaluation" | "forecast";
  /** Rule CONDSKIP-2: the conditional skip reference date. */
  readonly reference: Day;
  /** By which rows in effect are chosen: date administered or assessment date (rules RELEVANT-1 and -2). */
  readonly anchor: Day;
  /** The dose that is evaluated; only doses before it count. Undefined when forecasting: all count. */
  readonly before: AdministeredDose | undefined;
}

/** The doses that a condition may look at. */
function dosesBefore(
  doses: readonly AdministeredDose[],
  before: AdministeredDose | undefined,
): readonly AdministeredDose[] {
  return before === undefined ? doses : doses.slice(0, doses.indexOf(before));
}

/** Rule CONDSKIP-1: the number of conditional doses administered. */
function conditionalDoses(series: PatientSeries, condition: VaccineCount, question: SkipQuestion): number {
  const { context, records } = series;
  const candidates = condition.cvx.size > 0 ? context.doses : records;
  return dosesBefore(candidates, question.before).filter(
    (dose) =>
      (condition.cvx.size === 0 || condition.cvx.has(dose.cvx)) &&
      isOfAge(condition, context.patient.born, dose.day) &&
      (condition.start ?? DISTANT_PAST) <= dose.day &&
      dose.day < (condition.end ?? DISTANT_FUTURE) &&
      (condition.doseType === "total" || series.evaluationOf.get(dose)?.status === "Valid"),
  ).length;
}

/** Table 6-9. */
function isCountMet(count: number, condition: VaccineCount): boolean {
  switch (condition.logic) {
    case "greater than":
      return count > condition.doseCount;
    case "equal to":
      return count === condition.doseCount;
    case "less than":
      return count < condition.doseCount;
    default:
      return assertNever(condition.logic);
  }
}

/** Tables 6-6 to 6-9. */
function isConditionMet(series: PatientSeries, condition: SkipCondition, question: SkipQuestion): boolean {
  switch (condition.kind) {
    case "age":
      return isOfAge(condition, series.context.patient.born, question.reference);
    case "completed-series":
      return [...condition.seriesGroups].some((group) => series.completedGroups.has(group));
    case "interval": {
      // Rule CALCDTSKIP-5.
      const previous = previousDose(series, question.before);
      return previous !== undefined && question.reference >= addDuration(previous.day, condition.interval);
    }
    case "vaccine-count":
      return isCountMet(conditionalDoses(series, condition, question), condition);
    default:
      return assertNever(condition);
  }
}

function holds<T>(logic: Logic, members: readonly T[], isMet: (member: T) => boolean): boolean {
  return members.length > 0 && (logic === "and" ? members.every(isMet) : members.some(isMet));
}

/** Table 6-10. */
function isSetMet(series: PatientSeries, set: SkipSet, question: SkipQuestion): boolean {
  return holds(set.logic, set.conditions, (condition) => isConditionMet(series, condition, question));
}

function isSkipMet(series: PatientSeries, skip: ConditionalSkip, question: SkipQuestion): boolean {
  if (skip.context !== "both" && skip.context !== question.context) return false;
  const sets = skip.sets.filter((set) => isInEffect(set, question.anchor));
  return holds(skip.logic, sets, (set) => isSetMet(series, set, question));
}

/** Table 6-11: whether a target dose can be skipped. */
export function canBeSkipped(series: PatientSeries, dose: SeriesDose, question: SkipQuestion): boolean {
  return dose.skips.some((skip) => isSkipMet(series, skip, question));
}
