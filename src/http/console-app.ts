import express, { type Express, type NextFunction, type Request, type Response } from "express";
import helmet from "helmet";
import type { VerifyToken } from "../accounts/verify-token.ts";
import type { IdSource } from "../kernel/clock.ts";
import { errorFields, type Log } from "../kernel/log.ts";
import { BASIC_CHALLENGE, createBasicAuthenticate } from "./basic-authenticate.ts";
import { consoleIndexPage } from "./console-index-page.ts";
import { metricsRoute } from "./metrics-route.ts";
import { createProbes } from "./probes.ts";
import { sendProblem } from "./problem.ts";
import type { CheckReadiness } from "./readiness.ts";

export interface ConsoleAppDeps {
  readonly checkReadiness: CheckReadiness;
  readonly verifyToken: VerifyToken;
  readonly newId: IdSource;
  readonly log: Log;
  /** Contact shown on pages. */
  readonly helpDesk: string;
  /** Metrics in Prometheus text format. */
  readonly scrape: () => Promise<string>;
}

/** The only methods of this port; every path of it is read only. */
const METHODS = "GET, HEAD";

/**
 * The application of the console port: probes, the REST resource `GET /api/whoami`, and a page that says what this is.
 * Nothing it sends may be kept by a cache, and no page runs or loads anything.
 */
export function createConsoleApp(deps: ConsoleAppDeps): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.use(pageHeaders());
  app.use((_request, response, next) => {
    response.locals["requestId"] = deps.newId();
    response.set({ "Cache-Control": "no-store", "X-Request-Id": requestIdOf(response) });
    next();
  });
  app.use((request, response, next) => {
    if (request.method === "GET" || request.method === "HEAD") next();
    else sendProblem(response.set("Allow", METHODS), 405, requestIdOf(response));
  });
  app.use(createProbes(deps.checkReadiness));
  app.get("/", (_request, response) => {
    response.type("html").send(consoleIndexPage(deps.helpDesk));
  });
  app.get("/api/whoami", whoami(deps));
  app.get("/metrics", metricsRoute(deps.verifyToken, deps.scrape));
  app.use((_request, response) => sendProblem(response, 404, requestIdOf(response)));
  app.use(unexpected(deps.log));
  return app;
}

/** Written out whole: the defaults of helmet would let pages load fonts and styles from any https address. */
function pageHeaders(): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: "deny" },
  });
}

/** `{tokenId, login, scopes}` of the caller; lets a script try its token before it relies on it. */
function whoami(deps: ConsoleAppDeps): (request: Request, response: Response) => Promise<void> {
  const authenticate = createBasicAuthenticate(deps.verifyToken);
  return async (request, response) => {
    const holder = await authenticate(request, response);
    if (holder === undefined) {
      deps.log("info", "login-failed", { requestId: requestIdOf(response), operation: "whoami" });
      sendProblem(response.set("WWW-Authenticate", BASIC_CHALLENGE), 401, requestIdOf(response));
      return;
    }
    response.json({ tokenId: holder.tokenId, login: holder.login, scopes: holder.scopes });
  };
}

/** The last door: what a handler threw is a 500, and the log alone knows more. */
function unexpected(log: Log) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const requestId = requestIdOf(response);
    log("error", "request-answered", { requestId, httpStatus: 500, ...errorFields(error) });
    if (response.headersSent) next(error);
    else sendProblem(response, 500, requestId);
  };
}

function requestIdOf(response: Response): string {
  return String(response.locals["requestId"]);
}
