import type { AdministeredDose } from "../patient.ts";
import {
  type DoseEvaluation,
  newTarget,
  type PatientSeries,
  type TargetDose,
} from "../series/patient-series.ts";
import { shown } from "../trace.ts";
import { canBeSkipped } from "./conditional-skip.ts";
import { evaluateDose, substandardReason } from "./evaluate-dose.ts";

/** The target dose for a record, after those that section 6.2 skips. */
function targetFor(series: PatientSeries, dose: AdministeredDose): TargetDose | undefined {
  for (const target of series.targets) {
    if (target.status === "Not Satisfied") {
      if (
        !canBeSkipped(series, target.seriesDose, {
          context: "evaluation",
          reference: dose.day,
          anchor: dose.day,
          before: dose,
        })
      ) {
        return target;
      }
      target.status = "Skipped";
      series.trace?.("TABLE 6-11", `target dose ${target.seriesDose.number} is skipped`);
    }
  }
  return undefined;
}

/** Steps 5 and 6 of figure 4-6: a recurring dose is followed by a copy of itself. */
function satisfy(series: PatientSeries, target: TargetDose, dose: AdministeredDose): void {
  target.status = "Satisfied";
  target.satisfiedBy = dose;
  if (target.seriesDose.isRecurring) {
    series.targets.splice(series.targets.indexOf(target) + 1, 0, newTarget(target.seriesDose));
  }
}

function evaluateRecord(series: PatientSeries, dose: AdministeredDose): DoseEvaluation {
  series.trace?.("FIGURE 4-6", `dose of ${shown(dose.day)}, CVX ${dose.cvx}`);
  const substandard = substandardReason(dose);
  if (substandard !== undefined) {
    series.trace?.("TABLE 6-3", substandard);
    return { dose, status: "Sub-standard", reasons: [substandard], target: undefined };
  }
  const target = targetFor(series, dose);
  if (target === undefined) {
    series.trace?.("FIGURE 4-6", "no target dose is left: Extraneous");
    return { dose, status: "Extraneous", reasons: ["Series already complete"], target: undefined };
  }
  series.trace?.("FIGURE 4-6", `judged against target dose ${target.seriesDose.number}`);
  const evaluation = evaluateDose(series, target.seriesDose, dose);
  if (evaluation.status === "Valid") satisfy(series, target, dose);
  return evaluation;
}

/** Figure 4-6: evaluates every record of the antigen against the target doses of one series, in order. */
export function evaluateHistory(series: PatientSeries): void {
  for (const dose of series.records) {
    const evaluation = evaluateRecord(series, dose);
    series.evaluations.push(evaluation);
    series.evaluationOf.set(dose, evaluation);
  }
}
