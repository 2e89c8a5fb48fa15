import type { LoadedSchedule } from "../forecast/current-schedule.ts";
import { dayOf } from "../forecast/day.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import type { ForecastReport } from "../forecast/forecast-report.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { forecastFacts, type SeenHistory } from "./forecast-facts.ts";

/** What a forecast depends on besides the patient. */
export interface ForecastService {
  /** The data in use; undefined: none could be read yet. */
  readonly loaded: () => LoadedSchedule | undefined;
  /** Whether somebody accepted the release with this digest for production. */
  readonly isApproved: (sha256: string) => boolean;
  readonly forecast: Forecaster;
}

/**
 * The forecast for an answer, from what the asker may see.
 *
 * @returns undefined without data, in production without data that somebody accepted, and for a person without birth date
 */
export function forecastFor(
  service: ForecastService | undefined,
  realm: Realm,
  organizationId: string,
  history: SeenHistory,
  today: DateOnly,
): ForecastReport | undefined {
  const loaded = service?.loaded();
  if (service === undefined || loaded === undefined) return undefined;
  if (realm === "production" && !service.isApproved(loaded.sha256)) return undefined;
  const patient = forecastFacts(loaded.schedule, history);
  if (patient === undefined) return undefined;
  // In test, organizations may see different doses of one person (decision D23).
  return service.forecast(`${realm} ${organizationId} ${history.person.id}`, patient, dayOf(today), loaded);
}
