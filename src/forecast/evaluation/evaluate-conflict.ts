import { addDuration } from "../duration.ts";
import type { AdministeredDose } from "../patient.ts";
import type { PatientSeries } from "../series/patient-series.ts";
import { shown } from "../trace.ts";

/**
 * Section 6.7, rule CONFLICT-3: whether an earlier dose of any vaccine of the patient stands too close. A dose that this
 * series did not evaluate counts as one without evaluation status (rule CALCDTCONFLICT-2).
 */
export function isImpacted(series: PatientSeries, dose: AdministeredDose): boolean {
  const rules = series.context.schedule.conflicts.get(dose.cvx);
  if (rules === undefined) return false;
  for (const previous of series.context.doses) {
    if (previous === dose) return false;
    const rule = rules.get(previous.cvx);
    if (rule !== undefined) {
      const status = series.evaluationOf.get(previous)?.status;
      const end = addDuration(
        previous.day,
        status === undefined || status === "Valid" ? rule.minimumEnd : rule.end,
      );
      if (addDuration(previous.day, rule.begin) <= dose.day && dose.day < end) {
        series.trace?.(
          "CONFLICT-3",
          `in conflict with CVX ${previous.cvx} of ${shown(previous.day)} until ${shown(end)}`,
        );
        return true;
      }
    }
  }
  return false;
}
