import type { AdministrationDeps } from "./administration.ts";
import { type ConsoleSession, SESSION_LIMITS, type SessionStore } from "./console-session.ts";
import type { LoginAttempt, LoginDecision, LoginGuard } from "./login-guard.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import type { Actor } from "./policy.ts";
import type { User } from "./user.ts";

/** What people's log-ins need. */
export interface SignInDeps extends AdministrationDeps {
  readonly sessions: SessionStore;
  readonly passwords: PasswordHasher;
  readonly guard: LoginGuard;
}

/** Who sits at the browser that sent a cookie. */
export interface SignedIn {
  readonly session: ConsoleSession;
  readonly user: User;
}

/** A session with its cookie, at the only moment at which it is known. */
export interface BegunSession extends SignedIn {
  readonly cookie: string;
}

/** Judge what a person typed, with the delays of decision D33. */
export function guarded<T>(
  { guard }: SignInDeps,
  attempt: LoginAttempt,
  decide: () => Promise<LoginDecision<T>>,
): Promise<T | undefined> {
  // People have no address of their own, so that no attempt is at home.
  return guard(attempt, { find: async () => undefined, isHome: () => false, decide });
}

const COOKIE_BYTES = 32;
const COOKIE = /^[A-Za-z0-9_-]{43}$/;

/** A new cookie: 256 bits of chance. */
export function newCookie(deps: Pick<AdministrationDeps, "randomBytes">): string {
  return Buffer.from(deps.randomBytes(COOKIE_BYTES)).toString("base64url");
}

/** @returns whether a text could be one of our cookies */
export function isCookie(text: string): boolean {
  return COOKIE.test(text);
}

/** The actor that a console user is: named and known by the login, bound by the role (decision D28). */
export function consoleActor({ username, role, organizationIds }: User): Actor {
  return { name: username, osUser: username, source: "console", user: { role, organizationIds } };
}

function sessionId(deps: Pick<AdministrationDeps, "hasher">, cookie: string): string {
  return deps.hasher.hash("session", cookie).hash;
}

/** Begin a session and forget those that are over. */
export async function beginSession(
  deps: SignInDeps,
  user: User,
  stage: ConsoleSession["stage"],
): Promise<BegunSession> {
  const nowMs = deps.clock();
  const cookie = newCookie(deps);
  const session: ConsoleSession = {
    id: sessionId(deps, cookie),
    username: user.username,
    epoch: user.epoch,
    stage,
    startedAtMs: nowMs,
    seenAtMs: nowMs,
    provedAtMs: nowMs,
  };
  await deps.sessions.purge(nowMs - SESSION_LIMITS.lifeMsMax, nowMs - SESSION_LIMITS.idleMsMax);
  await deps.sessions.add(session);
  return { cookie, session, user };
}

function isOver({ startedAtMs, seenAtMs, epoch }: ConsoleSession, user: User, nowMs: number): boolean {
  const { lifeMsMax, idleMsMax } = SESSION_LIMITS;
  const isOld = nowMs - startedAtMs >= lifeMsMax || nowMs - seenAtMs >= idleMsMax;
  return isOld || user.disabled || user.epoch !== epoch;
}

/**
 * Who a cookie belongs to now; the session's idle time begins anew.
 *
 * @returns undefined for a cookie of nobody, and once the session is over
 */
export async function resumeSession(deps: SignInDeps, cookie: string): Promise<SignedIn | undefined> {
  if (!isCookie(cookie)) return undefined;
  const session = await deps.sessions.find(sessionId(deps, cookie));
  const user = session && (await deps.store.findUser(session.username));
  if (session === undefined || user === undefined) return undefined;
  const nowMs = deps.clock();
  if (isOver(session, user, nowMs)) {
    await deps.sessions.end(session.id);
    return undefined;
  }
  if (nowMs - session.seenAtMs >= SESSION_LIMITS.seenIntervalMs)
    await deps.sessions.change(session.id, { seenAtMs: nowMs });
  return { session, user };
}

/** Whether a password or code was given so lately that its owner may issue and sign. */
export function isSteppedUp({ provedAtMs }: ConsoleSession, nowMs: number): boolean {
  return nowMs - provedAtMs < SESSION_LIMITS.stepUpMsMax;
}

/** Hidden field of every form: known to the page that the cookie's owner was given, and to nobody else. */
export function csrfTokenOf(deps: Pick<AdministrationDeps, "hasher">, cookie: string): string {
  return deps.hasher.hash("csrf", cookie).hash;
}

/** @returns whether a form came from a page that was given to the owner of the cookie */
export function isCsrfToken(
  deps: Pick<AdministrationDeps, "hasher">,
  cookie: string,
  given: string,
): boolean {
  const { pepperId } = deps.hasher.hash("csrf", cookie);
  return deps.hasher.matches("csrf", cookie, { pepperId, hash: given });
}
