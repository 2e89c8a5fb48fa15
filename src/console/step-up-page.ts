import { hiddenField, postForm } from "./form-fields.ts";
import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { codeField, failure, passwordField } from "./sign-in-fields.ts";
import type { StepUpView } from "./views/account.ts";
import type { Frame } from "./views/frame.ts";

/** Sign in again before an act that cannot be taken back. */
export function renderStepUp(frame: Frame, { next, hasTotp, failed }: StepUpView): string {
  const fields = html`${hiddenField("next", next)}${hasTotp ? codeField({ autofocus: true }) : passwordField("Password", "password", "current-password")}`;
  return renderPage(frame, {
    title: "Sign in again",
    content: html`${failure(failed, "Not accepted. Nothing was done.")}
<div class="sheet stacked narrow"><p>What you are about to do issues a secret or signs for the state. Show once more that it is you.</p>
${postForm({ action: PATHS.stepUp, csrf: frame.csrfToken, fields, submit: "Go on" })}</div>`,
  });
}
