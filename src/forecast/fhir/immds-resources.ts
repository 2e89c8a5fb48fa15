import type { ForecastReport, ReportedEvaluation, ReportedForecast } from "../forecast-report.ts";
import { vaccineGroupCvx } from "../groups/vaccine-group-cvx.ts";

/** A resource of the answer, as JSON. */
export type Resource = Readonly<Record<string, unknown>>;

interface Concept {
  readonly coding?: readonly { readonly system: string; readonly code: string }[];
  readonly text?: string;
}

const CVX = "http://hl7.org/fhir/sid/cvx";
const LOINC = "http://loinc.org";
const DOSE_STATUS = "http://terminology.hl7.org/CodeSystem/immunization-evaluation-dose-status";
const FORECAST_STATUS = "http://terminology.hl7.org/CodeSystem/immunization-recommendation-status";

/** CDC's statuses → the codes of FHIR's value set, where there is one. */
const STATUS_CODES: Readonly<Record<ReportedForecast["status"], string | undefined>> = {
  "Not Complete": "due",
  Complete: "complete",
  Immune: "immune",
  Contraindicated: "contraindicated",
  "Aged Out": undefined,
  "Not Recommended": undefined,
};

function concept(system: string, code: string | undefined, text: string): Concept {
  return code === undefined ? { text } : { coding: [{ system, code }], text };
}

function patientReference(patientId: string | undefined): Resource {
  return patientId === undefined
    ? { display: "the patient of the request" }
    : { reference: `Patient/${patientId}` };
}

function evaluation(one: ReportedEvaluation, report: ForecastReport, patient: Resource): Resource {
  const isValid = one.status === "Valid";
  const reasons = isValid ? one.reasons : [one.status, ...one.reasons];
  return {
    resourceType: "ImmunizationEvaluation",
    status: "completed",
    patient,
    date: report.assessment,
    authority: { display: `CDC CDSi supporting data ${report.release.version}` },
    targetDisease: { text: one.vaccineGroup },
    immunizationEvent: { reference: `Immunization/${one.doseId}` },
    doseStatus: concept(DOSE_STATUS, isValid ? "valid" : "notvalid", one.status),
    ...(reasons.length > 0 && { doseStatusReason: reasons.map((text) => ({ text })) }),
    series: one.series,
    ...(one.doseNumber !== undefined && { doseNumberPositiveInt: one.doseNumber }),
  };
}

/** LOINC codes of the dates of a recommendation. */
function datesOf(one: ReportedForecast): readonly Resource[] {
  const dates = [
    { code: "30981-5", value: one.earliest },
    { code: "30980-7", value: one.recommended },
    { code: "59778-1", value: one.pastDue },
    { code: "59777-3", value: one.latest },
  ];
  return dates
    .filter(({ value }) => value !== undefined)
    .map(({ code, value }) => ({ code: { coding: [{ system: LOINC, code }] }, value }));
}

function isOverdue(one: ReportedForecast, report: ForecastReport): boolean {
  return one.pastDue !== undefined && report.assessment > one.pastDue;
}

function recommended(one: ReportedForecast, report: ForecastReport): Resource {
  const code = isOverdue(one, report) ? "overdue" : STATUS_CODES[one.status];
  const dates = datesOf(one);
  const contraindicated = one.status === "Contraindicated";
  const vaccine = concept(CVX, vaccineGroupCvx(one.vaccineGroup), one.vaccineGroup);
  return {
    ...(contraindicated ? { contraindicatedVaccineCode: [vaccine] } : { vaccineCode: [vaccine] }),
    targetDisease: { text: one.vaccineGroup },
    forecastStatus: concept(FORECAST_STATUS, code, one.status),
    ...(one.reasons.length > 0 && { forecastReason: one.reasons.map((text) => ({ text })) }),
    ...(dates.length > 0 && { dateCriterion: dates }),
    series: one.series.join("; "),
    ...(one.doseNumber !== undefined && { doseNumberPositiveInt: one.doseNumber }),
  };
}

/** The Parameters that `$immds-forecast` answers: evaluation 0..*, recommendation 1..1 (ImmDS 1.0.0). */
export function immdsParameters(report: ForecastReport, patientId: string | undefined): Resource {
  const patient = patientReference(patientId);
  const recommendation: Resource = {
    resourceType: "ImmunizationRecommendation",
    patient,
    date: report.assessment,
    authority: { display: `CDC CDSi supporting data ${report.release.version}` },
    recommendation: report.forecasts.map((one) => recommended(one, report)),
  };
  return {
    resourceType: "Parameters",
    parameter: [
      ...report.evaluations.map((one) => ({
        name: "evaluation",
        resource: evaluation(one, report, patient),
      })),
      { name: "recommendation", resource: recommendation },
    ],
  };
}
