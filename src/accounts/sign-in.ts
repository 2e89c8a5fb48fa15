import { perform } from "./administration.ts";
import type { LoginDecision } from "./login-guard.ts";
import { stepOfCode } from "./second-factor.ts";
import {
  type BegunSession,
  beginSession,
  consoleActor,
  guarded,
  type SignedIn,
  type SignInDeps,
} from "./sessions.ts";
import type { User } from "./user.ts";

/** A username as it is made; any other is nobody's, and costs the same to refuse. */
const USERNAME = /^[a-z][a-z0-9._-]{1,31}$/;
const NOBODY = "";

async function holdsPassword(
  deps: SignInDeps,
  given: { readonly username: string; readonly password: string },
): Promise<LoginDecision<User>> {
  const user = await deps.store.findUser(USERNAME.test(given.username) ? given.username : NOBODY);
  const matches = await deps.passwords.matches(given.password, user?.passwordHash);
  if (user === undefined) return { kind: "fails", reason: "unknown-user" };
  if (!matches) return { kind: "fails", reason: "wrong-password" };
  return user.disabled ? { kind: "fails", reason: "user-disabled" } : { kind: "holds", value: user };
}

async function holdsCode(deps: SignInDeps, user: User, code: string): Promise<LoginDecision<User>> {
  const { username, secondFactor } = user;
  if (secondFactor === undefined) return { kind: "fails", reason: "no-second-factor" };
  const step = stepOfCode(deps.hasher, username, secondFactor, { code, nowMs: deps.clock() });
  if (step === undefined) return { kind: "fails", reason: "wrong-code" };
  if (!(await deps.sessions.claimStep(username, step))) return { kind: "fails", reason: "used-code" };
  return { kind: "holds", value: user };
}

/** A log-in that is complete stands in the audit trail. */
function recordLogIn(deps: SignInDeps, user: User): Promise<void> {
  const asked = { act: "account.log-in", object: user.username } as const;
  return perform(deps, consoleActor(user), asked, async () => {
    const detail = { secondFactor: user.secondFactor !== undefined };
    return { value: undefined, object: user.username, detail };
  });
}

/**
 * Log in by name and password. Unknown, wrong and disabled are one answer in the same time, and wait the same (decision
 * D33). A user with a second factor gets a session that opens nothing before the code.
 *
 * @returns undefined when it does not hold, for whatever reason
 * @throws GatewayError `busy` when too many log in at once
 */
export async function signIn(
  deps: SignInDeps,
  given: { readonly username: string; readonly password: string; readonly remoteAddress: string },
): Promise<BegunSession | undefined> {
  const { username: name, password: secret, remoteAddress } = given;
  const attempt = { kind: "console", name, secret, remoteAddress } as const;
  const user = await guarded(deps, attempt, () => holdsPassword(deps, given));
  if (user === undefined) return undefined;
  if (user.secondFactor !== undefined) return beginSession(deps, user, "code");
  await recordLogIn(deps, user);
  return beginSession(deps, user, "open");
}

/** Complete a log-in by the code of the authenticator: a new session takes the place of the half one. */
export async function completeSignIn(
  deps: SignInDeps,
  { session, user }: SignedIn,
  given: { readonly code: string; readonly remoteAddress: string },
): Promise<BegunSession | undefined> {
  const { code: secret, remoteAddress } = given;
  const attempt = { kind: "console-code", name: user.username, secret, remoteAddress } as const;
  const held = await guarded(deps, attempt, () => holdsCode(deps, user, secret));
  if (held === undefined) return undefined;
  await deps.sessions.end(session.id);
  await recordLogIn(deps, held);
  return beginSession(deps, held, "open");
}

/**
 * Prove again who sits there, by password or code, before issuing or signing.
 *
 * @returns whether it holds
 */
export async function stepUp(
  deps: SignInDeps,
  { session, user }: SignedIn,
  given: { readonly password?: string; readonly code?: string; readonly remoteAddress: string },
): Promise<boolean> {
  const { password = "", code = "", remoteAddress } = given;
  const { username: name } = user;
  const byCode = code !== "";
  const attempt = byCode
    ? ({ kind: "console-code", name, secret: code, remoteAddress } as const)
    : ({ kind: "console", name, secret: password, remoteAddress } as const);
  const held = await guarded(deps, attempt, () =>
    byCode ? holdsCode(deps, user, code) : holdsPassword(deps, { username: name, password }),
  );
  if (held === undefined) return false;
  await deps.sessions.change(session.id, { provedAtMs: deps.clock() });
  return true;
}
