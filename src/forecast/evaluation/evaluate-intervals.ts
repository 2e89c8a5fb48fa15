import { DISTANT_PAST } from "../day.ts";
import { ageDate, isInEffect } from "../effective-rows.ts";
import type { AdministeredDose } from "../patient.ts";
import type { IntervalRow, SeriesDose } from "../schedule/schedule.ts";
import type { PatientSeries } from "../series/patient-series.ts";
import { shown } from "../trace.ts";
import { referenceDay } from "./interval-reference.ts";

/** Tables 6-18 and 6-21. */
export type IntervalOutcome = "valid" | "grace-period" | "too-soon";

/** Table 6-18 for one interval; without a dose or event to measure from it is satisfied. */
function preferableOutcome(series: PatientSeries, row: IntervalRow, dose: AdministeredDose): IntervalOutcome {
  const reference = referenceDay(series, row, dose);
  if (reference === undefined) return "valid";
  const absoluteMinimum = ageDate(reference, row.absoluteMinimum) ?? DISTANT_PAST;
  const minimum = ageDate(reference, row.minimum) ?? DISTANT_PAST;
  const outcome = dose.day < absoluteMinimum ? "too-soon" : dose.day < minimum ? "grace-period" : "valid";
  series.trace?.(
    "TABLE 6-18",
    `${outcome}: from ${row.from.kind} ${shown(reference)}, absolute minimum ${shown(absoluteMinimum)}, minimum ${shown(minimum)}`,
  );
  return outcome;
}

/** Table 6-21 for one interval; without a dose to measure from it is not satisfied. */
function isAllowed(series: PatientSeries, row: IntervalRow, dose: AdministeredDose): boolean {
  const reference = referenceDay(series, row, dose);
  if (reference === undefined) return false;
  const isMet = dose.day >= (ageDate(reference, row.absoluteMinimum) ?? DISTANT_PAST);
  series.trace?.("TABLE 6-21", `${isMet ? "valid" : "too-soon"}: from ${row.from.kind} ${shown(reference)}`);
  return isMet;
}

/** Sections 6.5 and 6.6: all preferable intervals, or else all allowable ones. */
export function evaluateIntervals(
  series: PatientSeries,
  target: SeriesDose,
  dose: AdministeredDose,
): IntervalOutcome {
  const rows = target.intervals.filter((row) => isInEffect(row, dose.day));
  const outcomes = new Set(rows.map((row) => preferableOutcome(series, row, dose)));
  if (!outcomes.has("too-soon")) return outcomes.has("grace-period") ? "grace-period" : "valid";
  const allowable = target.allowableIntervals.filter((row) => isInEffect(row, dose.day));
  return allowable.length > 0 && allowable.every((row) => isAllowed(series, row, dose))
    ? "valid"
    : "too-soon";
}
