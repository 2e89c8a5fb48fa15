import { DISTANT_FUTURE } from "../day.ts";
import type { AdministeredDose } from "../patient.ts";
import type { SeriesDose } from "../schedule/schedule.ts";
import type { DoseEvaluation, EvaluationReason, PatientSeries } from "../series/patient-series.ts";
import { evaluateAge } from "./evaluate-age.ts";
import { isImpacted } from "./evaluate-conflict.ts";
import { evaluateIntervals } from "./evaluate-intervals.ts";
import { isRightVaccine } from "./evaluate-vaccine.ts";

/** Table 6-3: why a dose cannot be evaluated at all; undefined when it can. */
export function substandardReason(dose: AdministeredDose): EvaluationReason | undefined {
  if (dose.day > (dose.expires ?? DISTANT_FUTURE)) return "Expired lot";
  return dose.isSubstandard ? "Dose condition" : undefined;
}

/**
 * Chapter 6 from section 6.3 on: judges one dose against one target dose (table 6-31). All sections are asked, so that every
 * reason is told.
 */
export function evaluateDose(
  series: PatientSeries,
  target: SeriesDose,
  dose: AdministeredDose,
): DoseEvaluation {
  const judged = (status: DoseEvaluation["status"], reasons: readonly EvaluationReason[]): DoseEvaluation => {
    series.trace?.("TABLE 6-31", [status, ...reasons].join(", "));
    return { dose, status, reasons, target };
  };
  // Table 6-13.
  if (target.inadvertent.has(dose.cvx)) return judged("Not Valid", ["Inadvertent Administration"]);
  const age = evaluateAge(series, target, dose);
  if (age === "too-old") return judged("Extraneous", ["Too old"]);
  const interval = evaluateIntervals(series, target, dose);
  const faults: readonly (EvaluationReason | false)[] = [
    age === "too-young" && "Too young",
    interval === "too-soon" && "Too soon",
    isImpacted(series, dose) && "Vaccine conflict",
    !isRightVaccine(series, target, dose) && "Not a preferable or allowable vaccine",
  ];
  const reasons = faults.filter((reason) => reason !== false);
  if (reasons.length > 0) return judged("Not Valid", reasons);
  return judged("Valid", age === "grace-period" || interval === "grace-period" ? ["Grace period"] : []);
}
