import { assertNever } from "../../kernel/assert-never.ts";
import type { Day } from "../day.ts";
import type { AdministeredDose } from "../patient.ts";
import type { IntervalRow } from "../schedule/schedule.ts";
import type { PatientSeries } from "../series/patient-series.ts";

function isInadvertent(series: PatientSeries, dose: AdministeredDose): boolean {
  return series.evaluationOf.get(dose)?.reasons.includes("Inadvertent Administration") === true;
}

/**
 * The most immediate previous dose of the antigen: Valid or Not Valid and not inadvertent (rule CALCDTINT-1).
 *
 * @param before the dose that is evaluated; undefined when forecasting
 */
export function previousDose(
  series: PatientSeries,
  before: AdministeredDose | undefined,
): AdministeredDose | undefined {
  const { records, evaluationOf } = series;
  for (let at = (before === undefined ? records.length : records.indexOf(before)) - 1; at >= 0; at -= 1) {
    const dose = records[at];
    const status = dose === undefined ? undefined : evaluationOf.get(dose)?.status;
    if (
      dose !== undefined &&
      (status === "Valid" || status === "Not Valid") &&
      !isInadvertent(series, dose)
    ) {
      return dose;
    }
  }
  return undefined;
}

/** The most recent dose of some vaccine types, of all the patient's doses (rule CALCDTINT-8). */
function mostRecentOf(
  series: PatientSeries,
  cvx: ReadonlySet<string>,
  before: AdministeredDose | undefined,
): AdministeredDose | undefined {
  const { doses } = series.context;
  const end = before === undefined ? doses.length : doses.indexOf(before);
  return doses.slice(0, end).findLast((dose) => cvx.has(dose.cvx) && !isInadvertent(series, dose));
}

/**
 * The patient's reference dose date for an interval (rules CALCDTINT-1, -2, -8 and -9).
 *
 * @param before the dose that is evaluated; undefined when forecasting
 */
export function referenceDay(
  series: PatientSeries,
  { from }: IntervalRow,
  before: AdministeredDose | undefined,
): Day | undefined {
  switch (from.kind) {
    case "previous-dose":
      return previousDose(series, before)?.day;
    case "target-dose":
      return series.targets.find((target) => target.seriesDose.number === from.number)?.satisfiedBy?.day;
    case "most-recent":
      return mostRecentOf(series, from.cvx, before)?.day;
    case "observation":
      return series.context.observations.get(from.code);
    default:
      return assertNever(from);
  }
}
