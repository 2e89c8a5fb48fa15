import { checkLine } from "../../accounts/administration.ts";
import { checkDay } from "../../accounts/organizations.ts";
import type { Stage } from "../../accounts/organization.ts";
import { type Actor, permits } from "../../accounts/policy.ts";
import type { EventField, OfferedEvent } from "../../console/views/organization.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import type { EventRequest } from "../../onboarding/apply-event.ts";
import type { AskedEvent } from "../../onboarding/event-facts.ts";
import { ONBOARDING_EVENTS, type OnboardingEvent } from "../../onboarding/events.ts";
import { readPlanForm } from "../../onboarding/read-plan-form.ts";
import { TRANSITIONS } from "../../onboarding/transitions.ts";
import { SIGNING_EVENTS } from "./route-policy.ts";
import type { Texts } from "./visit.ts";

/** What is asked beside the reason. */
const FIELDS: Readonly<Partial<Record<OnboardingEvent, readonly EventField[]>>> = {
  rank: ["score"],
  "confirm-plan": ["plan", "document"],
  return: ["until"],
  "extend-review": ["until"],
  "extend-monitoring": ["until"],
  "go-live": ["plan", "document"],
  pause: ["until"],
  "change-schedule": ["until", "plan", "late"],
  restart: ["interface"],
};

const REASON_LENGTH_MAX = 500;
const INTERFACE_LENGTH_MAX = 100;
const DOCUMENT_LENGTH_MAX = 100_000;
const SCORE_MAX = 100;

/** The events that may happen next and that the actor's role allows. Guards decide when one is asked for. */
export function offeredEvents(
  actor: Actor,
  organizationId: string,
  stage: Stage,
  twoPerson: boolean,
): readonly OfferedEvent[] {
  return ONBOARDING_EVENTS.filter(
    (event) =>
      TRANSITIONS[event].from.includes(stage) && permits(actor, `onboarding.${event}`, organizationId),
  ).map((event) => ({
    event,
    fields: ["reason", ...(FIELDS[event] ?? [])],
    needsStepUp: SIGNING_EVENTS.has(event),
    twoPerson: twoPerson && TRANSITIONS[event].twoPerson,
  }));
}

/** @returns whether a word is an event of the way */
export function isOnboardingEvent(word: string): word is OnboardingEvent {
  return ONBOARDING_EVENTS.some((event) => event === word);
}

function scoreOf(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > SCORE_MAX)
    throw new RefusedError("usage", `The score is a whole number from 0 to ${SCORE_MAX}.`);
  return Number(text);
}

function documentOf(text: string): NonNullable<EventRequest["attached"]> {
  if (text.length > DOCUMENT_LENGTH_MAX)
    throw new RefusedError("usage", `The document is longer than ${DOCUMENT_LENGTH_MAX} characters.`);
  return { name: "confirmation.txt", content: new TextEncoder().encode(text) };
}

/**
 * An event as its form asks for it; empty fields are not said.
 *
 * @throws RefusedError `usage` with what to correct
 */
export function readEventForm(organizationId: string, event: OnboardingEvent, form: Texts): EventRequest {
  const said = (name: EventField): string | undefined => {
    const text = form[name]?.trim() ?? "";
    return text === "" ? undefined : text;
  };
  const [reason, until, plan, document, score] = [
    said("reason"),
    said("until"),
    said("plan"),
    said("document"),
    said("score"),
  ];
  const name = said("interface");
  const asked: AskedEvent = {
    event,
    hasDocument: document !== undefined,
    ...(reason !== undefined && { reason: checkLine("The reason", reason, REASON_LENGTH_MAX) }),
    ...(until !== undefined && { until: checkDay("Until", until) }),
    ...(plan !== undefined && { form: readPlanForm(plan) }),
    ...(form["late"] === "on" && { late: true }),
    ...(score !== undefined && { score: scoreOf(score) }),
    ...(name !== undefined && { interfaceName: checkLine("The name", name, INTERFACE_LENGTH_MAX) }),
  };
  return { organizationId, asked, ...(document !== undefined && { attached: documentOf(document) }) };
}
