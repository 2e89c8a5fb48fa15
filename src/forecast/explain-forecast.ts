import type { LoadedSchedule } from "./current-schedule.ts";
import type { Day } from "./day.ts";
import { forecastPatient } from "./forecast-patient.ts";
import { type ForecastReport, reportForecast } from "./forecast-report.ts";
import type { Patient } from "./patient.ts";
import type { AntigenSeries } from "./schedule/schedule.ts";

/** Every decision about one patient series, in order. */
export interface ExplainedSeries {
  readonly series: string;
  readonly antigen: string;
  readonly vaccineGroup: string;
  readonly steps: readonly { readonly rule: string; readonly outcome: string }[];
}

export interface ExplainedForecast extends ForecastReport {
  readonly trace: readonly ExplainedSeries[];
}

/** A forecast with the trace of every decision, for the clinician who asks why. */
export function explainForecast(
  loaded: LoadedSchedule,
  patient: Patient,
  assessment: Day,
): ExplainedForecast {
  const traces = new Map<AntigenSeries, ExplainedSeries["steps"][number][]>();
  const forecast = forecastPatient(loaded.schedule, patient, assessment, (series) => {
    const steps: ExplainedSeries["steps"][number][] = [];
    traces.set(series, steps);
    return (rule, outcome) => steps.push({ rule, outcome });
  });
  const { version, sha256 } = loaded;
  return {
    ...reportForecast(forecast, { version, sha256 }),
    trace: [...traces].map(([{ name, antigen, vaccineGroup }, steps]) => ({
      series: name,
      antigen,
      vaccineGroup,
      steps,
    })),
  };
}
