import { addDays, type DateOnly, dayInZone, instantInZone } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { type AdministrationDeps, authorize, perform } from "./administration.ts";
import { randomCrockford } from "./crockford.ts";
import type { Actor } from "./policy.ts";
import { generateSecret } from "./secret.ts";
import type { Token, TokenScope } from "./user.ts";

/** A token with its secret, at the only moment at which there is one. */
export interface IssuedToken {
  readonly token: Token;
  readonly secret: string;
}

const VALIDITY_DAYS = 90;
const VALIDITY_DAYS_MAX = 366;
const EXPIRY_HOUR = 12;
const ID_CHARACTERS = 12;

/** Noon of the last day: the one given, else of the first business day after 90 days. */
function expiryOf(deps: AdministrationDeps, expiresOn: DateOnly | undefined): number {
  const today = dayInZone(deps.calendarClock());
  const lastDay = expiresOn ?? deps.calendar.onOrAfter(addDays(today, VALIDITY_DAYS));
  const latest = addDays(today, VALIDITY_DAYS_MAX);
  if (lastDay <= today || lastDay > latest)
    throw new RefusedError("usage", `--expires takes a day after today and not after ${latest}.`);
  return instantInZone(lastDay, EXPIRY_HOUR);
}

/** Give a user a token for REST or metrics (decision D34). */
export async function issueToken(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly username: string; readonly scope: TokenScope; readonly expiresOn?: DateOnly },
): Promise<IssuedToken> {
  const { username, scope, expiresOn } = asked;
  const expiresAtMs = expiryOf(deps, expiresOn);
  return perform(deps, actor, { act: "token.issue" }, async (tx) => {
    const user = await tx.findUser(username);
    if (user === undefined)
      throw new RefusedError("not-found", `There is no user ${username}. "user list" shows all.`);
    if (user.disabled) throw new RefusedError("policy", `The user ${username} is disabled.`);
    const secret = generateSecret(deps.randomBytes, "token");
    const token: Token = {
      id: `tok-${randomCrockford(deps.randomBytes, ID_CHARACTERS)}`,
      username,
      scope,
      secret: deps.hasher.hash("token", secret),
      issuedAtMs: deps.calendarClock(),
      expiresAtMs,
    };
    await tx.saveToken(token);
    return { value: { token, secret }, object: token.id, detail: { user: username, scope } };
  });
}

/** End a token from the next call on. */
export async function revokeToken(deps: AdministrationDeps, actor: Actor, id: string): Promise<Token> {
  return perform(deps, actor, { act: "token.revoke", object: id }, async (tx) => {
    const token = await tx.findToken(id);
    if (token === undefined)
      throw new RefusedError("not-found", `There is no token ${id}. "token list" shows all.`);
    const revoked: Token = { ...token, revokedAtMs: token.revokedAtMs ?? deps.calendarClock() };
    await tx.saveToken(revoked);
    return { value: revoked, object: id, detail: { user: token.username, scope: token.scope } };
  });
}

/** All tokens, oldest first. */
export async function listTokens(deps: AdministrationDeps, actor: Actor): Promise<readonly Token[]> {
  await authorize(deps, actor, { act: "token.read" });
  return deps.store.listTokens();
}
