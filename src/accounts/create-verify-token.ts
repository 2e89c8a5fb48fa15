import type { Clock } from "../kernel/clock.ts";
import { createLoginGuard, type LoginDecision, type LoginGuardDeps } from "./login-guard.ts";
import type { ControlReads } from "./ports.ts";
import type { RenewSecret } from "./renew-secret.ts";
import type { TokenHolder, VerifyToken } from "./verify-token.ts";

export interface VerifyTokenDeps extends LoginGuardDeps {
  readonly directory: Pick<ControlReads, "findToken" | "findUser">;
  /** Puts a hash under the current pepper in the place of one under an earlier; absent: it stays. */
  readonly renew?: RenewSecret;
  /** Calendar time, which `IIS_NOW` may fix: expiry. */
  readonly calendarClock: Clock;
}

/** Ids that we make have this shape; any other is nobody's. */
const TOKEN_ID = /^[a-z0-9-]{1,32}$/;
const NOBODY = "";

async function decide(
  deps: VerifyTokenDeps,
  id: string,
  secret: string,
): Promise<LoginDecision<TokenHolder>> {
  const token = await deps.directory.findToken(TOKEN_ID.test(id) ? id : NOBODY);
  const matches = deps.hasher.matches("token", secret, token?.secret);
  const user = await deps.directory.findUser(token !== undefined && matches ? token.username : NOBODY);
  if (token === undefined) return { kind: "fails", reason: "unknown-token" };
  if (!matches || user === undefined) return { kind: "fails", reason: "wrong-token" };
  if (token.revokedAtMs !== undefined) return { kind: "fails", reason: "revoked" };
  if (token.expiresAtMs <= deps.calendarClock()) return { kind: "fails", reason: "expired" };
  if (user.disabled) return { kind: "fails", reason: "user-disabled" };
  if (deps.hasher.isOutdated(token.secret))
    deps.renew?.("token", token.id, token.secret, deps.hasher.hash("token", secret));
  return { kind: "holds", value: { tokenId: token.id, login: user.username, scopes: [token.scope] } };
}

/** Decide who calls with a token. Nothing is cached; the delays of decision D33 hold here too. */
export function createVerifyToken(deps: VerifyTokenDeps): VerifyToken {
  const guard = createLoginGuard(deps);
  return (id, token, remoteAddress) =>
    guard(
      { kind: "token", name: id, secret: token, remoteAddress },
      { find: async () => undefined, isHome: () => false, decide: () => decide(deps, id, token) },
    );
}
