import type { LoadedSchedule } from "../current-schedule.ts";
import { forecastPatient } from "../forecast-patient.ts";
import { reportForecast } from "../forecast-report.ts";
import { immdsParameters, type Resource } from "./immds-resources.ts";
import { type OperationOutcome, operationOutcome } from "./operation-outcome.ts";
import { readImmdsParameters } from "./read-immds-parameters.ts";

/** An answer over HTTP: its status and its JSON body. */
export interface ImmdsAnswer {
  readonly httpStatus: 200 | 400 | 503;
  readonly body: Resource | OperationOutcome;
}

const NO_DATA = "This server has no forecast data. The operator sets CDSI_DIR.";

/**
 * `$immds-forecast` of the Immunization Decision Support Forecast guide (ImmDS 1.0.0): stateless, nothing of the request is kept.
 *
 * @param body the JSON of the request, whatever it is
 * @param loaded the data in use; undefined without any, or where they may not be used
 */
export function immdsForecast(body: unknown, loaded: LoadedSchedule | undefined): ImmdsAnswer {
  if (loaded === undefined) {
    const outcome = operationOutcome([{ severity: "error", code: "transient", diagnostics: NO_DATA }]);
    return { httpStatus: 503, body: outcome };
  }
  const read = readImmdsParameters(body);
  if (read.kind === "bad") return { httpStatus: 400, body: operationOutcome(read.issues) };
  const { patient, assessment, patientId } = read.request;
  const { schedule, version, sha256 } = loaded;
  const report = reportForecast(forecastPatient(schedule, patient, assessment), { version, sha256 });
  return { httpStatus: 200, body: immdsParameters(report, patientId) };
}
