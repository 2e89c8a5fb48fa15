import type { AuditRow, JsonObject, JsonValue } from "../accounts/audit-entry.ts";
import { dataTable } from "./data-table.ts";
import { filterForm, inputField } from "./form-fields.ts";
import { type Html, html } from "./html.ts";
import { renderPage } from "./layout.ts";
import { pages } from "./messages-page.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { AuditView } from "./views/operations.ts";

/** Who did what, when and why: the chained trail, newest first. */
export function renderAudit(frame: Frame, { rows, asked, older, newest }: AuditView): string {
  const filters = html`${inputField({ label: "Act", name: "action", type: "search", value: asked.action, maxlength: 60, hint: "As in: credential.issue", autocomplete: "off" })}
${inputField({ label: "Object", name: "object", type: "search", value: asked.object, maxlength: 100, hint: "Id of an organization, message, patient", autocomplete: "off" })}`;
  return renderPage(frame, {
    title: "Audit",
    content: html`${filterForm(PATHS.audit(), filters, "Search")}
<div class="sheet">${dataTable({
      caption:
        "Newest first; each row is chained to the one before. The command line checks the chain: iis audit verify",
      columns: [
        { label: "No.", kind: "number" },
        { label: "When" },
        { label: "Who" },
        { label: "Act", kind: "code" },
        { label: "Object", kind: "code" },
        { label: "Outcome" },
        { label: "Reason and detail" },
      ],
      rows: rows.map((row) => [
        row.seq,
        instant(row.atMs),
        who(row),
        row.action,
        row.object === "" ? "–" : row.object,
        row.outcome === "done" ? "done" : stateMark("attention", "refused"),
        html`${row.reason ?? ""} <span class="quiet small">${detailText(row.detail)}</span>`,
      ]),
      empty: "No act fits.",
    })}${pages(older, newest)}</div>`,
  });
}

function who({ actor, osUser, source }: AuditRow): Html {
  return html`${actor}${osUser !== actor && html` <span class="quiet">(${osUser})</span>`} <span class="quiet small">by ${source}</span>`;
}

function valueText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function detailText(detail: JsonObject): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(", ");
}
