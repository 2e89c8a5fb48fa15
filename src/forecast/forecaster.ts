import type { LoadedSchedule } from "./current-schedule.ts";
import type { Day } from "./day.ts";
import { forecastPatient } from "./forecast-patient.ts";
import { type ForecastReport, reportForecast } from "./forecast-report.ts";
import type { Patient } from "./patient.ts";

/** Reports kept, each some kilobytes: the patients of a busy hour. */
const REPORTS_KEPT_MAX = 2_000;

/** Forecasts patients by the schedule in use and keeps what it found. */
export type Forecaster = (
  /** Whom the patient is known as; two realms never share one. */
  key: string,
  patient: Patient,
  assessment: Day,
  loaded: LoadedSchedule,
) => ForecastReport;

interface Kept {
  readonly sha256: string;
  readonly facts: string;
  readonly report: ForecastReport;
}

/**
 * A forecaster that answers from memory while nothing changed: the same patient with the same facts, the same day and the same
 * data. The facts themselves are compared, so that no revision is ever missed.
 */
export function createForecaster(keptMax: number = REPORTS_KEPT_MAX): Forecaster {
  const kept = new Map<string, Kept>();
  return (key, patient, assessment, loaded) => {
    const facts = JSON.stringify([assessment, patient]);
    const known = kept.get(key);
    if (known?.sha256 === loaded.sha256 && known.facts === facts) return known.report;
    const { version, sha256 } = loaded;
    const report = reportForecast(forecastPatient(loaded.schedule, patient, assessment), { version, sha256 });
    kept.delete(key);
    kept.set(key, { sha256, facts, report });
    const [oldest] = kept.keys();
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
    return report;
  };
}
