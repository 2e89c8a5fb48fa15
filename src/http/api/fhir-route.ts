import express, {
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type Response,
  Router,
} from "express";
import type { LoadedSchedule } from "../../forecast/current-schedule.ts";
import { immdsForecast } from "../../forecast/fhir/immds-forecast.ts";
import { operationOutcome, type Issue } from "../../forecast/fhir/operation-outcome.ts";
import type { AuthenticateToken } from "./authenticate-token.ts";

/** The data that a call may use now; undefined: none are there, or nobody accepted them yet. */
export type UsableSchedule = () => LoadedSchedule | undefined;

/** A patient with a long history is some hundred kilobytes. */
const BODY_BYTES_MAX = 1_048_576;

const FHIR_JSON = "application/fhir+json";

function send(response: Response, httpStatus: number, body: object): void {
  response.status(httpStatus).type(FHIR_JSON).send(JSON.stringify(body));
}

/** What the JSON reader throws has a status of its own; its text, which may quote the body, never leaves. */
const unreadable: ErrorRequestHandler = (error, _request, response, next) => {
  const status: unknown = error instanceof Error && "status" in error ? error.status : undefined;
  if (status !== 400 && status !== 413) {
    next(error);
    return;
  }
  const issue: Issue =
    status === 413
      ? {
          severity: "error",
          code: "too-costly",
          diagnostics: `The body is longer than ${BODY_BYTES_MAX} bytes.`,
        }
      : { severity: "error", code: "invalid", diagnostics: "The body is no JSON object." };
  send(response, status, operationOutcome([issue]));
};

/** Lets a caller with a token of scope `read` through. */
function admit(authenticate: AuthenticateToken) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if ((await authenticate(request, response, "read")) !== undefined) next();
  };
}

/**
 * FHIR under `/api/fhir`: the one operation `$immds-forecast`, with a token of scope `read`. Nothing of a request is kept or logged.
 *
 * @see ImmDS 1.0.0, FHIR R4
 */
export function createFhirRoute(authenticate: AuthenticateToken, usable: UsableSchedule): Router {
  const router = Router({ caseSensitive: true });
  const readBody = express.json({
    limit: BODY_BYTES_MAX,
    type: [FHIR_JSON, "application/json"],
    strict: true,
  });
  router.post("/$immds-forecast", admit(authenticate), readBody, (request, response) => {
    const { httpStatus, body } = immdsForecast(request.body, usable());
    send(response, httpStatus, body);
  });
  router.use(unreadable);
  return router;
}
