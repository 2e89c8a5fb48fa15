import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import type { ProblemView } from "./views/account.ts";
import type { Frame } from "./views/frame.ts";

/** Why nothing was done, in plain words, and where to go from here. */
export function renderProblem(frame: Frame, { status, title, text, requestId, back }: ProblemView): string {
  const home = { href: PATHS.myWork, text: frame.user === undefined ? "Log in" : "My work" };
  const { href, text: words } = back ?? home;
  return renderPage(frame, {
    title,
    content: html`<div class="sheet"><p class="lead">${text}</p>
<p><a class="button" href="${href}">${words}</a></p>
<p class="quiet small">Help: ${frame.helpDesk}. ${requestId !== "" && html`Name this number: <code>${requestId}</code> `}(HTTP ${status})</p></div>`,
  });
}
