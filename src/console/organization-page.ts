import { CONTACT_ROLES } from "../onboarding/contact.ts";
import type { HistoryEntry } from "../onboarding/history-entry.ts";
import type { DocumentHead } from "../onboarding/ports.ts";
import type { ShownTask } from "../onboarding/open-tasks.ts";
import type { OnboardingView } from "../onboarding/show-onboarding.ts";
import { STAGE_TABLE } from "../onboarding/stages.ts";
import { contactLogSection } from "./contact-log-section.ts";
import { credentialSection } from "./credential-section.ts";
import { dataTable, factList } from "./data-table.ts";
import { dueMark } from "./due-mark.ts";
import { eventForms } from "./event-forms.ts";
import { EVENT_TEXTS } from "./event-texts.ts";
import { choiceField, folded, inputField, postForm, section } from "./form-fields.ts";
import { type Html, html, type HtmlValue, NOTHING } from "./html.ts";
import { type Crumb, renderPage } from "./layout.ts";
import { PATHS } from "./paths.ts";
import { planFacts } from "./plan-facts.ts";
import { bytesText, day, instant } from "./show-values.ts";
import { STAGE_NAMES, stateMark } from "./state-mark.ts";
import { stageDayText } from "./stage-day.ts";
import { timeline } from "./timeline.ts";
import type { Frame } from "./views/frame.ts";
import type { OrganizationView } from "./views/organization.ts";
import { confirmCell } from "./my-work-page.ts";

/** One organization: where it stands, what comes next, and all that was agreed, issued, sent and decided. */
export function renderOrganization(frame: Frame, view: OrganizationView): string {
  const { onboarding } = view;
  const { organization } = onboarding;
  return renderPage(frame, {
    title: organization.name,
    crumbs: organizationCrumbs(organization),
    aside: standing(view),
    content: html`${subPages(view)}
<div class="beside main-first">
${section("next", "What comes next", next(view, frame.csrfToken))}
${section("about", "About", about(onboarding))}
</div>
<div class="beside">
${section("schedule", "Schedule", timeline(onboarding.schedule, frame.today))}
${section("plan", "Plan", planFacts(onboarding.plan))}
</div>
${credentialSection(view, frame.csrfToken)}
<div class="beside">
${section("contacts", "Contacts", contacts(view, frame.csrfToken))}
${section("documents", "Documents", documents(organization.id, onboarding.documents))}
</div>
${contactLogSection(view, frame.csrfToken)}
${section("history", "History", historyTable(onboarding.history))}`,
  });
}

/** `Organizations / Northfield Clinic`, and further steps below it. */
export function organizationCrumbs(
  { id, name }: { readonly id: string; readonly name: string },
  ...below: readonly Crumb[]
): readonly Crumb[] {
  const own = below.length === 0 ? { label: name } : { label: name, address: PATHS.organization(id) };
  return [{ label: "Organizations", address: PATHS.organizations }, own, ...below];
}

function standing({ onboarding, daysLeft }: OrganizationView): Html {
  const { stage, dayInStage, overdue, organization } = onboarding;
  const { dueOn } = onboarding.case.clock;
  const days = stageDayText({ stage, dayInStage, overdue, dueOn });
  return html`<span class="aside">${stateMark("news", STAGE_NAMES[stage])}
<span>business day ${days}</span>${daysLeft !== undefined && dueMark(daysLeft, overdue)}
${organization.suspended && stateMark("bad", "suspended")}</span>`;
}

function subPages({ onboarding: { organization }, may }: OrganizationView): Html {
  const { id } = organization;
  const links: readonly HtmlValue[] = [
    may.report && html`<li><a class="button" href="${PATHS.report(id)}">Review report</a></li>`,
    may.messages && html`<li><a class="button" href="${PATHS.messages(id)}">Messages</a></li>`,
  ];
  return may.report || may.messages ? html`<ul class="plain buttons sub-pages">${links}</ul>` : NOTHING;
}

function next(view: OrganizationView, csrf: string): Html {
  const { onboarding, pending } = view;
  const waiting = pending.map(
    (act) =>
      html`<li><strong>${EVENT_TEXTS[act.event]?.label ?? act.event}</strong>, asked by ${act.askedBy} ${confirmCell(act, csrf)}</li>`,
  );
  return html`${tasks(onboarding.openTasks)}
${pending.length > 0 && html`<h3>Waiting for a second person</h3><ul class="plain">${waiting}</ul>`}
${eventForms(onboarding.organization.id, view.events, csrf)}`;
}

function tasks(open: readonly ShownTask[]): Html {
  if (open.length === 0) return html`<p class="empty">No task is open.</p>`;
  const items = open.map(
    ({ text, role, dueOn }) =>
      html`<li><span class="tag">${role}</span> ${text}${dueOn !== undefined && html` <span class="quiet">by ${day(dueOn)}</span>`}</li>`,
  );
  return html`<ul class="plain tasks">${items}</ul>`;
}

function about({ organization, stage, queueRank, case: onboarding }: OnboardingView): Html {
  const { sites, may, zone, ackWarnings, backload, id } = organization;
  const sitesText = sites.map(({ code, name, mnvfc, until }) => {
    const ended = until !== undefined && html` <span class="quiet">until ${day(until)}</span>`;
    return html`<li><code>${code}</code> ${name !== code && name}${mnvfc && html` <span class="tag">MnVFC</span>`}${ended}</li>`;
  });
  const { parentId } = organization;
  const facts: (readonly [string, HtmlValue])[] = [
    ["Stage", STAGE_TABLE[stage].means],
    ["Sites", html`<ul class="plain">${sitesText}</ul>`],
    ["May", may.join(" and ")],
    ["Answer to warnings alone", ackWarnings],
    ["Times without zone are read in", zone],
  ];
  if (parentId !== undefined)
    facts.push(["Part of", html`<a href="${PATHS.organization(parentId)}">${parentId}</a>`]);
  if (queueRank !== undefined) facts.push(["Place in the queue", queueRank]);
  if (onboarding.number > 1) facts.push(["Interface", onboarding.interfaceName]);
  if (backload !== undefined)
    facts.push(["Old messages until", html`${day(backload.from)} to ${day(backload.to)}`]);
  facts.push(["Id", html`<code>${id}</code>`]);
  return factList(facts);
}

function contacts({ contacts: people, onboarding, may }: OrganizationView, csrf: string): Html {
  const { id } = onboarding.organization;
  const table = dataTable({
    caption: "Contacts",
    captionHidden: true,
    columns: [
      { label: "Name" },
      { label: "For" },
      { label: "E-mail" },
      ...(may.contacts ? [{ label: "Remove" }] : []),
    ],
    rows: people.map(({ id: contactId, name, role, email }) => [
      name,
      role,
      email,
      postForm({ action: PATHS.removeContact(id, contactId), csrf, fields: NOTHING, submit: "Remove" }),
    ]),
    empty: "No contact yet: letters find nobody to go to.",
  });
  if (!may.contacts) return table;
  const fields = html`${choiceField({ label: "For", name: "role", choices: CONTACT_ROLES.map((role) => [role, role] as const) })}
${inputField({ label: "Name", name: "name", required: true, maxlength: 200, autocomplete: "off" })}
${inputField({ label: "E-mail", name: "email", type: "email", required: true, maxlength: 254, autocomplete: "off" })}`;
  return html`${table}${folded("Add a contact", postForm({ action: PATHS.contacts(id), csrf, fields, submit: "Add" }))}`;
}

function documents(organizationId: string, heads: readonly DocumentHead[]): Html {
  return dataTable({
    caption: "Documents",
    captionHidden: true,
    columns: [{ label: "Number" }, { label: "Title" }, { label: "Made" }, { label: "Size", kind: "number" }],
    rows: heads.map(({ id, number, title, atMs, bytes }) => [
      html`<a href="${PATHS.document(organizationId, id)}">${number}</a>`,
      title,
      instant(atMs),
      bytesText(bytes),
    ]),
    empty: "No letter and no attachment yet.",
  });
}

function historyTable(history: readonly HistoryEntry[]): Html {
  return dataTable({
    caption: "Newest first",
    columns: [
      { label: "When" },
      { label: "What" },
      { label: "Stage after" },
      { label: "Due" },
      { label: "Who" },
      { label: "Why" },
    ],
    rows: history
      .toReversed()
      .map((entry) => [
        instant(entry.atMs),
        html`${EVENT_TEXTS[entry.event]?.label ?? entry.event}${entry.late && html` ${stateMark("attention", "late")}`}`,
        STAGE_NAMES[entry.to],
        day(entry.dueOn),
        html`${entry.actor} <span class="quiet">(${entry.role})</span>${entry.askedBy !== undefined && html`, asked by ${entry.askedBy}`}`,
        html`${entry.reason} ${entry.documents.length > 0 && html`<span class="quiet small">${entry.documents.join(", ")}</span>`}`,
      ]),
    empty: "Nothing has happened yet.",
  });
}
