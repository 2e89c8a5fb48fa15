import express, { type NextFunction, type Request, type Response, Router } from "express";
import {
  consoleActor,
  isCsrfToken,
  newCookie,
  resumeSession,
  type SignedIn,
} from "../../accounts/sessions.ts";
import { obligationOf } from "../../accounts/own-account.ts";
import { assertNever } from "../../kernel/assert-never.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import { renderProblem } from "../../console/problem-page.ts";
import { callerAddress } from "../caller-address.ts";
import { refusedStatus } from "../refused-status.ts";
import { requestIdOf } from "../request-id.ts";
import { admitVisit } from "./admit-visit.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import { frameOf } from "./frame-of.ts";
import { formerPath, ownPath } from "./own-path.ts";
import { problemAnswer, sessionOver } from "./problem-answer.ts";
import { readUpload, UploadedForm } from "./read-upload.ts";
import { ROUTE_POLICY, type RouteName, type RouteRow } from "./route-policy.ts";
import { isSameOrigin } from "./same-origin.ts";
import { type Answer, type Handler, page, type SignedHandler, type Texts, type Visit } from "./visit.ts";

/** The routes that answer before anybody is logged in. */
export type OpenRouteName = "GET /login" | "POST /login" | "GET /one-time/:link" | "POST /one-time/:link";

/** A handler for every row of the policy. */
export interface ConsoleHandlers {
  readonly open: Readonly<Record<OpenRouteName, Handler>>;
  readonly signed: Readonly<Record<Exclude<RouteName, OpenRouteName>, SignedHandler>>;
}

/** Fields of one form; a message of the test bench is the longest. */
const FORM_FIELDS_MAX = 64;
/** A byte of a text is three characters of a form when it has to be escaped. */
const ESCAPED_BYTES = 3;
const FORM_BYTES_BESIDE = 16_384;
/** Longest texts of a form with a file, which is not escaped. */
const FILE_FORM_TEXTS = 2;

/** What came once and as text; not every database takes the character 0. */
function textsOf(values: unknown): Texts {
  const entries = typeof values === "object" && values !== null ? Object.entries(values) : [];
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[1].includes("\0"),
    ),
  );
}

function formOf(body: unknown): Pick<Visit, "form" | "file"> {
  if (!(body instanceof UploadedForm)) return { form: textsOf(body) };
  return { form: textsOf(body.fields), ...(body.file !== undefined && { file: body.file }) };
}

/** Who asked, and with which cookie their forms are bound. */
interface Caller {
  readonly signedIn: SignedIn | undefined;
  readonly cookie: string;
  /** The cookie is new and goes out with the answer. */
  readonly isNew: boolean;
}

async function callerOf(deps: ConsoleDeps, request: Request): Promise<Caller> {
  const session = deps.cookies.read(request, "session");
  const signedIn = session === undefined ? undefined : await resumeSession(deps.accounts, session);
  if (session !== undefined && signedIn !== undefined) return { signedIn, cookie: session, isNew: false };
  const form = deps.cookies.read(request, "form");
  return { signedIn: undefined, cookie: form ?? newCookie(deps.accounts), isNew: form === undefined };
}

function visitOf(deps: ConsoleDeps, request: Request, { signedIn, cookie }: Caller): Visit {
  const { path, params, query, body, headers } = request;
  const isOpen =
    signedIn?.session.stage === "open" &&
    obligationOf(signedIn.user, deps.staffNeedSecondFactor) === undefined;
  return {
    params: textsOf(params),
    query: textsOf(query),
    ...formOf(body),
    path,
    host: headers.host ?? "",
    origin: headers.origin ?? "",
    remoteAddress: callerAddress(request),
    frame: frameOf(deps, path, cookie, { signedIn, isOpen }),
  };
}

async function send(deps: ConsoleDeps, response: Response, caller: Caller, answer: Answer): Promise<void> {
  const { signedIn } = caller;
  if (caller.isNew) deps.cookies.write(response, "form", caller.cookie);
  switch (answer.kind) {
    case "page":
      if (signedIn?.session.notice !== undefined)
        await deps.accounts.sessions.change(signedIn.session.id, { notice: undefined });
      response
        .status(answer.status ?? 200)
        .type("html")
        .send(answer.html);
      return;
    case "go": {
      const { to, notice, cookie } = answer;
      if (notice !== undefined && signedIn !== undefined)
        await deps.accounts.sessions.change(signedIn.session.id, { notice });
      if (cookie === null) deps.cookies.clear(response, "session");
      else if (cookie !== undefined) deps.cookies.write(response, "session", cookie);
      response.redirect(303, to);
      return;
    }
    case "file":
      response
        .type(answer.type)
        .set("Content-Disposition", `attachment; filename="${answer.name.replaceAll(/[^\w.-]/g, "_")}"`)
        .send(typeof answer.content === "string" ? answer.content : Buffer.from(answer.content));
      return;
    default:
      assertNever(answer);
  }
}

/** @throws RefusedError `policy` for a form that no page of this session has sent */
function checkForm(deps: ConsoleDeps, { cookie }: Caller, { form }: Visit): void {
  if (!isCsrfToken(deps.accounts, cookie, form["csrf"] ?? ""))
    throw new RefusedError(
      "policy",
      "This form is out of date. Go back, load the page again, and repeat what you did.",
    );
}

/** Answer one request by its row of the policy and its handler. */
function answerWith(
  deps: ConsoleDeps,
  row: RouteRow,
  handle: (visit: Visit, by: SignedIn | undefined) => Promise<Answer>,
) {
  return async (request: Request, response: Response): Promise<void> => {
    const caller = await callerOf(deps, request);
    const visit = visitOf(deps, request, caller);
    const isForm = request.method === "POST";
    const back = isForm ? formerPath(request.headers.referer, visit.host) : undefined;
    const answer = async (): Promise<Answer> => {
      const next = back ?? ownPath(request.originalUrl);
      const asked = { isForm, params: visit.params, next };
      const admission = await admitVisit(deps, row, caller.signedIn, asked);
      if (admission.kind === "session-over") return sessionOver(visit);
      if (isForm) checkForm(deps, caller, visit);
      if (admission.kind === "elsewhere") return { kind: "go", to: admission.to };
      return handle(visit, caller.signedIn);
    };
    const given = await answer().catch((error: unknown) => problemAnswer(deps, visit, response, error, back));
    await send(deps, response, caller, given);
  };
}

function isOpenRoute(name: RouteName): name is OpenRouteName {
  return ROUTE_POLICY[name].access.kind === "anybody";
}

function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(ROUTE_POLICY, name);
}

/** A form that another site sent is answered before it is read. */
function refuseForeign(deps: ConsoleDeps) {
  return async (request: Request, response: Response, next: () => void): Promise<void> => {
    if (isSameOrigin(request.headers)) {
      next();
      return;
    }
    const caller: Caller = { signedIn: undefined, cookie: newCookie(deps.accounts), isNew: false };
    const refusal = new RefusedError(
      "policy",
      "The form did not come from a page of this console. Nothing was done.",
    );
    const given = problemAnswer(deps, visitOf(deps, request, caller), response, refusal, undefined);
    await send(deps, response, caller, given);
  };
}

/** The console's pages and forms: each route of the policy table with its handler. */
export function createConsoleRouter(deps: ConsoleDeps, { open, signed }: ConsoleHandlers): Router {
  const router = Router({ caseSensitive: true });
  const limit = deps.messageBytesMax * ESCAPED_BYTES + FORM_BYTES_BESIDE;
  const readForm = express.urlencoded({ extended: false, limit, parameterLimit: FORM_FIELDS_MAX });
  // The message may stand in the form's text and in its file.
  const readFile = readUpload(deps.messageBytesMax * FILE_FORM_TEXTS + FORM_BYTES_BESIDE);
  for (const name of Object.keys(ROUTE_POLICY).filter(isRouteName)) {
    const [method, path = ""] = name.split(" ");
    const answer = answerWith(deps, ROUTE_POLICY[name], (visit, signedIn) => {
      if (isOpenRoute(name)) return open[name](visit);
      if (signedIn === undefined) throw new TypeError("a route of the policy let somebody unknown pass");
      return signed[name]({ ...visit, signedIn, actor: consoleActor(signedIn.user) });
    });
    if (method === "GET") router.get(path, answer);
    else if (ROUTE_POLICY[name].takesFile === true)
      router.post(path, refuseForeign(deps), readForm, ...readFile, answer);
    else router.post(path, refuseForeign(deps), readForm, answer);
  }
  return router;
}

/** What no route answers: the same plain page for everybody. */
export function notFound(deps: ConsoleDeps) {
  return async (request: Request, response: Response): Promise<void> => {
    const caller = await callerOf(deps, request);
    const missing = new RefusedError("not-found", "There is no such page.");
    const given = problemAnswer(deps, visitOf(deps, request, caller), response, missing, undefined);
    await send(deps, response, { ...caller, isNew: false }, given);
  };
}

/** A form that express refused to read, as a page. */
export function unreadForm(deps: ConsoleDeps) {
  return async (error: unknown, request: Request, response: Response, next: NextFunction): Promise<void> => {
    const status = refusedStatus(error);
    if (status === undefined) {
      next(error);
      return;
    }
    const caller = await callerOf(deps, request);
    const { frame } = visitOf(deps, request, caller);
    const text = "The form is longer than is taken, or broken. Nothing was done.";
    const view = { status, title: "Not taken", text, requestId: requestIdOf(response) };
    await send(deps, response, { ...caller, isNew: false }, page(renderProblem(frame, view), status));
  };
}
