import { factList } from "./data-table.ts";
import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { organizationCrumbs } from "./organization-page.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import type { Frame } from "./views/frame.ts";
import type { DeliveryView } from "./views/organization.ts";

/** The link of a hand-over, at the only moment at which it is known. */
export function renderDelivery(frame: Frame, view: DeliveryView): string {
  const { organizationId, organization, realm, contact, email, address, expiresAt } = view;
  return renderPage(frame, {
    title: "Hand-over",
    crumbs: organizationCrumbs({ id: organizationId, name: organization }, { label: "Hand-over" }),
    content: html`<div class="notice notice-ask"><p><strong>Shown once.</strong> Give this address to ${contact} and to nobody else. No secret exists yet: it is made when the page is opened, and the page opens once.</p></div>
<div class="sheet">${factList([
      ["Organization", organization],
      ["Realm", realm],
      ["For", html`${contact}, ${email}`],
      ["Address", html`<code class="secret">${address}</code>`],
      ["Opens until", instant(expiresAt)],
    ])}
<p><a class="button" href="${PATHS.organization(organizationId)}">I have copied it</a></p></div>`,
  });
}
