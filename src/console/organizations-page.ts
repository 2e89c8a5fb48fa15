import { dataTable } from "./data-table.ts";
import { html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { STAGE_NAMES, stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { OrganizationListView } from "./views/organization.ts";

/** Every organization that the viewer may see. */
export function renderOrganizations(frame: Frame, { organizations }: OrganizationListView): string {
  return renderPage(frame, {
    title: "Organizations",
    content: html`<div class="sheet">${dataTable({
      caption: "Organizations",
      captionHidden: true,
      columns: [
        { label: "Name" },
        { label: "Stage" },
        { label: "Sites", kind: "code" },
        { label: "Id", kind: "code" },
      ],
      rows: organizations.map(({ id, name, stage, sites, suspended }) => [
        html`<a href="${PATHS.organization(id)}">${name}</a>`,
        html`${STAGE_NAMES[stage]} ${suspended && stateMark("bad", "suspended")}`,
        sites.join(" "),
        id,
      ]),
      further: "search by a part of the name",
      empty: "There is no organization yet. An administrator makes one: iis org create.",
    })}</div>`,
  });
}
