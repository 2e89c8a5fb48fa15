import type { Request, Response } from "express";
import type { VerifyToken } from "../accounts/verify-token.ts";
import { BASIC_CHALLENGE, createBasicAuthenticate } from "./basic-authenticate.ts";
import { sendProblem } from "./problem.ts";

/** Content type of the Prometheus text format. */
const TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

/**
 * `GET /metrics` behind HTTP Basic with a token of scope `metrics` (decision D34).
 *
 * @param scrape the text to answer with
 */
export function metricsRoute(
  verifyToken: VerifyToken,
  scrape: () => Promise<string>,
): (request: Request, response: Response) => Promise<void> {
  const authenticate = createBasicAuthenticate(verifyToken);
  return async (request, response) => {
    const requestId = String(response.locals["requestId"]);
    const holder = await authenticate(request, response);
    if (holder === undefined) {
      sendProblem(response.set("WWW-Authenticate", BASIC_CHALLENGE), 401, requestId);
    } else if (holder.scopes.includes("metrics")) {
      const text = await scrape();
      response.set("Content-Type", TEXT_FORMAT).send(text);
    } else {
      sendProblem(response, 403, requestId);
    }
  };
}
