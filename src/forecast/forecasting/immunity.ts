import type { Antigen, BirthDateImmunity } from "../schedule/schedule.ts";
import type { PatientContext } from "../series/patient-series.ts";

/** The second to fifth columns of table 7-3. A patient whose country of birth is unknown is not taken for one born there. */
function isImmuneByBirth(row: BirthDateImmunity, context: PatientContext): boolean {
  const { born, countryOfBirth } = context.patient;
  return (
    born < row.bornBefore &&
    !row.exclusions.some((code) => context.observations.has(code)) &&
    (row.country === undefined || row.country === countryOfBirth)
  );
}

/** Table 7-3: whether the patient has evidence of immunity against an antigen. */
export function hasEvidenceOfImmunity(antigen: Antigen, context: PatientContext): boolean {
  return (
    antigen.immunity.guidelineCodes.some((code) => context.observations.has(code)) ||
    antigen.immunity.birthDates.some((row) => isImmuneByBirth(row, context))
  );
}
