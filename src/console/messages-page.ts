import type { ListedFinding, ListedMessage } from "../submission/message-browser.ts";
import { dataTable } from "./data-table.ts";
import { choiceField, filterForm, inputField } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { organizationCrumbs } from "./organization-page.ts";
import { PATHS } from "./paths.ts";
import { bytesText, instant } from "./show-values.ts";
import { answerMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { MessageListView } from "./views/messages.ts";

/** The stored messages of an organization in one realm, newest first, without patient data. */
export function renderMessages(frame: Frame, view: MessageListView): string {
  const { organizationId, organization, query, rows, searchedTo } = view;
  return renderPage(frame, {
    title: `Messages of ${organization}`,
    crumbs: organizationCrumbs({ id: organizationId, name: organization }, { label: "Messages" }),
    realm: query.realm,
    content: html`${filters(view)}
<div class="sheet">${dataTable({
      caption: "Newest first",
      columns: [
        { label: "Received" },
        { label: "MSH-10", kind: "code" },
        { label: "Type", kind: "code" },
        { label: "Answer" },
        { label: "Findings" },
        { label: "Size", kind: "number" },
        { label: "Sent again", kind: "number" },
      ],
      rows: rows.map((row) => [
        html`<a href="${PATHS.message(query.realm, row.id)}">${instant(row.receivedAt)}</a>`,
        controlId(row),
        row.type,
        answerMark(row.ackCode),
        findingList(row.findings),
        bytesText(row.bytes),
        row.replays === 0 ? "–" : row.replays,
      ]),
      empty:
        searchedTo === undefined
          ? "No message fits. Change the filters, or look in the other realm."
          : "None was found yet.",
    })}${searched(view)}${pager(view)}</div>`,
  });
}

function controlId({ controlId: id }: ListedMessage): Html {
  return id === "" ? html`<span class="quiet">(empty)</span>` : html`${id}`;
}

const ANSWERS = [
  ["", "any"],
  ["AA", "AA accepted"],
  ["AE", "AE with findings"],
  ["AR", "AR rejected"],
] as const;

function filters({ organizationId, realms, query }: MessageListView): Html {
  const fields = html`${choiceField({ label: "Realm", name: "realm", value: query.realm, choices: realms.map((realm) => [realm, realm] as const) })}
${inputField({ label: "Control id (MSH-10)", name: "control", type: "search", value: query.control, maxlength: 199, autocomplete: "off" })}
${choiceField({ label: "Answer", name: "ack", value: query.ack ?? "", choices: ANSWERS })}
${inputField({ label: "Rule", name: "rule", type: "search", value: query.rule, maxlength: 40, autocomplete: "off" })}
${inputField({ label: "From", name: "from", type: "date", value: query.from })}
${inputField({ label: "To", name: "to", type: "date", value: query.to })}`;
  return filterForm(PATHS.messages(organizationId), fields, "Search");
}

/** Rules named in a row; the message's page has all. */
const RULES_SHOWN_MAX = 4;

function findingList(findings: readonly ListedFinding[]): Html {
  if (findings.length === 0) return html`<span class="quiet">none</span>`;
  const rules = [...new Set(findings.map(({ severity, rule }) => `${severity} ${rule}`))];
  const shown = rules.slice(0, RULES_SHOWN_MAX).map((rule) => html`<code class="chip">${rule}</code>`);
  const more = rules.length - RULES_SHOWN_MAX;
  return html`<span class="small">${shown}${more > 0 && html`<span class="quiet">and ${more} more</span>`}</span>`;
}

/** How far back a search looked that has not come to the first message. */
function searched({ searchedTo }: MessageListView): Html {
  if (searchedTo === undefined) return NOTHING;
  return html`<p class="quiet">Looked back to ${instant(searchedTo)}. “Older” looks further; From and To make it shorter.</p>`;
}

function pager({ older, newest }: MessageListView): Html {
  return pages(older, newest);
}

/** Links to the next page of a list and back to its beginning. */
export function pages(older: string | undefined, newest: string | undefined): Html {
  if (older === undefined && newest === undefined) return NOTHING;
  return html`<nav class="pager" aria-label="Pages">${newest !== undefined && html`<a href="${newest}">Newest</a>`}
${older !== undefined && html`<a href="${older}" rel="next">Older</a>`}</nav>`;
}
