import { isOfAge } from "../effective-rows.ts";
import type { AdministeredDose } from "../patient.ts";
import type { SeriesDose, SeriesVaccine } from "../schedule/schedule.ts";
import type { PatientSeries } from "../series/patient-series.ts";

/** Table 6-26 and 6-29 up to the volume, which never decides: vaccine type, age, and trade name when both name a maker. */
function isSameVaccine(vaccine: SeriesVaccine, dose: AdministeredDose, born: number): boolean {
  return (
    vaccine.cvx === dose.cvx &&
    (vaccine.mvx === undefined || dose.mvx === undefined || vaccine.mvx === dose.mvx) &&
    isOfAge(vaccine, born, dose.day)
  );
}

/** Sections 6.8 and 6.9: whether the vaccine is a preferable or an allowable one for the target dose. */
export function isRightVaccine(series: PatientSeries, target: SeriesDose, dose: AdministeredDose): boolean {
  const { born } = series.context.patient;
  const isPreferable = target.preferable.some((vaccine) => isSameVaccine(vaccine, dose, born));
  const isRight = isPreferable || target.allowable.some((vaccine) => isSameVaccine(vaccine, dose, born));
  series.trace?.(
    isPreferable ? "TABLE 6-26" : "TABLE 6-29",
    isRight ? "right vaccine" : "neither preferable nor allowable",
  );
  return isRight;
}
