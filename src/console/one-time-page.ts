import { assertNever } from "../kernel/assert-never.ts";
import { factList } from "./data-table.ts";
import { postForm } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import type { Frame } from "./views/frame.ts";
import type { OneTimeView } from "./views/one-time.ts";

/** The page of a link that was handed to a contact: it asks before it shows, so that no mail scanner uses it up. */
export function renderOneTime(frame: Frame, view: OneTimeView): string {
  return renderPage(frame, { title: "Your credential", content: contentOf(frame, view) });
}

function contentOf({ csrfToken }: Frame, view: OneTimeView): Html {
  switch (view.kind) {
    case "closed":
      return html`<p>The secret is made and shown when you press the button, and never again. Have a safe place for it ready.</p>
${postForm({ action: PATHS.oneTime(view.link), csrf: csrfToken, fields: NOTHING, submit: "Show the credential" })}`;
    case "shown":
      return html`<div class="notice notice-ask"><p><strong>Shown once.</strong> Copy all of it now. Whoever loses the secret needs a new one.</p></div>
<div class="sheet">${factList([
        ["Realm", view.realm],
        ["User name", html`<code class="secret">${view.username}</code>`],
        ["Secret", html`<code class="secret">${view.secret}</code>`],
        ["Facility id", html`<code class="secret">${view.facilityId}</code>`],
        ["Expires", instant(view.expiresAt)],
      ])}</div>`;
    case "gone":
      return html`<p>This link shows nothing: it was opened, it is too old, or it was copied with a mistake. If you did not open it yourself, tell MIIC at once. Ask for a new one.</p>`;
    default:
      return assertNever(view);
  }
}
