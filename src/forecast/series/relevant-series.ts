import { DISTANT_PAST } from "../day.ts";
import { ageDate, isOfAge } from "../effective-rows.ts";
import type { AntigenSeries, Indication } from "../schedule/schedule.ts";
import type { PatientContext } from "./patient-series.ts";

/** Table 5-4: whether an indication applies to the patient. */
function applies(indication: Indication, context: PatientContext): boolean {
  return (
    context.observations.has(indication.code) && isOfAge(indication, context.patient.born, context.assessment)
  );
}

function fits(series: AntigenSeries, { patient }: PatientContext): boolean {
  return series.genders.size === 0 || series.genders.has(patient.gender);
}

/** Table 5-5: whether an antigen series is a relevant patient series. */
export function isRelevant(series: AntigenSeries, context: PatientContext): boolean {
  if (!fits(series, context)) return false;
  return series.type !== "Risk" || series.indications.some((indication) => applies(indication, context));
}

/**
 * Whether an indication that the patient has will apply at a later age. Table 5-4 asks for the age at assessment; where an
 * antigen has no other series for the patient, CDC's cases forecast the dose for that age all the same.
 */
export function willBeRelevant(series: AntigenSeries, context: PatientContext): boolean {
  const { born } = context.patient;
  return (
    fits(series, context) &&
    series.indications.some(
      ({ code, beginAge, endAge }) =>
        context.observations.has(code) &&
        (ageDate(born, beginAge) ?? DISTANT_PAST) > context.assessment &&
        isOfAge({ beginAge: undefined, endAge }, born, context.assessment),
    )
  );
}
