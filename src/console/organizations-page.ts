import { dataTable } from "./data-table.ts";
import { filterForm, inputField } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { STAGE_NAMES, stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { OrganizationListView } from "./views/organization.ts";

/** Every organization that the viewer may see. */
export function renderOrganizations(
  frame: Frame,
  { name: asked, organizations, further, first }: OrganizationListView,
): string {
  return renderPage(frame, {
    title: "Organizations",
    content: html`${filterForm(
      PATHS.organizations,
      inputField({
        label: "Name or site",
        name: "name",
        type: "search",
        value: asked,
        maxlength: 100,
        autocomplete: "off",
      }),
      "Search",
    )}
<div class="sheet">${dataTable({
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
      empty:
        asked === ""
          ? "There is no organization yet. An administrator makes one: iis org create."
          : "No organization fits. Search by a shorter part of the name, or of a site's code.",
    })}${pager(first, further)}</div>`,
  });
}

function pager(first: string | undefined, further: string | undefined): Html {
  if (first === undefined && further === undefined) return NOTHING;
  return html`<nav class="pager" aria-label="Pages">${first !== undefined && html`<a href="${first}">First</a>`}
${further !== undefined && html`<a href="${further}" rel="next">Further ones</a>`}</nav>`;
}
