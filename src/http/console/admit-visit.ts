import { authorize } from "../../accounts/administration.ts";
import { obligationOf } from "../../accounts/own-account.ts";
import { type Act, type Actor, POLICY } from "../../accounts/policy.ts";
import { consoleActor, isSteppedUp, type SignedIn } from "../../accounts/sessions.ts";
import { PATHS, withQuery } from "../../console/paths.ts";
import { assertNever } from "../../kernel/assert-never.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { RouteRow } from "./route-policy.ts";
import type { Texts } from "./visit.ts";

/** Whether a visit may go on to its route. */
export type Admission =
  | { readonly kind: "admitted" }
  /** To the page where what is missing is done. */
  | { readonly kind: "elsewhere"; readonly to: string }
  /** A form of a session that is over: nothing is done with it. */
  | { readonly kind: "session-over" };

/** What a visit is admitted by. */
export interface AskedVisit {
  readonly isForm: boolean;
  readonly params: Texts;
  /** Where to come back to: the page asked for, or the one that a form was on. */
  readonly next: string;
}

const ADMITTED: Admission = { kind: "admitted" };

function elsewhere(path: string, next: string): Admission {
  return { kind: "elsewhere", to: withQuery(path, { next: next === "/" ? undefined : next }) };
}

/** @throws RefusedError `not-found` for what is another organization's, `policy` for a role that may not */
async function checkAct(
  deps: ConsoleDeps,
  actor: Actor,
  act: Act,
  of: { readonly organizationId: string | undefined } | "object",
): Promise<void> {
  const isRole = actor.user !== undefined && POLICY[act].roles.includes(actor.user.role);
  if (isRole && of === "object") return;
  const organizationId = of === "object" ? undefined : of.organizationId;
  try {
    await authorize(deps.accounts, actor, organizationId === undefined ? { act } : { act, organizationId });
  } catch (error) {
    // To an integrator, what belongs to others is not there (promise S10).
    if (error instanceof RefusedError && isRole)
      throw new RefusedError("not-found", "There is no such page.");
    throw error;
  }
}

/** Nothing but the own account opens before what is asked for is done. */
function unmetObligation(deps: ConsoleDeps, { user }: SignedIn): boolean {
  return obligationOf(user, deps.staffNeedSecondFactor) !== undefined;
}

/**
 * Decide by the policy table whether a visit goes on.
 *
 * @throws RefusedError `not-found` or `policy`; the refusal is in the audit trail
 */
export async function admitVisit(
  deps: ConsoleDeps,
  { access, stepUp }: RouteRow,
  signedIn: SignedIn | undefined,
  { isForm, params, next }: AskedVisit,
): Promise<Admission> {
  if (access.kind === "anybody") return ADMITTED;
  if (signedIn === undefined) return isForm ? { kind: "session-over" } : elsewhere(PATHS.logIn, next);
  const isHalf = signedIn.session.stage === "code";
  switch (access.kind) {
    case "half":
      return isHalf ? ADMITTED : elsewhere(PATHS.myWork, "/");
    case "own-account":
      return isHalf ? elsewhere(PATHS.logInCode, "/") : ADMITTED;
    case "act": {
      if (isHalf) return elsewhere(PATHS.logInCode, next);
      if (unmetObligation(deps, signedIn)) return elsewhere(PATHS.account, "/");
      const act = typeof access.act === "function" ? access.act(params) : access.act;
      if (act === undefined) throw new RefusedError("not-found", "There is no such page.");
      const of = access.ofObject === true ? "object" : { organizationId: params["org"] };
      await checkAct(deps, consoleActor(signedIn.user), act, of);
      const mustProve = stepUp?.(params) === true && !isSteppedUp(signedIn.session, deps.accounts.clock());
      return mustProve ? elsewhere(PATHS.stepUp, next) : ADMITTED;
    }
    default:
      return assertNever(access);
  }
}
