import { hiddenField, inputField, postForm } from "./form-fields.ts";
import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { failure, passwordField } from "./sign-in-fields.ts";
import type { LogInView } from "./views/account.ts";
import type { Frame } from "./views/frame.ts";

/** Log-in by name and password. */
export function renderLogIn(frame: Frame, { next, failed }: LogInView): string {
  const fields = html`${hiddenField("next", next)}
${inputField({ label: "User name", name: "username", required: true, maxlength: 64, autocomplete: "username", autofocus: true })}
${passwordField("Password", "password", "current-password")}`;
  return renderPage(frame, {
    title: "Log in",
    content: html`${failure(failed, "User name or password is not right. After several attempts, answers come slower.")}
<div class="sheet stacked narrow">${postForm({ action: PATHS.logIn, csrf: frame.csrfToken, fields, submit: "Log in" })}
<p class="quiet small">No account? An administrator makes one. EHR systems do not log in here: they send to the SOAP service.</p></div>`,
  });
}
