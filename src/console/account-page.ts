import { postForm, section } from "./form-fields.ts";
import { type Html, html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { qrCode } from "./qr-code.ts";
import { codeField, passwordField } from "./sign-in-fields.ts";
import { stateMark } from "./state-mark.ts";
import type { AccountView } from "./views/account.ts";
import type { Frame } from "./views/frame.ts";

/** One's own account: password and second factor. */
export function renderAccount(frame: Frame, view: AccountView): string {
  const { username, role, mustChangePassword, mustEnrolTotp } = view;
  return renderPage(frame, {
    title: "Account",
    aside: html`<span class="aside">${username} <span class="quiet">(${role})</span></span>`,
    content: html`${mustChangePassword && html`<div class="notice notice-ask"><p><strong>Choose a password of your own.</strong> The one you have was made by somebody else; nothing else opens before.</p></div>`}
${mustEnrolTotp && !mustChangePassword && html`<div class="notice notice-ask"><p><strong>Add an authenticator.</strong> Staff need a second factor; nothing else opens before.</p></div>`}
<div class="beside">${section("password", "Password", passwordForm(view, frame.csrfToken))}
${section("authenticator", "Authenticator", authenticator(view, frame.csrfToken))}</div>`,
  });
}

function passwordForm({ passwordLengthMin, username }: AccountView, csrf: string): Html {
  const fields = html`<input type="text" name="username" value="${username}" autocomplete="username" hidden>
${passwordField("Present password", "current", "current-password")}
${passwordField("New password", "password", "new-password", `At least ${passwordLengthMin} characters; a sentence is fine.`)}
${passwordField("New password again", "again", "new-password")}`;
  return html`<div class="stacked">${postForm({ action: PATHS.password, csrf, fields, submit: "Change the password" })}</div>
<p class="quiet small">Other sessions of yours end.</p>`;
}

function authenticator({ hasTotp, enrolment }: AccountView, csrf: string): Html {
  const state = hasTotp ? stateMark("good", "in use") : stateMark("attention", "not set up");
  if (enrolment === undefined) return html`<p>${state}</p>`;
  return html`<p>${state}</p><p>Scan the picture with an authenticator app, or type the key, then enter the code that the app shows.</p>
${qrCode(enrolment.qr)}
<p><span class="label">Key</span> <code>${enrolment.key}</code></p>
<div class="stacked">${postForm({ action: PATHS.totp, csrf, fields: codeField(), submit: "Use this authenticator" })}</div>`;
}
