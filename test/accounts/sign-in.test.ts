import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SESSION_LIMITS } from "../../src/accounts/console-session.ts";
import {
  changePassword,
  enrolSecondFactor,
  obligationOf,
  offerEnrolment,
} from "../../src/accounts/own-account.ts";
import {
  type BegunSession,
  csrfTokenOf,
  isCsrfToken,
  isSteppedUp,
  resumeSession,
  type SignInDeps,
} from "../../src/accounts/sessions.ts";
import { completeSignIn, signIn, stepUp } from "../../src/accounts/sign-in.ts";
import { createUser, disableUser, resetUser } from "../../src/accounts/users.ts";
import {
  ROOT,
  type TestAdministration,
  testAdministration,
  WEDNESDAY_MS,
} from "../support/administration.ts";
import { codeOf, GOOD_PASSWORD, settledUser, signInDeps } from "../support/console-sign-in.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";

const HERE = "198.51.100.7";
const STEP_MS = 30_000;

let place: TestPlace;
let app: TestAdministration;
let deps: SignInDeps;

beforeEach(async () => {
  place = await freshPlace("sqlite");
  app = await testAdministration(place);
  deps = signInDeps(app);
  await settledUser(deps, "ana", "reviewer");
});
afterEach(async () => {
  await place.remove();
});

const logIn = (password = GOOD_PASSWORD, username = "ana") =>
  signIn(deps, { username, password, remoteAddress: HERE });

async function mustLogIn(): Promise<BegunSession> {
  const begun = await logIn();
  if (begun === undefined) throw new Error("the log-in did not hold");
  return begun;
}

/** ana with a second factor; the session that enrolled it and the key. */
async function enrolled(): Promise<{ begun: BegunSession; key: string }> {
  const first = await mustLogIn();
  const key = offerEnrolment(deps, first)?.key ?? "";
  const code = codeOf(key, WEDNESDAY_MS);
  const begun = await enrolSecondFactor(deps, first, { code, remoteAddress: HERE });
  if (begun === undefined) throw new Error("the enrolment did not hold");
  return { begun, key };
}

describe("signIn()", () => {
  test("begins a session whose cookie is nowhere in the database", async () => {
    const { cookie, session } = await mustLogIn();
    expect(session).toMatchObject({ username: "ana", stage: "open" });
    expect(session.id).not.toContain(cookie);
    expect((await resumeSession(deps, cookie))?.user.username).toBe("ana");
    const [newest] = await app.store.listAudit(1);
    expect(newest).toMatchObject({ action: "account.log-in", actor: "ana", source: "console" });
  });

  test.each([
    { cause: "a wrong password", username: "ana", password: "wrong" },
    { cause: "an unknown user", username: "bea", password: GOOD_PASSWORD },
    { cause: "a name that is none", username: "ana'; --", password: GOOD_PASSWORD },
    { cause: "nothing", username: "", password: "" },
  ])("tells nothing of $cause", async ({ username, password }) => {
    expect(await logIn(password, username)).toBeUndefined();
  });

  test("a disabled user is refused like a wrong password, and its session is over", async () => {
    const { cookie } = await mustLogIn();
    await disableUser(deps, ROOT, "ana");
    expect(await resumeSession(deps, cookie)).toBeUndefined();
    expect(await logIn()).toBeUndefined();
  });

  test.each(["ana", "nobody"])(
    "%s waits after the tenth failure, with the right password too",
    async (name) => {
      for (let attempt = 1; attempt <= 10; attempt += 1) await logIn("wrong", name);
      expect(await logIn(GOOD_PASSWORD, name)).toBeUndefined();
      expect(app.lines.filter(({ event }) => event === "login-delayed")).toHaveLength(1);
      expect(app.lines.at(-1)?.fields).toEqual({ reason: "too-early" });
    },
  );

  test("the delay passes, and a right password clears the count", async () => {
    for (let attempt = 1; attempt <= 10; attempt += 1) await logIn("wrong");
    app.setClock(WEDNESDAY_MS + 2_000);
    expect(await logIn()).toBeDefined();
    expect(await logIn("wrong")).toBeUndefined();
    expect(await logIn()).toBeDefined();
  });
});

describe("resumeSession()", () => {
  test("is over after 15 minutes without a request", async () => {
    const { cookie } = await mustLogIn();
    app.setClock(WEDNESDAY_MS + SESSION_LIMITS.idleMsMax - 1);
    expect(await resumeSession(deps, cookie)).toBeDefined();
    app.setClock(WEDNESDAY_MS + 2 * SESSION_LIMITS.idleMsMax - 2);
    expect(await resumeSession(deps, cookie)).toBeDefined();
    app.setClock(WEDNESDAY_MS + 3 * SESSION_LIMITS.idleMsMax - 2);
    expect(await resumeSession(deps, cookie)).toBeUndefined();
    app.setClock(WEDNESDAY_MS);
    expect(await resumeSession(deps, cookie)).toBeUndefined();
  });

  test("is over after 8 hours however busy", async () => {
    const { cookie } = await mustLogIn();
    for (let ms = 0; ms < SESSION_LIMITS.lifeMsMax; ms += 600_000) {
      app.setClock(WEDNESDAY_MS + ms);
      expect(await resumeSession(deps, cookie)).toBeDefined();
    }
    app.setClock(WEDNESDAY_MS + SESSION_LIMITS.lifeMsMax);
    expect(await resumeSession(deps, cookie)).toBeUndefined();
  });

  test.each(["", "short", "x".repeat(43), `${"x".repeat(42)}'`])("knows no cookie %j", async (cookie) => {
    await mustLogIn();
    expect(await resumeSession(deps, cookie)).toBeUndefined();
  });
});

describe("isCsrfToken()", () => {
  test("takes the token of the cookie, and of no other", async () => {
    const [one, other] = [await mustLogIn(), await mustLogIn()];
    expect(isCsrfToken(deps, one.cookie, csrfTokenOf(deps, one.cookie))).toBe(true);
    expect(isCsrfToken(deps, one.cookie, csrfTokenOf(deps, other.cookie))).toBe(false);
    expect(isCsrfToken(deps, one.cookie, "")).toBe(false);
  });
});

describe("a second factor", () => {
  test("is asked for after the password, and the half session opens nothing", async () => {
    const { key } = await enrolled();
    const half = await mustLogIn();
    expect(half.session.stage).toBe("code");
    app.setClock(WEDNESDAY_MS + STEP_MS);
    const code = codeOf(key, WEDNESDAY_MS + STEP_MS);
    const whole = await completeSignIn(deps, half, { code, remoteAddress: HERE });
    expect(whole?.session.stage).toBe("open");
    expect(whole?.cookie).not.toBe(half.cookie);
    expect(await resumeSession(deps, half.cookie)).toBeUndefined();
  });

  test("a code is good once", async () => {
    const { key } = await enrolled();
    app.setClock(WEDNESDAY_MS + STEP_MS);
    const code = codeOf(key, WEDNESDAY_MS + STEP_MS);
    expect(await completeSignIn(deps, await mustLogIn(), { code, remoteAddress: HERE })).toBeDefined();
    expect(await completeSignIn(deps, await mustLogIn(), { code, remoteAddress: HERE })).toBeUndefined();
  });

  test.each([
    { steps: -2, holds: false },
    { steps: 2, holds: false },
    { steps: 1, holds: true },
  ])("a code of $steps steps away holds: $holds", async ({ steps, holds }) => {
    const { key } = await enrolled();
    const nowMs = WEDNESDAY_MS + 10 * STEP_MS;
    app.setClock(nowMs);
    const code = codeOf(key, nowMs + steps * STEP_MS);
    const whole = await completeSignIn(deps, await mustLogIn(), { code, remoteAddress: HERE });
    expect(whole !== undefined).toBe(holds);
  });

  test("guessed codes wait after the tenth, whatever the password", async () => {
    const { key } = await enrolled();
    const half = await mustLogIn();
    for (let attempt = 1; attempt <= 10; attempt += 1)
      await completeSignIn(deps, half, { code: "000000", remoteAddress: HERE });
    app.setClock(WEDNESDAY_MS + 500);
    const code = codeOf(key, WEDNESDAY_MS + STEP_MS);
    expect(await completeSignIn(deps, await mustLogIn(), { code, remoteAddress: HERE })).toBeUndefined();
    expect(app.lines.at(-1)?.fields).toEqual({ reason: "too-early" });
  });

  test("the key is in no table, and a reset takes the factor away and ends the session", async () => {
    const { begun, key } = await enrolled();
    const stored = JSON.stringify([await app.store.findUser("ana"), await app.store.listAudit(20)]);
    expect(stored).not.toContain(key);
    expect(await resumeSession(deps, begun.cookie)).toBeDefined();
    const { user } = await resetUser(deps, ROOT, "ana");
    expect(user).not.toHaveProperty("secondFactor");
    expect(await resumeSession(deps, begun.cookie)).toBeUndefined();
  });

  test("is not enrolled by a wrong code", async () => {
    const first = await mustLogIn();
    expect(await enrolSecondFactor(deps, first, { code: "123", remoteAddress: HERE })).toBeUndefined();
    expect(await app.store.findUser("ana")).not.toHaveProperty("secondFactor");
  });
});

describe("stepUp()", () => {
  test("a proof holds five minutes, and is given again by the password or a code", async () => {
    const { begun, key } = await enrolled();
    const later = WEDNESDAY_MS + SESSION_LIMITS.stepUpMsMax;
    expect(isSteppedUp(begun.session, later - 1)).toBe(true);
    expect(isSteppedUp(begun.session, later)).toBe(false);
    app.setClock(later);
    expect(await stepUp(deps, begun, { password: "wrong", remoteAddress: HERE })).toBe(false);
    expect(await stepUp(deps, begun, { code: codeOf(key, later), remoteAddress: HERE })).toBe(true);
    const resumed = await resumeSession(deps, begun.cookie);
    expect(resumed && isSteppedUp(resumed.session, later)).toBe(true);
    expect(await stepUp(deps, begun, { password: GOOD_PASSWORD, remoteAddress: HERE })).toBe(true);
  });
});

describe("changePassword()", () => {
  const NEW = "eleven quiet lakes in may";

  test("takes a password of one's own and ends every other session", async () => {
    const [one, other] = [await mustLogIn(), await mustLogIn()];
    const given = { current: GOOD_PASSWORD, password: NEW, remoteAddress: HERE };
    const begun = await changePassword(deps, one, given);
    expect(begun && (await resumeSession(deps, begun.cookie))).toBeDefined();
    expect(await resumeSession(deps, other.cookie)).toBeUndefined();
    expect(await logIn()).toBeUndefined();
    expect(await logIn(NEW)).toBeDefined();
  });

  test.each([
    { what: "a short one", password: "fourteen chars" },
    { what: "one that is too long", password: "long ".repeat(60) },
    { what: "one character over and over", password: "aaaaaaaaaaaaaaaaaaaa" },
    { what: "the name with the usual word", password: "anaPassword12345678" },
    { what: "the current one", password: GOOD_PASSWORD },
  ])("refuses $what", async ({ password }) => {
    const given = { current: GOOD_PASSWORD, password, remoteAddress: HERE };
    await expect(changePassword(deps, await mustLogIn(), given)).rejects.toMatchObject({ kind: "usage" });
  });

  test("does nothing without the current password", async () => {
    const given = { current: "wrong", password: NEW, remoteAddress: HERE };
    expect(await changePassword(deps, await mustLogIn(), given)).toBeUndefined();
    expect(await logIn()).toBeDefined();
  });
});

describe("obligationOf()", () => {
  test("a password that somebody else made is changed first, then staff enrol in production", async () => {
    const { user } = await createUser(deps, ROOT, { username: "new", role: "operator", organizationIds: [] });
    expect(obligationOf(user, true)).toBe("password");
    const settled = { ...user, mustChangePassword: false };
    expect(obligationOf(settled, true)).toBe("second-factor");
    expect(obligationOf(settled, false)).toBeUndefined();
    expect(obligationOf({ ...settled, role: "integrator" }, true)).toBeUndefined();
    expect(obligationOf({ ...settled, secondFactor: { salt: "s", pepperId: "1" } }, true)).toBeUndefined();
  });
});
