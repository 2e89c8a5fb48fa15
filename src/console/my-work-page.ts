import { dataTable } from "./data-table.ts";
import { dueMark } from "./due-mark.ts";
import { EVENT_TEXTS } from "./event-texts.ts";
import { postForm, section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { counted, day, instant } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";
import type { Frame } from "./views/frame.ts";
import type { FailedGate, MyWorkView, PendingItem, UnansweredFinding, WorkItem } from "./views/work.ts";
import { inPageWords } from "./page-words.ts";

/** What waits for the person who looks: what is due first, then what others asked, then the rest. */
export function renderMyWork(frame: Frame, view: MyWorkView): string {
  const { due, other, isCut, failedGates, reviewsUnknown, findings, pending, openIncidents } = view;
  return renderPage(frame, {
    title: "My work",
    aside: html`<span class="aside quiet">${day(frame.today)}</span>`,
    content: html`${incidents(openIncidents)}
${section("due", "Due now", taskTable(due, "Late tasks and those due within three business days", "Nothing is due within three business days."))}
${pending.length > 0 && section("pending", "Waiting for a second person", pendingTable(pending, frame.csrfToken))}
${failedGates.length + reviewsUnknown > 0 && section("failed", "Rules that fail", html`${failedTable(failedGates)}${unknownReviews(reviewsUnknown)}`)}
${findings.length > 0 && section("findings", "Findings without an answer", findingTable(findings))}
${section("other", "Later", html`${taskTable(other, "Other open tasks", "No other task is open.")}${isCut && html`<p class="quiet">There are more: the <a href="${PATHS.board}">board</a> has all.</p>`}`)}`,
  });
}

function unknownReviews(count: number): Html {
  if (count === 0) return NOTHING;
  return html`<p class="quiet">${counted(count, "more review")} due soon: load the page again, it looks at one each time.</p>`;
}

function incidents(open: number): Html {
  if (open === 0) return NOTHING;
  return html`<div class="notice notice-refused"><p><strong>${counted(open, "privacy incident")} open.</strong>
Social security numbers came in messages. Close each with what was done: <code>iis incident list</code>.</p></div>`;
}

function taskTable(items: readonly WorkItem[], caption: string, empty: string): Html {
  return dataTable({
    caption,
    captionHidden: true,
    columns: [{ label: "Organization" }, { label: "What to do" }, { label: "By" }, { label: "Due" }],
    rows: items.map(({ organizationId, organization, task, daysLeft }) => [
      html`<a href="${PATHS.organization(organizationId)}">${organization}</a>`,
      inPageWords(task.text),
      task.role,
      task.dueOn === undefined
        ? "–"
        : html`${day(task.dueOn)} ${daysLeft !== undefined && dueMark(daysLeft)}`,
    ]),
    empty,
  });
}

function pendingTable(items: readonly PendingItem[], csrf: string): Html {
  return dataTable({
    caption: "Acts that another person has to confirm",
    captionHidden: true,
    columns: [{ label: "Organization" }, { label: "Act" }, { label: "Asked by" }, { label: "Confirm" }],
    rows: items
      .slice(0, PENDING_SHOWN_MAX)
      .map((item) => [
        html`<a href="${PATHS.organization(item.organizationId)}">${item.organization}</a>`,
        EVENT_TEXTS[item.event]?.label ?? item.event,
        html`${item.askedBy}, ${instant(item.askedAt)}`,
        confirmCell(item, csrf),
      ]),
    empty: "Nothing waits.",
  });
}

/** A button for everybody but the one who asked (decision D28). */
export function confirmCell(
  { pendingId, mayConfirm }: Pick<PendingItem, "pendingId" | "mayConfirm">,
  csrf: string,
): Html {
  if (!mayConfirm) return html`<span class="quiet">needs another person</span>`;
  return postForm({ action: PATHS.confirm(pendingId), csrf, fields: NOTHING, submit: "Confirm" });
}

/** Rows of the table; more are with their organizations. */
const FINDINGS_SHOWN_MAX = 40;
const PENDING_SHOWN_MAX = 20;

function findingTable(items: readonly UnansweredFinding[]): Html {
  const more = items.length - FINDINGS_SHOWN_MAX;
  const table = dataTable({
    caption: "Causes that were sent and not answered, the first due first",
    captionHidden: true,
    columns: [
      { label: "Organization" },
      { label: "Rule" },
      { label: "Cause" },
      { label: "Owner" },
      { label: "Due" },
    ],
    rows: items
      .slice(0, FINDINGS_SHOWN_MAX)
      .map(({ organizationId, organization, realm, rule, title, owner, dueOn, daysLeft }) => [
        html`<a href="${PATHS.report(organizationId, { realm })}#findings">${organization}</a>`,
        rule,
        title,
        owner,
        html`${day(dueOn)} ${daysLeft !== undefined && dueMark(daysLeft)}`,
      ]),
    empty: "All are answered.",
  });
  return html`${table}${more > 0 && html`<p class="quiet">${counted(more, "more finding")} due later.</p>`}`;
}

function failedTable(items: readonly FailedGate[]): Html {
  return dataTable({
    caption: "Organizations with a rule of the review that fails",
    captionHidden: true,
    columns: [{ label: "Organization" }, { label: "Realm" }, { label: "Rules" }],
    rows: items.map(({ organizationId, organization, realm, rules }) => [
      html`<a href="${PATHS.report(organizationId, { realm })}">${organization}</a>`,
      realm,
      stateMark("bad", rules.join(", ")),
    ]),
    empty: "None fails.",
  });
}
