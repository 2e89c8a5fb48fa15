import type { AdministeredDose } from "../patient.ts";
import type { SeriesForecast } from "../forecasting/forecast-series.ts";
import type { DoseEvaluation, EvaluationStatus } from "../series/patient-series.ts";

/** The better status of two antigens of one dose comes first. */
const STATUS_ORDER: readonly EvaluationStatus[] = ["Valid", "Extraneous", "Not Valid", "Sub-standard"];

/** How a dose was judged for a vaccine group, and in which series. */
export interface GroupEvaluation extends DoseEvaluation {
  readonly seriesName: string;
  /** Which dose of the series it is, or would be if it counted: skipped target doses are not numbered. */
  readonly doseNumber: number;
}

/**
 * How a dose counts for a vaccine group: the best status that an antigen of the dose has in a best patient series of the
 * group. Undefined when the dose holds none of those antigens.
 */
export function groupEvaluation(
  best: readonly SeriesForecast[],
  dose: AdministeredDose,
): GroupEvaluation | undefined {
  const found = best.flatMap(({ patientSeries }) => {
    const evaluation = patientSeries.evaluationOf.get(dose);
    if (evaluation === undefined) return [];
    const before = patientSeries.evaluations.slice(0, patientSeries.evaluations.indexOf(evaluation));
    const doseNumber = before.filter(({ status }) => status === "Valid").length + 1;
    return [{ ...evaluation, seriesName: patientSeries.series.name, doseNumber }];
  });
  return found.toSorted(
    (left, right) => STATUS_ORDER.indexOf(left.status) - STATUS_ORDER.indexOf(right.status),
  )[0];
}
