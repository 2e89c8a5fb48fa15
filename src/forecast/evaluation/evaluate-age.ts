import { DISTANT_FUTURE, DISTANT_PAST } from "../day.ts";
import { ageDate, isInEffect } from "../effective-rows.ts";
import type { AdministeredDose } from "../patient.ts";
import type { SeriesDose } from "../schedule/schedule.ts";
import type { PatientSeries } from "../series/patient-series.ts";
import { shown } from "../trace.ts";

/** Table 6-15. */
export type AgeOutcome = "valid" | "grace-period" | "too-young" | "too-old";

/** Section 6.4: whether the dose was given at a valid age for the target dose. */
export function evaluateAge(series: PatientSeries, target: SeriesDose, dose: AdministeredDose): AgeOutcome {
  const row = target.ages.find((age) => isInEffect(age, dose.day));
  if (row === undefined) return "valid";
  const { born } = series.context.patient;
  const absoluteMinimum = ageDate(born, row.absoluteMinimum) ?? DISTANT_PAST;
  const minimum = ageDate(born, row.minimum) ?? DISTANT_PAST;
  const maximum = ageDate(born, row.maximum) ?? DISTANT_FUTURE;
  const outcome = ageOutcome(dose.day, absoluteMinimum, minimum, maximum);
  series.trace?.(
    "TABLE 6-15",
    `${outcome}: absolute minimum ${shown(absoluteMinimum)}, minimum ${shown(minimum)}, maximum ${shown(maximum)}`,
  );
  return outcome;
}

function ageOutcome(given: number, absoluteMinimum: number, minimum: number, maximum: number): AgeOutcome {
  if (given < absoluteMinimum) return "too-young";
  if (given < minimum) return "grace-period";
  return given < maximum ? "valid" : "too-old";
}
