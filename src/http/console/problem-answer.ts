import type { Response } from "express";
import { renderProblem } from "../../console/problem-page.ts";
import { PATHS } from "../../console/paths.ts";
import { GatewayError } from "../../kernel/gateway-error.ts";
import { errorFields } from "../../kernel/log.ts";
import { type RefusalKind, RefusedError } from "../../kernel/refused-error.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import { requestIdOf } from "../request-id.ts";
import { type Answer, page, type Visit } from "./visit.ts";
import { inPageWords } from "../../console/page-words.ts";

interface ProblemRow {
  readonly status: number;
  readonly title: string;
}

const REFUSALS: Readonly<Record<RefusalKind, ProblemRow>> = {
  usage: { status: 400, title: "Not done: something is missing or wrong" },
  "not-found": { status: 404, title: "Not found" },
  policy: { status: 403, title: "Not done: a rule does not allow it" },
};

const BUSY: ProblemRow & { readonly text: string } = {
  status: 503,
  title: "Busy",
  text: "The gateway cannot do this at the moment. Nothing was changed. Try again in a minute.",
};

const UNEXPECTED: ProblemRow & { readonly text: string } = {
  status: 500,
  title: "Something went wrong",
  text: "Nothing was changed. Tell the help desk the number below.",
};

function rowOf(error: unknown): ProblemRow & { readonly text: string } {
  if (error instanceof RefusedError) return { ...REFUSALS[error.kind], text: inPageWords(error.message) };
  if (error instanceof GatewayError && (error.code === "busy" || error.code === "unavailable")) return BUSY;
  return UNEXPECTED;
}

/** A plain page that says why nothing was done. Only texts of ours: what an unexpected error says goes nowhere. */
export function problemAnswer(
  { log }: Pick<ConsoleDeps, "log">,
  { frame }: Visit,
  response: Response,
  error: unknown,
  back: string | undefined,
): Answer {
  const row = rowOf(error);
  const requestId = requestIdOf(response);
  if (row.status >= 500)
    log("error", "request-answered", { requestId, httpStatus: row.status, ...errorFields(error) });
  const link = back === undefined ? {} : { back: { href: back, text: "Back to the page" } };
  return page(renderProblem(frame, { ...row, requestId, ...link }), row.status);
}

/** To a form of a session that is over. */
export function sessionOver({ frame }: Visit): Answer {
  const view = {
    status: 401,
    title: "Logged out",
    text: "Your session is over. Nothing was changed. Log in and repeat what you did.",
    requestId: "",
    back: { href: PATHS.logIn, text: "Log in" },
  };
  return page(renderProblem(frame, view), view.status);
}
