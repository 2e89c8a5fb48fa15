import { isOfAge } from "../effective-rows.ts";
import type { Antigen, AntigenSeries } from "../schedule/schedule.ts";
import type { PatientContext } from "../series/patient-series.ts";

/** Table 7-5: the texts of the antigen contraindications that apply. */
export function antigenContraindications(antigen: Antigen, context: PatientContext): readonly string[] {
  return antigen.contraindications
    .filter(
      (row) => context.observations.has(row.code) && isOfAge(row, context.patient.born, context.assessment),
    )
    .map((row) => row.text);
}

/** Table 7-6: the vaccine types that are contraindicated for the patient. */
export function contraindicatedVaccines(antigen: Antigen, context: PatientContext): ReadonlySet<string> {
  return new Set(
    antigen.vaccineContraindications
      .filter((row) => context.observations.has(row.code))
      .flatMap((row) => row.vaccines)
      .filter((vaccine) => isOfAge(vaccine, context.patient.born, context.assessment))
      .map((vaccine) => vaccine.cvx),
  );
}

/** Table 7-7, second condition: whether every preferable vaccine of the series is contraindicated. */
export function areAllContraindicated(series: AntigenSeries, vaccines: ReadonlySet<string>): boolean {
  return (
    vaccines.size > 0 &&
    series.doses.every((dose) => dose.preferable.every((vaccine) => vaccines.has(vaccine.cvx)))
  );
}
