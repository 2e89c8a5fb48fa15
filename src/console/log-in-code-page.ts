import { hiddenField, postForm } from "./form-fields.ts";
import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { codeField, failure } from "./sign-in-fields.ts";
import type { LogInCodeView } from "./views/account.ts";
import type { Frame } from "./views/frame.ts";

/** The second factor. */
export function renderLogInCode(frame: Frame, { next, failed }: LogInCodeView): string {
  const fields = html`${hiddenField("next", next)}${codeField({ autofocus: true })}`;
  return renderPage(frame, {
    title: "Second step",
    content: html`${failure(failed, "The code is not right, or its time is over. Wait for the next one.")}
<div class="sheet stacked narrow">${postForm({ action: PATHS.logInCode, csrf: frame.csrfToken, fields, submit: "Log in" })}
<p class="quiet small">Lost the authenticator? An administrator resets your account.</p></div>`,
  });
}
