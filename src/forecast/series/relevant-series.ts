import { isOfAge } from "../effective-rows.ts";
import type { AntigenSeries, Indication } from "../schedule/schedule.ts";
import type { PatientContext } from "./patient-series.ts";

/** Table 5-4: whether an indication applies to the patient. */
function applies(indication: Indication, context: PatientContext): boolean {
  return (
    context.observations.has(indication.code) && isOfAge(indication, context.patient.born, context.assessment)
  );
}

/** Table 5-5: whether an antigen series is a relevant patient series. */
export function isRelevant(series: AntigenSeries, context: PatientContext): boolean {
  if (series.genders.size > 0 && !series.genders.has(context.patient.gender)) return false;
  return series.type !== "Risk" || series.indications.some((indication) => applies(indication, context));
}
