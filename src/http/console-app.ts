import express, { type Express, type NextFunction, type Request, type Response, type Router } from "express";
import helmet from "helmet";
import type { IdSource } from "../kernel/clock.ts";
import { errorFields, type Log } from "../kernel/log.ts";
import type { VerifyToken } from "../accounts/verify-token.ts";
import { metricsRoute } from "./metrics-route.ts";
import { createProbes } from "./probes.ts";
import { sendProblem } from "./problem.ts";
import type { CheckReadiness } from "./readiness.ts";
import { refusedStatus } from "./refused-status.ts";
import { requestIdOf } from "./request-id.ts";

export interface ConsoleAppDeps {
  readonly checkReadiness: CheckReadiness;
  readonly newId: IdSource;
  readonly log: Log;
  readonly verifyToken: VerifyToken;
  /** Metrics in Prometheus text format. */
  readonly scrape: () => Promise<string>;
  /** Pages and forms, at `/`. */
  readonly pages: Router;
  /** REST, at `/api`. */
  readonly api: Router;
}

/** Methods that something of this port answers. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST"]);

/**
 * The application of the console port: probes, the console's pages, REST. Nothing it sends may be kept by a cache, and a
 * page runs and loads nothing but this site's own files.
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
    if (METHODS.has(request.method)) next();
    else sendProblem(response.set("Allow", [...METHODS].join(", ")), 405, requestIdOf(response));
  });
  app.use(createProbes(deps.checkReadiness));
  app.get("/metrics", metricsRoute(deps.verifyToken, deps.scrape));
  app.use("/api", deps.api);
  app.use(deps.pages);
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
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Without a referrer browsers name no origin with a form, and nothing would tell ours from another site's.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: "deny" },
  });
}

/** The last door: what a handler threw is a 500, and the log alone knows more. */
function unexpected(log: Log) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const requestId = requestIdOf(response);
    const httpStatus = refusedStatus(error) ?? 500;
    log(httpStatus < 500 ? "info" : "error", "request-answered", {
      requestId,
      httpStatus,
      ...errorFields(error),
    });
    if (response.headersSent) next(error);
    else sendProblem(response, httpStatus, requestId);
  };
}
