import type { Request, Response } from "express";
import type { Actor } from "../../accounts/policy.ts";
import type { ControlReads } from "../../accounts/ports.ts";
import type { TokenScope } from "../../accounts/user.ts";
import type { TokenHolder, VerifyToken } from "../../accounts/verify-token.ts";
import type { Log } from "../../kernel/log.ts";
import { BASIC_CHALLENGE, createBasicAuthenticate } from "../basic-authenticate.ts";
import { sendProblem } from "../problem.ts";
import { requestIdOf } from "../request-id.ts";

/** Who calls over REST. */
export interface ApiCaller {
  readonly holder: TokenHolder;
  /** Bound by the role of the token's user: a token never does more than its owner may. */
  readonly actor: Actor;
}

export interface TokenDeps {
  readonly verifyToken: VerifyToken;
  readonly users: Pick<ControlReads, "findUser">;
  readonly log: Log;
}

/**
 * Authenticate a call by HTTP Basic with a token (decision D34); answers 401 or 403 itself.
 *
 * @param scope that the token must have; absent: any
 * @returns undefined once it was answered
 */
export type AuthenticateToken = (
  request: Request,
  response: Response,
  scope?: TokenScope,
) => Promise<ApiCaller | undefined>;

/** @see decision D34 */
export function createAuthenticateToken({ verifyToken, users, log }: TokenDeps): AuthenticateToken {
  const authenticate = createBasicAuthenticate(verifyToken);
  return async (request, response, scope) => {
    const requestId = requestIdOf(response);
    const holder = await authenticate(request, response);
    const user = holder && (await users.findUser(holder.login));
    if (holder === undefined || user === undefined) {
      log("info", "login-failed", { requestId, operation: "rest" });
      sendProblem(response.set("WWW-Authenticate", BASIC_CHALLENGE), 401, requestId);
      return undefined;
    }
    if (scope !== undefined && !holder.scopes.includes(scope)) {
      sendProblem(response, 403, requestId);
      return undefined;
    }
    const { username: name, role, organizationIds } = user;
    return { holder, actor: { name, osUser: name, source: "rest", user: { role, organizationIds } } };
  };
}
