import express, { type Request, type Response, Router } from "express";
import { ZodError } from "zod";
import { GatewayError } from "../../kernel/gateway-error.ts";
import { errorFields } from "../../kernel/log.ts";
import { RefusedError, type RefusalKind } from "../../kernel/refused-error.ts";
import type { ConsoleDeps } from "../console/console-deps.ts";
import { sendProblem } from "../problem.ts";
import { requestIdOf } from "../request-id.ts";
import { type AuthenticateToken, createAuthenticateToken, type TokenDeps } from "./authenticate-token.ts";
import type { Endpoint } from "./endpoint.ts";
import { createFhirRoute, type UsableSchedule } from "./fhir-route.ts";
import { MESSAGE_ENDPOINTS } from "./message-endpoints.ts";
import { openApiOf } from "./openapi.ts";
import { ORGANIZATION_ENDPOINTS } from "./organization-endpoints.ts";

/** Every call of the REST side but `whoami` and its description. */
export const ENDPOINTS: readonly Endpoint[] = [...ORGANIZATION_ENDPOINTS, ...MESSAGE_ENDPOINTS];

export interface ApiDeps {
  readonly console: ConsoleDeps;
  readonly verifyToken: TokenDeps["verifyToken"];
  /** Data of forecasts over FHIR. */
  readonly forecastData: UsableSchedule;
  /** Of this program, for the description. */
  readonly version: string;
}

/** A character of a message is six of JSON at worst. */
const ESCAPED_LENGTH = 6;
const BODY_BYTES_BESIDE = 16_384;

const STATUSES: Readonly<Record<RefusalKind, number>> = { usage: 400, "not-found": 404, policy: 403 };

interface Refusal {
  readonly status: number;
  readonly detail?: string;
}

/** What stops a call, in words of ours; never the text of an unexpected error. */
function refusalOf(error: unknown, isIntegrator: boolean): Refusal {
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    return { status: 400, detail: `${issue?.path.join(".") ?? ""}: ${issue?.code ?? "invalid"}` };
  }
  if (error instanceof RefusedError) {
    // To an integrator, what belongs to others is not there (promise S10).
    if (error.kind === "policy" && isIntegrator) return { status: 404 };
    return { status: STATUSES[error.kind], detail: error.message };
  }
  if (error instanceof GatewayError && (error.code === "busy" || error.code === "unavailable"))
    return { status: 503 };
  return { status: 500 };
}

function answerWith({ console: deps }: ApiDeps, authenticate: AuthenticateToken, { scope, run }: Endpoint) {
  return async (request: Request, response: Response): Promise<void> => {
    const caller = await authenticate(request, response, scope);
    if (caller === undefined) return;
    const { params: path, query, body } = request;
    try {
      response.json(await run(deps, caller.actor, { path, query, body }));
    } catch (error) {
      const { status, detail } = refusalOf(error, caller.actor.user?.role === "integrator");
      const requestId = requestIdOf(response);
      if (status >= 500)
        deps.log("error", "request-answered", { requestId, httpStatus: status, ...errorFields(error) });
      sendProblem(response, status, requestId, detail);
    }
  };
}

/** `{tokenId, login, scopes}` of the caller; lets a script try its token before it relies on it. */
function whoami(authenticate: AuthenticateToken) {
  return async (request: Request, response: Response): Promise<void> => {
    const caller = await authenticate(request, response);
    if (caller === undefined) return;
    const { tokenId, login, scopes } = caller.holder;
    response.json({ tokenId, login, scopes });
  };
}

/**
 * REST under `/api`: HTTP Basic with a scoped, expiring token (decision D34), the same use cases as the console, errors as
 * problem+json. Its description is open to everybody.
 */
export function createApi(deps: ApiDeps): Router {
  const { accounts, log, messageBytesMax } = deps.console;
  const authenticate = createAuthenticateToken({ verifyToken: deps.verifyToken, users: accounts.store, log });
  const router = Router({ caseSensitive: true });
  const description = openApiOf(ENDPOINTS, deps.version);
  router.get("/openapi.json", (_request, response) => void response.json(description));
  router.get("/whoami", whoami(authenticate));
  router.use("/fhir", createFhirRoute(authenticate, deps.forecastData));
  // Only JSON is read: no form of another site can send it.
  const limit = messageBytesMax * ESCAPED_LENGTH + BODY_BYTES_BESIDE;
  const readBody = express.json({ limit, type: "application/json", strict: true });
  for (const one of ENDPOINTS) {
    const path = one.route.replaceAll(/\{(\w+)\}/g, ":$1");
    const answer = answerWith(deps, authenticate, one);
    if (one.method === "get") router.get(path, answer);
    else router.post(path, readBody, answer);
  }
  router.use((_request, response) => sendProblem(response, 404, requestIdOf(response)));
  return router;
}
