import type { Day } from "./day.ts";
import { isOfAge } from "./effective-rows.ts";
import { evaluateHistory } from "./evaluation/evaluate-history.ts";
import { forecastSeries, type SeriesForecast } from "./forecasting/forecast-series.ts";
import { type VaccineGroupForecast, vaccineGroupForecasts } from "./groups/vaccine-group-forecast.ts";
import type { AdministeredDose, Patient } from "./patient.ts";
import type { Antigen, AntigenSeries, Schedule } from "./schedule/schedule.ts";
import { bestSeries } from "./selection/best-series.ts";
import { newTarget, type PatientContext } from "./series/patient-series.ts";
import { isRelevant, willBeRelevant } from "./series/relevant-series.ts";
import type { Trace } from "./trace.ts";

/** Evaluated history and forecast of one patient. */
export interface PatientForecast {
  readonly assessment: Day;
  /** All doses in date order. */
  readonly doses: readonly AdministeredDose[];
  /** Antigen → its best patient series. */
  readonly best: ReadonlyMap<string, readonly SeriesForecast[]>;
  /** Vaccine group → its forecasts, in the order of the schedule. */
  readonly groups: ReadonlyMap<string, readonly VaccineGroupForecast[]>;
}

/** Makes the trace of one patient series, for somebody who asks why. */
export type TraceSeries = (series: AntigenSeries) => Trace;

function contextOf(schedule: Schedule, patient: Patient, assessment: Day): PatientContext {
  const observations = new Map<string, Day | undefined>();
  for (const { code, day } of patient.observations) {
    const known = observations.get(code);
    observations.set(code, known === undefined || (day !== undefined && day > known) ? day : known);
  }
  // Sorting is stable: doses of one day keep the order of the caller.
  const doses = patient.doses.toSorted((left, right) => left.day - right.day);
  return { schedule, patient, doses, observations, assessment };
}

/** Section 4.2: antigen → the doses that hold it at the age at which they were given. */
function organizeHistory(context: PatientContext): ReadonlyMap<string, readonly AdministeredDose[]> {
  const records = new Map<string, AdministeredDose[]>();
  for (const dose of context.doses) {
    for (const association of context.schedule.vaccines.get(dose.cvx) ?? []) {
      if (isOfAge(association, context.patient.born, dose.day)) {
        const list = records.get(association.antigen) ?? [];
        list.push(dose);
        records.set(association.antigen, list);
      }
    }
  }
  return records;
}

/** Section 4.4 for one series: evaluates it and forecasts it. */
function runSeries(
  context: PatientContext,
  antigen: Antigen,
  series: AntigenSeries,
  records: readonly AdministeredDose[],
  completedGroups: ReadonlySet<string>,
  trace: Trace | undefined,
): SeriesForecast {
  const patientSeries = {
    context,
    series,
    records,
    targets: series.doses.map(newTarget),
    evaluations: [],
    evaluationOf: new Map(),
    completedGroups,
    trace,
  };
  evaluateHistory(patientSeries);
  return forecastSeries(antigen, patientSeries);
}

const NO_GROUPS: ReadonlySet<string> = new Set();

/** Whether a conditional skip of the series asks for the status of another series group (table 6-7). */
function refersToSeries(series: AntigenSeries): boolean {
  return series.doses.some((dose) =>
    dose.skips.some((skip) =>
      skip.sets.some((set) => set.conditions.some((condition) => condition.kind === "completed-series")),
    ),
  );
}

/** Sections 4.3 to 4.5 for one antigen: its relevant series, all forecast. Series that refer to others come second. */
function forecastAntigen(
  context: PatientContext,
  antigen: Antigen,
  records: readonly AdministeredDose[],
  traceSeries: TraceSeries | undefined,
): readonly SeriesForecast[] {
  const now = antigen.series.filter((series) => isRelevant(series, context));
  const relevant = now.length > 0 ? now : antigen.series.filter((series) => willBeRelevant(series, context));
  const first = relevant.map((series) =>
    runSeries(
      context,
      antigen,
      series,
      records,
      NO_GROUPS,
      refersToSeries(series) ? undefined : traceSeries?.(series),
    ),
  );
  const complete = new Set(
    first
      .filter((forecast) => forecast.status === "Complete")
      .map((forecast) => forecast.patientSeries.series.seriesGroup),
  );
  return first.map((forecast) => {
    const { series } = forecast.patientSeries;
    return refersToSeries(series)
      ? runSeries(context, antigen, series, records, complete, traceSeries?.(series))
      : forecast;
  });
}

/**
 * Chapters 4 to 9 of the Logic Specification 4.6: evaluates a patient's history and forecasts what is due.
 *
 * @param assessment the day for which the forecast is made
 * @param traceSeries given when somebody asks why; forecasting is slower with it
 */
export function forecastPatient(
  schedule: Schedule,
  patient: Patient,
  assessment: Day,
  traceSeries?: TraceSeries,
): PatientForecast {
  const context = contextOf(schedule, patient, assessment);
  const records = organizeHistory(context);
  const best = new Map(
    [...schedule.antigens.values()].map((antigen) => [
      antigen.name,
      bestSeries(forecastAntigen(context, antigen, records.get(antigen.name) ?? [], traceSeries)),
    ]),
  );
  const groups = new Map(
    schedule.vaccineGroups.map((group) => [
      group.name,
      vaccineGroupForecasts(
        group,
        group.antigens.flatMap((antigen) =>
          (best.get(antigen) ?? []).filter(
            ({ patientSeries }) => patientSeries.series.vaccineGroup === group.name,
          ),
        ),
      ),
    ]),
  );
  return { assessment, doses: context.doses, best, groups };
}
