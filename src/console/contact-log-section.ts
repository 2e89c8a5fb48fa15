import { CONTACT_LOG_KINDS, CONTACT_LOG_LENGTH_MAX } from "../onboarding/contact-log.ts";
import { dataTable } from "./data-table.ts";
import { choiceField, folded, inputField, postForm, section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import type { OrganizationView } from "./views/organization.ts";

/** Entries that the page shows; the command line has more. */
const ENTRIES_SHOWN_MAX = 20;

/** Calls, mails and meetings that staff wrote down; nothing for others. */
export function contactLogSection({ log, contacts, onboarding }: OrganizationView, csrf: string): Html {
  if (log === undefined) return NOTHING;
  const names = new Map(contacts.map(({ id, name }) => [id, name]));
  const table = dataTable({
    caption: "Newest first",
    columns: [
      { label: "When" },
      { label: "How" },
      { label: "With" },
      { label: "Who" },
      { label: "What was said" },
    ],
    rows: log
      .slice(0, ENTRIES_SHOWN_MAX)
      .map(({ atMs, kind, contactId, by, text }) => [
        instant(atMs),
        kind,
        contactId === undefined ? "–" : (names.get(contactId) ?? "a former contact"),
        by,
        text,
      ]),
    empty: "Nothing was written down yet.",
  });
  const people = contacts.map(({ id, name, role }) => [id, `${name} (${role})`] as const);
  const fields = html`${choiceField({ label: "How", name: "kind", choices: CONTACT_LOG_KINDS.map((kind) => [kind, kind] as const) })}
${choiceField({ label: "With", name: "contact", choices: [["", "nobody of the contacts"], ...people] })}
${inputField({ label: "What was said", name: "text", required: true, maxlength: CONTACT_LOG_LENGTH_MAX, autocomplete: "off", hint: "No patient data. It cannot be changed later." })}`;
  const action = PATHS.contactLog(onboarding.organization.id);
  const form = folded("Write down a talk", postForm({ action, csrf, fields, submit: "Keep" }));
  return section("log", "Calls and mail", html`${table}${form}`);
}
