import type { Clock } from "../kernel/clock.ts";
import { createLoginGuard, type LoginDecision, type LoginGuardDeps } from "./login-guard.ts";
import type { Role } from "./policy.ts";
import type { ControlReads } from "./ports.ts";
import type { TokenScope } from "./user.ts";

export interface VerifyTokenDeps extends LoginGuardDeps {
  readonly directory: Pick<ControlReads, "findToken" | "findUser">;
  /** Calendar time, which `IIS_NOW` may fix: expiry. */
  readonly calendarClock: Clock;
}

/** HTTP Basic of REST and metrics: user = token id, password = token (decision D34). */
export interface TokenClaim {
  readonly id: string;
  /** Never trimmed, logged or echoed. */
  readonly token: string;
  readonly remoteAddress: string;
}

/** Who calls with a token. */
export interface TokenHolder {
  readonly tokenId: string;
  readonly username: string;
  readonly role: Role;
  readonly organizationIds: readonly string[];
  readonly scope: TokenScope;
}

/** @returns undefined when the claim does not hold, for whatever reason */
export type VerifyToken = (claim: TokenClaim) => Promise<TokenHolder | undefined>;

/** Ids that we make have this shape; any other is nobody's. */
const TOKEN_ID = /^[a-z0-9-]{1,32}$/;
const NOBODY = "";

async function decide(deps: VerifyTokenDeps, claim: TokenClaim): Promise<LoginDecision<TokenHolder>> {
  const token = await deps.directory.findToken(TOKEN_ID.test(claim.id) ? claim.id : NOBODY);
  const matches = deps.hasher.matches("token", claim.token, token?.secret);
  const user = await deps.directory.findUser(token !== undefined && matches ? token.username : NOBODY);
  if (token === undefined) return { kind: "fails", reason: "unknown-token" };
  if (!matches || user === undefined) return { kind: "fails", reason: "wrong-token" };
  if (token.revokedAtMs !== undefined) return { kind: "fails", reason: "revoked" };
  if (token.expiresAtMs <= deps.calendarClock()) return { kind: "fails", reason: "expired" };
  if (user.disabled) return { kind: "fails", reason: "user-disabled" };
  const { username, role, organizationIds } = user;
  return { kind: "holds", value: { tokenId: token.id, username, role, organizationIds, scope: token.scope } };
}

/** Decide who calls with a token. Nothing is cached; the delays of decision D33 hold here too. */
export function createVerifyToken(deps: VerifyTokenDeps): VerifyToken {
  const guard = createLoginGuard(deps);
  return ({ id, token, remoteAddress }) =>
    guard({ kind: "token", name: id, remoteAddress }, () => decide(deps, { id, token, remoteAddress }));
}
