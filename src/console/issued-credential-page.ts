import { factList } from "./data-table.ts";
import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { organizationCrumbs } from "./organization-page.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import type { Frame } from "./views/frame.ts";
import type { IssuedCredentialView } from "./views/organization.ts";

/** The one page that ever shows a secret. */
export function renderIssuedCredential(frame: Frame, view: IssuedCredentialView): string {
  const { organizationId, organization, realm, username, secret, facilityId, expiresAt } = view;
  return renderPage(frame, {
    title: "Credential",
    crumbs: organizationCrumbs({ id: organizationId, name: organization }, { label: "Credential" }),
    content: html`<div class="notice notice-ask"><p><strong>Shown once.</strong> Copy the secret now and hand it over by telephone or in person, never by mail. It is stored nowhere; whoever loses it needs a new one.</p></div>
<div class="sheet">${factList([
      ["Organization", organization],
      ["Realm", realm],
      ["User name", html`<code class="secret">${username}</code>`],
      ["Secret", html`<code class="secret">${secret}</code>`],
      ["Facility id", html`<code class="secret">${facilityId}</code>`],
      ["Expires", instant(expiresAt)],
    ])}
<p><a class="button" href="${PATHS.organization(organizationId)}">I have copied it</a></p></div>`,
  });
}
