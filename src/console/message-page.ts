import { dataTable, factList } from "./data-table.ts";
import { folded, hiddenField, inputField, postForm, section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { messageText, type PlacedFinding, placeId, type TextPlace } from "./message-text.ts";
import { organizationCrumbs } from "./organization-page.ts";
import { PATHS } from "./paths.ts";
import { bytesText, counted, instant } from "./show-values.ts";
import { answerMark, severityMark, stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { MessageView, ShownText } from "./views/messages.ts";

/** The page stays below 100 KB: most of it is for what was asked. */
const REQUEST: TextPlace = { prefix: "q", bytesMax: 44_000 };
const ANSWER: TextPlace = { prefix: "a", bytesMax: 22_000 };

/** One message: what was found, the request with each finding at its place, and the answer. */
export function renderMessage(frame: Frame, view: MessageView): string {
  const { message, organizationId, organization, realm } = view;
  const findings = message.findings.map(({ rule, severity, location }): PlacedFinding => {
    return { rule, severity, location, text: view.rules[rule] ?? "" };
  });
  return renderPage(frame, {
    title: "Message",
    crumbs: organizationCrumbs(
      { id: organizationId, name: organization },
      { label: "Messages", address: PATHS.messages(organizationId, { realm }) },
      { label: message.controlId === "" ? message.id : message.controlId },
    ),
    realm,
    aside: html`<span class="aside"><code>${message.controlId}</code> ${answerMark(message.ackCode)} ${masking(view)}</span>`,
    content: html`<div class="beside main-first">${section("facts", "Received", facts(view))}
${reveal(view, frame.csrfToken)}</div>
${section(
  "findings",
  "Findings",
  findingTable(
    findings,
    message.findings.map(({ errorCode }) => errorCode),
  ),
)}
${section("request", "Request", text(view.request, findings, REQUEST))}
${section("answer", "Answer", text(view.answer, [], ANSWER))}
`,
  });
}

function masking({ reveal: open }: MessageView): Html {
  return open === undefined ? stateMark("neutral", "values masked") : stateMark("attention", "values shown");
}

function facts({ message }: MessageView): Html {
  const { receivedAt, controlId, type, bytes, replays, id } = message;
  return factList([
    ["Received", instant(receivedAt)],
    ["Control id (MSH-10)", html`<code>${controlId}</code>`],
    ["Type", html`<code>${type}</code>`],
    ["Size", bytesText(bytes)],
    ["Sent again", replays === 0 ? "no" : `${counted(replays, "time")}; the stored answer was given back`],
    ["Id", html`<code>${id}</code>`],
  ]);
}

function findingTable(findings: readonly PlacedFinding[], codes: readonly string[]): Html {
  return dataTable({
    caption: "In the order of the answer",
    captionHidden: true,
    columns: [
      { label: "Severity" },
      { label: "Place", kind: "code" },
      { label: "What is wrong" },
      { label: "Rule", kind: "code" },
      { label: "ERR-3", kind: "code" },
    ],
    rows: findings.map(({ severity, location, text: words, rule }, index) => [
      severityMark(severity),
      location === undefined
        ? "whole message"
        : html`<a href="#${placeId(REQUEST.prefix, location)}">${location}</a>`,
      words,
      rule,
      codes[index],
    ]),
    empty: "Nothing was found: the message follows the guide.",
  });
}

function text(shown: ShownText | undefined, findings: readonly PlacedFinding[], place: TextPlace): Html {
  if (shown === undefined)
    return html`<p class="empty">The text was purged; its hash and its findings stay.</p>`;
  return messageText(shown.raw, findings, place);
}

function reveal(
  { reveal: open, mayReveal, organizationId, organization, realm, message }: MessageView,
  csrf: string,
): Html {
  const here = hiddenField("next", PATHS.message(realm, message.id));
  if (open !== undefined) {
    const form = postForm({
      action: PATHS.endReveal(organizationId),
      csrf,
      fields: here,
      submit: "Mask again",
    });
    return section(
      "reveal",
      "Values are shown",
      html`<p>Until ${instant(open.until)}, for the reason: ${open.reason}. Every message that you open is written to the audit trail.</p>${form}`,
    );
  }
  if (!mayReveal) return NOTHING;
  const fields = html`${here}${hiddenField("realm", realm)}${inputField({ label: "Reason", name: "reason", required: true, maxlength: 500, hint: "Kept in the audit trail.", autocomplete: "off" })}`;
  const form = postForm({ action: PATHS.reveal(organizationId), csrf, fields, submit: "Show values" });
  return section(
    "reveal",
    "Values are masked",
    folded(
      "Show values",
      html`<p>Shows the messages of ${organization} unmasked to you for 30 minutes. Every message that you open is written to the audit trail.</p>${form}`,
    ),
  );
}
