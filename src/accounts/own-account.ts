import { RefusedError } from "../kernel/refused-error.ts";
import { perform } from "./administration.ts";
import { type Enrolment, enrolmentOf, type SecondFactor, stepOfCode } from "./second-factor.ts";
import {
  type BegunSession,
  beginSession,
  consoleActor,
  guarded,
  type SignedIn,
  type SignInDeps,
} from "./sessions.ts";
import type { User } from "./user.ts";
import { mustFindUser } from "./users.ts";

/** Bounds of a password that a person chooses: NIST SP 800-63B-4 section 3.1.1.2. */
export const PASSWORD_LIMITS = { lengthMin: 15, lengthMax: 256, differentCharactersMin: 5 } as const;

/** Words that everybody would try first. */
const GUESSED_FIRST = /password|passwort|immuni[sz]ation|minnesota|qwerty|letmein|12345678/gi;

/** @throws RefusedError `usage` with what to do, for a password that is too short, too long or guessed first */
function checkPassword(username: string, password: string): void {
  const { lengthMin, lengthMax, differentCharactersMin } = PASSWORD_LIMITS;
  if (password.length < lengthMin || password.length > lengthMax)
    throw new RefusedError("usage", `Take ${lengthMin} to ${lengthMax} characters, a sentence for example.`);
  const rest = password.toLowerCase().replaceAll(username, "").replaceAll(GUESSED_FIRST, "");
  if (new Set(rest).size < differentCharactersMin || rest.length < lengthMin / 2)
    throw new RefusedError(
      "usage",
      "This password is guessed first. Take words that have nothing to do with this service.",
    );
}

/** Save a user whose sessions are over by it, and begin a new one for who did it. */
async function changeOwn(
  deps: SignInDeps,
  user: User,
  act: "account.password" | "account.second-factor",
  change: Partial<User>,
): Promise<BegunSession> {
  const { username } = user;
  const changed = await perform(deps, consoleActor(user), { act, object: username }, async (tx) => {
    const before = await mustFindUser(tx, username);
    if (before.disabled || before.epoch !== user.epoch)
      throw new RefusedError("policy", "The account was changed meanwhile. Log in again.");
    const value: User = { ...before, ...change, epoch: before.epoch + 1 };
    await tx.saveUser(value);
    return { value, object: username, detail: {} };
  });
  return beginSession(deps, changed, "open");
}

/**
 * Take a password of one's own; every other session of the user is over.
 *
 * @returns undefined when the current password does not hold
 * @throws RefusedError `usage` for a new one that is not taken
 */
export async function changePassword(
  deps: SignInDeps,
  { user }: SignedIn,
  given: { readonly current: string; readonly password: string; readonly remoteAddress: string },
): Promise<BegunSession | undefined> {
  const { current, password, remoteAddress } = given;
  checkPassword(user.username, password);
  if (current === password) throw new RefusedError("usage", "Take another password than the current one.");
  const attempt = { kind: "console", name: user.username, secret: current, remoteAddress } as const;
  const held = await guarded(deps, attempt, async () =>
    (await deps.passwords.matches(current, user.passwordHash))
      ? { kind: "holds", value: user }
      : { kind: "fails", reason: "wrong-password" },
  );
  if (held === undefined) return undefined;
  const passwordHash = await deps.passwords.hash(password);
  return changeOwn(deps, user, "account.password", { passwordHash, mustChangePassword: false });
}

/** The factor that this session may enrol: derived of the session, so that nothing is stored before the first code. */
function factorToEnrol(deps: SignInDeps, { session }: SignedIn): SecondFactor {
  return { salt: session.id, pepperId: deps.hasher.hash("totp", "").pepperId };
}

/** What to give to an authenticator app, the same for the whole session. */
export function offerEnrolment(deps: SignInDeps, signedIn: SignedIn): Enrolment | undefined {
  return enrolmentOf(deps.hasher, signedIn.user.username, factorToEnrol(deps, signedIn));
}

/**
 * Take the offered second factor when its first code is right; every other session of the user is over.
 *
 * @returns undefined for a wrong code
 */
export async function enrolSecondFactor(
  deps: SignInDeps,
  signedIn: SignedIn,
  given: { readonly code: string; readonly remoteAddress: string },
): Promise<BegunSession | undefined> {
  const { user } = signedIn;
  const { code, remoteAddress } = given;
  const secondFactor = factorToEnrol(deps, signedIn);
  const attempt = { kind: "console-code", name: user.username, secret: code, remoteAddress } as const;
  const held = await guarded(deps, attempt, async () => {
    const step = stepOfCode(deps.hasher, user.username, secondFactor, { code, nowMs: deps.clock() });
    const isNew = step !== undefined && (await deps.sessions.claimStep(user.username, step));
    return isNew ? { kind: "holds", value: user } : { kind: "fails", reason: "wrong-code" };
  });
  return held && changeOwn(deps, user, "account.second-factor", { secondFactor });
}

/** What a user has to do before anything else opens. */
export function obligationOf(
  { role, mustChangePassword, secondFactor }: User,
  staffNeedSecondFactor: boolean,
): "password" | "second-factor" | undefined {
  if (mustChangePassword) return "password";
  const isStaff = role !== "integrator";
  return staffNeedSecondFactor && isStaff && secondFactor === undefined ? "second-factor" : undefined;
}
