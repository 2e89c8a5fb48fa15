import { type Act, isAct } from "../../accounts/policy.ts";
import type { Texts } from "./visit.ts";

/** Who a route is for. */
export type RouteAccess =
  /** Everybody, logged in or not. */
  | { readonly kind: "anybody" }
  /** Whoever gave the password and has to give the code. */
  | { readonly kind: "half" }
  /** Everybody who is logged in, also before a password or second factor was made that is asked for. */
  | { readonly kind: "own-account" }
  /**
   * Whose role does the act (`POLICY`). With `:org` in the path it reaches that organization; with `ofObject` the route
   * finds out whose the object is and asks again.
   */
  | {
      readonly kind: "act";
      readonly act: Act | ((params: Texts) => Act | undefined);
      readonly ofObject?: true;
    };

export interface RouteRow {
  readonly access: RouteAccess;
  /** Whether password or code is asked again when the last proof is over five minutes old (promise S15). */
  readonly stepUp?: (params: Texts) => boolean;
  /** Its form may bring a file. */
  readonly takesFile?: true;
}

const ANYBODY: RouteRow = { access: { kind: "anybody" } };
const HALF: RouteRow = { access: { kind: "half" } };
const OWN_ACCOUNT: RouteRow = { access: { kind: "own-account" } };

function row(act: Act): RouteRow {
  return { access: { kind: "act", act } };
}

function ofObject(act: Act): RouteRow {
  return { access: { kind: "act", act, ofObject: true } };
}

function withStepUp({ access }: RouteRow): RouteRow {
  return { access, stepUp: () => true };
}

/** An act that a part of the path names; undefined when it names none. */
function named(folder: string, param: string): RouteRow {
  const act = (params: Texts): Act | undefined => {
    const name = `${folder}.${params[param] ?? ""}`;
    return isAct(name) ? name : undefined;
  };
  return { access: { kind: "act", act } };
}

/** Events after which nothing is as before: signatures, the move, the letter. */
export const SIGNING_EVENTS: ReadonlySet<string> = new Set([
  "sign-review",
  "go-live",
  "sign-monitoring",
  "send-letter",
  "withdraw",
]);

/** Method and path of every route. */
export type RouteName =
  | "GET /login"
  | "POST /login"
  | "GET /one-time/:link"
  | "POST /one-time/:link"
  | "GET /login/code"
  | "POST /login/code"
  | "POST /logout"
  | "GET /account"
  | "POST /account/password"
  | "POST /account/totp"
  | "GET /step-up"
  | "POST /step-up"
  | "GET /"
  | "GET /board"
  | "GET /organizations"
  | "GET /organizations/:org"
  | "POST /organizations/:org/events/:event"
  | "POST /organizations/:org/credentials"
  | "POST /organizations/:org/credentials/:credential/revoke"
  | "POST /organizations/:org/contacts"
  | "POST /organizations/:org/contacts/:contact/remove"
  | "POST /organizations/:org/log"
  | "GET /organizations/:org/documents/:document"
  | "POST /pending/:pending/confirm"
  | "GET /organizations/:org/report"
  | "POST /organizations/:org/report/:act"
  | "GET /organizations/:org/messages"
  | "POST /organizations/:org/reveal"
  | "POST /organizations/:org/reveal/end"
  | "GET /messages/:realm/:message"
  | "GET /test-bench"
  | "POST /test-bench"
  | "GET /downloads/:file"
  | "GET /patients"
  | "GET /patients/:realm/:patient/:other"
  | "POST /patients/:realm/:patient/:other/reveal"
  | "POST /patients/:realm/:patient/:other/merge"
  | "POST /patients/:realm/:patient/:other/keep-apart"
  | "POST /patients/:realm/:patient/undo"
  | "GET /operations"
  | "GET /audit";

/** Every route of the console that is no probe and no file: none answers without a row here. */
export const ROUTE_POLICY: Readonly<Record<RouteName, RouteRow>> = {
  "GET /login": ANYBODY,
  "POST /login": ANYBODY,
  "GET /one-time/:link": ANYBODY,
  "POST /one-time/:link": ANYBODY,
  "GET /login/code": HALF,
  "POST /login/code": HALF,
  "POST /logout": OWN_ACCOUNT,
  "GET /account": OWN_ACCOUNT,
  "POST /account/password": OWN_ACCOUNT,
  "POST /account/totp": OWN_ACCOUNT,
  "GET /step-up": OWN_ACCOUNT,
  "POST /step-up": OWN_ACCOUNT,
  "GET /": row("work.read"),
  "GET /board": row("onboarding.board"),
  "GET /organizations": ofObject("organization.read"),
  "GET /organizations/:org": row("onboarding.read"),
  "POST /organizations/:org/events/:event": {
    ...named("onboarding", "event"),
    stepUp: ({ event = "" }) => SIGNING_EVENTS.has(event),
  },
  "POST /organizations/:org/credentials": withStepUp(row("credential.issue")),
  "POST /organizations/:org/credentials/:credential/revoke": row("credential.revoke"),
  "POST /organizations/:org/contacts": row("contact.add"),
  "POST /organizations/:org/contacts/:contact/remove": row("contact.remove"),
  "POST /organizations/:org/log": row("contact.log"),
  "GET /organizations/:org/documents/:document": row("onboarding.read"),
  "POST /pending/:pending/confirm": withStepUp(ofObject("onboarding.read")),
  "GET /organizations/:org/report": row("review.read"),
  "POST /organizations/:org/report/:act": named("review", "act"),
  "GET /organizations/:org/messages": row("message.read"),
  "POST /organizations/:org/reveal": row("message.reveal"),
  "POST /organizations/:org/reveal/end": row("message.read"),
  "GET /messages/:realm/:message": ofObject("message.read"),
  "GET /test-bench": row("bench.use"),
  "POST /test-bench": { ...row("bench.use"), takesFile: true },
  "GET /downloads/:file": row("bench.use"),
  "GET /patients": row("patient.read"),
  "GET /patients/:realm/:patient/:other": row("patient.read"),
  "POST /patients/:realm/:patient/:other/reveal": row("patient.reveal"),
  "POST /patients/:realm/:patient/:other/merge": row("patient.merge"),
  "POST /patients/:realm/:patient/:other/keep-apart": row("patient.split"),
  "POST /patients/:realm/:patient/undo": row("patient.split"),
  "GET /operations": row("system.check"),
  "GET /audit": row("audit.read"),
};
