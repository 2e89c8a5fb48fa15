import type { OnboardingEvent } from "../onboarding/events.ts";
import { EVENT_TEXTS } from "./event-texts.ts";
import { checkField, folded, inputField, postForm, textField } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { PATHS } from "./paths.ts";
import type { EventField, OfferedEvent } from "./views/organization.ts";

const FIELDS: Readonly<Record<EventField, Html>> = {
  reason: inputField({
    label: "Reason",
    name: "reason",
    required: true,
    maxlength: 500,
    hint: "Kept in the history.",
    autocomplete: "off",
  }),
  until: inputField({ label: "Until", name: "until", type: "date", hint: "The last day, inclusive." }),
  late: checkField("the due date has passed; this is agreed late", "late"),
  score: inputField({
    label: "Score",
    name: "score",
    type: "number",
    hint: "0 to 100; empty keeps the computed one.",
  }),
  interface: inputField({
    label: "Name of the interface",
    name: "interface",
    maxlength: 100,
    autocomplete: "off",
  }),
  plan: textField({
    label: "Plan form (JSON)",
    name: "plan",
    rows: 6,
    isCode: true,
    hint: "What is absent stays as it was.",
  }),
  document: textField({
    label: "Written confirmation",
    name: "document",
    rows: 4,
    hint: "Paste the mail or note; it is stored as a document.",
  }),
};

/** Acts that end or set back something: shown so. */
const GRAVE: ReadonlySet<OnboardingEvent> = new Set<OnboardingEvent>(["return", "withdraw", "reopen-review"]);

/** One folded form for each event that may happen now. */
export function eventForms(organizationId: string, events: readonly OfferedEvent[], csrf: string): Html {
  if (events.length === 0) return NOTHING;
  const forms = events.map(({ event, fields, needsStepUp, twoPerson }) => {
    const { label = event, means = "" } = EVENT_TEXTS[event] ?? {};
    const body = html`<p>${means}${needsStepUp && " You are asked to sign in again."}${
      twoPerson && " A second person confirms it."
    }</p>
${postForm({
  action: PATHS.event(organizationId, event),
  csrf,
  fields: fields.map((field) => FIELDS[field]),
  submit: label,
  isGrave: GRAVE.has(event),
})}`;
    return folded(label, body);
  });
  return html`<h3>What you may do</h3>${forms}`;
}
