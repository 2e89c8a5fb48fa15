import { CONTACT_ROLES } from "../onboarding/contact.ts";
import { causesOf, NEXT_STATES, type SentFinding } from "../onboarding/sent-finding.ts";
import { dataTable } from "./data-table.ts";
import { checkField, choiceField, folded, hiddenField, inputField, postForm } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { PATHS } from "./paths.ts";
import { day } from "./show-values.ts";
import { stateMark } from "./state-mark.ts";
import type { ReportView } from "./views/report.ts";

/** Causes that the form offers, the most frequent first; "review send" takes every one. */
const OFFERED_MAX = 6;
/** Findings that the page shows, the newest first; "review findings" lists all. */
const SHOWN_MAX = 4;

/** What was sent to the organization, and for staff the forms that send more and note what was answered. */
export function findingSection(view: ReportView, csrf: string): Html {
  const { findings, maySend } = view;
  const table = dataTable({
    caption: "Causes that were sent to the organization, the newest first",
    columns: [
      { label: "Rule" },
      { label: "Cause" },
      { label: "Owner" },
      { label: "Sent" },
      { label: "Due" },
      { label: "State" },
    ],
    rows: findings
      .slice(0, SHOWN_MAX)
      .map((finding) => [
        finding.rule,
        finding.cause.title,
        finding.owner.name,
        day(finding.sentOn),
        day(finding.dueOn),
        stateCell(finding, maySend),
      ]),
    empty: "Nothing was sent yet.",
  });
  return html`${table}${maySend && sendForm(view, csrf)}${maySend && settleForm(view, csrf)}`;
}

/** The note is of staff for staff. */
function stateCell({ state, change }: SentFinding, isStaff: boolean): Html {
  const mark = stateMark(state === "open" ? "attention" : "good", state);
  return html`${mark}${isStaff && change !== undefined && html` ${change.note}`}`;
}

function sendForm({ report, asked, organizationId }: ReportView, csrf: string): Html {
  const causes = causesOf(report).toSorted((a, b) => b.cause.count - a.cause.count);
  if (causes.length === 0) return NOTHING;
  const checks = causes
    .slice(0, OFFERED_MAX)
    .map(({ rule, cause: { causeId, title, count } }) =>
      checkField(`${rule}: ${title} (${count})`, `cause-${causeId}`),
    );
  const fields = html`${hiddenField("realm", report.realm)}${asked.from !== undefined && hiddenField("from", asked.from)}
${asked.to !== undefined && hiddenField("to", asked.to)}${checks}
${choiceField({ label: "Owner", name: "owner", choices: CONTACT_ROLES.map((role) => [role, `${role} contact`] as const) })}
${inputField({ label: "Due", name: "due", type: "date", hint: "A business day. Empty: in 5 business days." })}
${inputField({ label: "Reason", name: "reason", required: true, maxlength: 500, autocomplete: "off" })}`;
  const action = PATHS.reviewAct(organizationId, "send");
  const means = "The causes go to the contact in one mail, with how to fix them and the day to answer by.";
  return folded("Send causes", html`<p>${means}</p>${postForm({ action, csrf, fields, submit: "Send" })}`);
}

function settleForm({ report, findings, organizationId }: ReportView, csrf: string): Html {
  const choices = findings
    .filter(({ state }) => NEXT_STATES[state].length > 0)
    .slice(0, SHOWN_MAX)
    .map(({ id, rule, cause, sentOn }) => [id, `${rule}: ${cause.title}, sent ${sentOn}`] as const);
  if (choices.length === 0) return NOTHING;
  const states = [
    ["answered", "the organization answered"],
    ["closed", "closed"],
  ] as const;
  const fields = html`${hiddenField("realm", report.realm)}${choiceField({ label: "Finding", name: "finding", choices })}
${choiceField({ label: "State", name: "state", choices: states })}
${inputField({ label: "Note", name: "reason", required: true, maxlength: 500, autocomplete: "off" })}`;
  const action = PATHS.reviewAct(organizationId, "settle");
  return folded("Note an answer", postForm({ action, csrf, fields, submit: "Note" }));
}
