import type { CodeSets } from "../codes/code-sets.ts";
import type { ForecastReport, ReportedEvaluation, ReportedForecast } from "../forecast/forecast-report.ts";
import type { FieldContent } from "../hl7/encode-message.ts";
import type { DateOnly } from "../kernel/dates.ts";
import { codedValue } from "./clean-values.ts";
import type { DraftSegment } from "./order-draft.ts";
import { vaccineGroupCvx } from "../forecast/groups/vaccine-group-cvx.ts";

/** OBX-3 of evaluations and forecasts (CDC guide R1.5, Appendix B). */
const SAID = {
  vaccineType: ["30956-7", "Vaccine type", "LN"],
  schedule: ["59779-9", "Immunization schedule used", "LN"],
  series: ["59780-7", "Immunization series name", "LN"],
  doseNumber: ["30973-2", "Dose number in series", "LN"],
  validity: ["59781-5", "Dose validity", "LN"],
  earliest: ["30981-5", "Earliest date to give", "LN"],
  recommended: ["30980-7", "Date vaccine due", "LN"],
  latest: ["59777-3", "Latest date next dose may be given", "LN"],
  pastDue: ["59778-1", "Date dose is overdue", "LN"],
  status: ["59783-1", "Status in immunization series", "LN"],
  reason: ["30982-3", "Reason applied by forecast logic", "LN"],
} as const;

const ACIP_SCHEDULE = "VXC16";
const NO_UNIT: FieldContent = ["NA", "not applicable", "HL70353"];
/** Of OBX-5 as ST. */
const TEXT_LENGTH_MAX = 199;

/** One observation of a set, in the order in which the guide's examples have them. */
interface Said {
  readonly what: keyof typeof SAID;
  readonly type: "CE" | "ST" | "NM" | "ID" | "DT";
  readonly value: FieldContent;
}

function day(date: DateOnly | undefined): FieldContent {
  return date?.replaceAll("-", "");
}

function count(number: number | undefined): FieldContent {
  return number === undefined ? undefined : `${number}`;
}

function text(words: readonly string[]): FieldContent {
  return words.length === 0 ? undefined : words.join("; ").slice(0, TEXT_LENGTH_MAX);
}

/** Writes a set of observations; what has no value is left out. */
function setOf(set: number, today: string, said: readonly Said[]): readonly DraftSegment[] {
  return said
    .filter(({ value }) => value !== undefined)
    .map(({ what, type, value }) => ({
      name: "OBX",
      fields: {
        2: type,
        3: SAID[what],
        4: `${set}`,
        5: value,
        6: type === "NM" ? NO_UNIT : undefined,
        11: "F",
        14: today,
      },
    }));
}

function groupOf(codes: CodeSets, vaccineGroup: string): FieldContent {
  const row = codes.cvx.get(vaccineGroupCvx(vaccineGroup) ?? "");
  return row && [row.code, row.name, "CVX"];
}

function scheduleOf(codes: CodeSets): FieldContent {
  return codedValue(codes, ["PHVS_ImmunizationScheduleIdentifier_IIS"], ACIP_SCHEDULE);
}

function evaluationSet(codes: CodeSets, evaluation: ReportedEvaluation): readonly Said[] {
  const { status, reasons } = evaluation;
  const why = status === "Valid" ? reasons : [status, ...reasons];
  return [
    { what: "vaccineType", type: "CE", value: groupOf(codes, evaluation.vaccineGroup) },
    { what: "schedule", type: "CE", value: scheduleOf(codes) },
    { what: "series", type: "ST", value: text([evaluation.series]) },
    { what: "doseNumber", type: "NM", value: count(evaluation.doseNumber) },
    { what: "validity", type: "ID", value: status === "Valid" ? "Y" : "N" },
    { what: "reason", type: "ST", value: text(why) },
  ];
}

/** The sets of one dose, one for each vaccine group that a code can name; empty when no schedule evaluates it. */
export function evaluationDrafts(
  codes: CodeSets,
  report: ForecastReport,
  doseId: string,
  today: string,
): readonly (readonly DraftSegment[])[] {
  return report.evaluations
    .filter((evaluation) => evaluation.doseId === doseId)
    .filter((evaluation) => groupOf(codes, evaluation.vaccineGroup) !== undefined)
    .map((evaluation, index) => setOf(index + 1, today, evaluationSet(codes, evaluation)));
}

/** The status of a series as people read it: CDC's, and whether a dose is due or overdue now. */
function statusText(forecast: ReportedForecast, assessment: DateOnly): string {
  if (forecast.status !== "Not Complete") return forecast.status;
  if (forecast.pastDue !== undefined && assessment > forecast.pastDue) return "Not Complete, overdue";
  return forecast.recommended !== undefined && assessment >= forecast.recommended
    ? "Not Complete, due now"
    : "Not Complete";
}

function forecastSet(codes: CodeSets, forecast: ReportedForecast, assessment: DateOnly): readonly Said[] {
  return [
    { what: "vaccineType", type: "CE", value: groupOf(codes, forecast.vaccineGroup) },
    { what: "schedule", type: "CE", value: scheduleOf(codes) },
    { what: "series", type: "ST", value: text(forecast.series) },
    { what: "doseNumber", type: "NM", value: count(forecast.doseNumber) },
    { what: "earliest", type: "DT", value: day(forecast.earliest) },
    { what: "recommended", type: "DT", value: day(forecast.recommended) },
    { what: "latest", type: "DT", value: day(forecast.latest) },
    { what: "pastDue", type: "DT", value: day(forecast.pastDue) },
    { what: "status", type: "ST", value: statusText(forecast, assessment) },
    { what: "reason", type: "ST", value: text(forecast.reasons) },
  ];
}

/** Groups that say something of the patient: a dose is due, or a dose, immunity or contraindication settled it. */
function isTold(forecast: ReportedForecast, report: ForecastReport): boolean {
  if (forecast.status !== "Aged Out" && forecast.status !== "Not Recommended") return true;
  return report.evaluations.some(({ vaccineGroup }) => vaccineGroup === forecast.vaccineGroup);
}

/** The observations of the forecast group, one set for each vaccine group that is told (CDC guide R1.5, Z42). */
export function forecastDrafts(
  codes: CodeSets,
  report: ForecastReport,
  today: string,
): readonly DraftSegment[] {
  return report.forecasts
    .filter((forecast) => isTold(forecast, report) && groupOf(codes, forecast.vaccineGroup) !== undefined)
    .flatMap((forecast, index) => setOf(index + 1, today, forecastSet(codes, forecast, report.assessment)));
}
