import { create } from "qrcode";
import {
  changePassword,
  enrolSecondFactor,
  obligationOf,
  offerEnrolment,
  PASSWORD_LIMITS,
} from "../../accounts/own-account.ts";
import type { BegunSession } from "../../accounts/sessions.ts";
import { completeSignIn, signIn, stepUp } from "../../accounts/sign-in.ts";
import { renderAccount } from "../../console/account-page.ts";
import { renderLogInCode } from "../../console/log-in-code-page.ts";
import { renderLogIn } from "../../console/log-in-page.ts";
import { PATHS, withQuery } from "../../console/paths.ts";
import { renderStepUp } from "../../console/step-up-page.ts";
import type { AccountView } from "../../console/views/account.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { ownPath } from "./own-path.ts";
import { type Answer, done, page, type SignedVisit, type Visit } from "./visit.ts";

type AccountRoute =
  | "GET /login/code"
  | "POST /login/code"
  | "POST /logout"
  | "GET /account"
  | "POST /account/password"
  | "POST /account/totp"
  | "GET /step-up"
  | "POST /step-up";

/** Where a person goes on after the log-in. */
function begun({ cookie, session }: BegunSession, next: string): Answer {
  const to = session.stage === "code" ? withQuery(PATHS.logInCode, { next }) : next;
  return { kind: "go", to, cookie };
}

/** What a wrong log-in gets: the same page for every cause. */
const FAILED_STATUS = 401;

/** Log-in by name and password. */
export function logInRoutes({
  accounts,
}: ConsoleDeps): Pick<ConsoleHandlers["open"], "GET /login" | "POST /login"> {
  return {
    "GET /login": async ({ frame, query }: Visit) =>
      page(renderLogIn(frame, { next: ownPath(query["next"]), failed: false })),
    "POST /login": async ({ frame, form, remoteAddress }: Visit) => {
      const next = ownPath(form["next"]);
      const { username = "", password = "" } = form;
      const held = await signIn(accounts, { username: username.trim(), password, remoteAddress });
      return held === undefined
        ? page(renderLogIn(frame, { next, failed: true }), FAILED_STATUS)
        : begun(held, next);
    },
  };
}

function accountView(deps: ConsoleDeps, { signedIn }: SignedVisit): AccountView {
  const { user } = signedIn;
  const obligation = obligationOf(user, deps.staffNeedSecondFactor);
  const hasTotp = user.secondFactor !== undefined;
  const enrolment =
    hasTotp || obligation === "password" ? undefined : offerEnrolment(deps.accounts, signedIn);
  return {
    username: user.username,
    role: user.role,
    mustChangePassword: obligation === "password",
    mustEnrolTotp: obligation === "second-factor",
    hasTotp,
    ...(enrolment !== undefined && {
      enrolment: { qr: qrModules(enrolment.uri), key: enrolment.key.replaceAll(/(.{4})(?=.)/g, "$1 ") },
    }),
    passwordLengthMin: PASSWORD_LIMITS.lengthMin,
  };
}

/** The dark and light modules of a QR code, row by row. */
function qrModules(text: string): readonly (readonly boolean[])[] {
  const { data, size } = create(text, { errorCorrectionLevel: "M" }).modules;
  return Array.from({ length: size }, (_row, y) =>
    Array.from({ length: size }, (_cell, x) => data[y * size + x] === 1),
  );
}

async function takePassword(
  deps: ConsoleDeps,
  { form, signedIn, remoteAddress }: SignedVisit,
): Promise<Answer> {
  const { current = "", password = "", again = "" } = form;
  if (password !== again)
    throw new RefusedError("usage", "The two new passwords differ. Type the new one twice.");
  const changed = await changePassword(deps.accounts, signedIn, { current, password, remoteAddress });
  if (changed === undefined)
    throw new RefusedError("policy", "The current password is not right. Nothing was changed.");
  return { kind: "go", to: PATHS.account, cookie: changed.cookie };
}

async function takeFactor(
  deps: ConsoleDeps,
  { form, signedIn, remoteAddress }: SignedVisit,
): Promise<Answer> {
  if (signedIn.user.secondFactor !== undefined)
    throw new RefusedError(
      "policy",
      'There is an authenticator already. An administrator takes it away by the command "iis user reset".',
    );
  const enrolled = await enrolSecondFactor(deps.accounts, signedIn, {
    code: form["code"] ?? "",
    remoteAddress,
  });
  if (enrolled === undefined)
    throw new RefusedError("policy", "The code is not right. Take the newest one that the app shows.");
  return { kind: "go", to: PATHS.account, cookie: enrolled.cookie };
}

async function proveAgain({ accounts }: ConsoleDeps, visit: SignedVisit): Promise<Answer> {
  const { form, signedIn, frame, remoteAddress } = visit;
  const next = ownPath(form["next"]);
  const { password = "", code = "" } = form;
  if (await stepUp(accounts, signedIn, { password, code, remoteAddress }))
    return done(next, "Thank you. Now repeat what you wanted to do.");
  const hasTotp = signedIn.user.secondFactor !== undefined;
  return page(renderStepUp(frame, { next, hasTotp, failed: true }), FAILED_STATUS);
}

/** What a person does with the own account. */
export function accountRoutes(deps: ConsoleDeps): Pick<ConsoleHandlers["signed"], AccountRoute> {
  const { accounts } = deps;
  return {
    "GET /login/code": async ({ frame, query }) =>
      page(renderLogInCode(frame, { next: ownPath(query["next"]), failed: false })),
    "POST /login/code": async ({ frame, form, signedIn, remoteAddress }) => {
      const next = ownPath(form["next"]);
      const held = await completeSignIn(accounts, signedIn, { code: form["code"] ?? "", remoteAddress });
      return held === undefined
        ? page(renderLogInCode(frame, { next, failed: true }), FAILED_STATUS)
        : begun(held, next);
    },
    "POST /logout": async ({ signedIn }) => {
      await accounts.sessions.end(signedIn.session.id);
      return { kind: "go", to: PATHS.logIn, cookie: null };
    },
    "GET /account": async (visit) => page(renderAccount(visit.frame, accountView(deps, visit))),
    "POST /account/password": (visit) => takePassword(deps, visit),
    "POST /account/totp": (visit) => takeFactor(deps, visit),
    "GET /step-up": async ({ frame, query, signedIn }) => {
      const hasTotp = signedIn.user.secondFactor !== undefined;
      return page(renderStepUp(frame, { next: ownPath(query["next"]), hasTotp, failed: false }));
    },
    "POST /step-up": (visit) => proveAgain(deps, visit),
  };
}
