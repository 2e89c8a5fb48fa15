/**
 * Writes docs/onboarding.md, the way of an organization from the invitation to the letter, from the tables of onboarding.
 * `node scripts/onboarding-reference.ts` writes it; a test says when it is stale.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Stage, STAGES, stagePermitsProduction } from "../src/accounts/organization.ts";
import { POLICY } from "../src/accounts/policy.ts";
import { LETTER_KINDS } from "../src/documents/letter.ts";
import { LETTER_TEXTS } from "../src/documents/letter-texts.ts";
import { ONBOARDING_EVENTS, type OnboardingEvent } from "../src/onboarding/events.ts";
import { GUARD_IDS, GUARDS } from "../src/onboarding/guards.ts";
import { QUEUE_FACTORS } from "../src/onboarding/queue-priority.ts";
import { PHASE_BUSINESS_DAYS, STAGE_TABLE } from "../src/onboarding/stages.ts";
import { TASK_KINDS, TASK_TABLE } from "../src/onboarding/tasks.ts";
import { type Effect, TRANSITIONS } from "../src/onboarding/transitions.ts";
import { WATCH_IDS, WATCHES } from "../src/onboarding/watch/watches.ts";

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [row(head), `|${" --- |".repeat(head.length)}`, ...rows.map(row), ""];
}

/** Events that are possible nearly everywhere would hide the way; the table below has them. */
const ASIDE: ReadonlySet<OnboardingEvent> = new Set<OnboardingEvent>([
  "pause",
  "resume",
  "change-schedule",
  "withdraw",
]);

function diagram(): readonly string[] {
  const arrows = ONBOARDING_EVENTS.filter((event) => !ASIDE.has(event)).flatMap((event) => {
    const { from, to } = TRANSITIONS[event];
    const stages = from.filter((stage) => stage !== "PAUSED" && stage !== to);
    return stages.map((stage) => `  ${stage} --> ${to}: ${event}`);
  });
  return [
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> REGISTERED: org create",
    ...arrows,
    "  RETURNED --> QUEUED: at once, ranked anew",
    "```",
    "",
  ];
}

function stageRows(): readonly (readonly string[])[] {
  return STAGES.map((stage: Stage) => {
    const { means, phase, source } = STAGE_TABLE[stage];
    const days = phase === undefined ? "" : `${PHASE_BUSINESS_DAYS[phase]} (${phase})`;
    return [`\`${stage}\``, means, days, stagePermitsProduction(stage) ? "yes" : "no", source];
  });
}

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case "letter":
      return `letter \`${effect.letter}\``;
    case "freeze-plan":
      return "next version of the plan";
    case "suspend-credentials":
      return `${effect.realm} credentials suspended`;
    case "lift-suspension":
      return `suspended ${effect.realm} credentials work again`;
    case "revoke-credentials":
      return "every credential ends";
    case "end-earlier-interfaces":
      return "the letter of the interface before no longer stands";
    case "open-case":
      return "new case";
    default:
      return effect satisfies never;
  }
}

function eventRows(): readonly (readonly string[])[] {
  return ONBOARDING_EVENTS.map((event) => {
    const { number, from, to, guards, effects, needsReason, twoPerson, source } = TRANSITIONS[event];
    const who = POLICY[`onboarding.${event}`].roles.join(", ");
    const needs = [
      ...guards.map((guard) => `\`${guard}\``),
      ...(needsReason ? ["a reason"] : []),
      ...(twoPerson ? ["two people"] : []),
    ];
    const stages = from.map((stage) => `\`${stage}\``).join(", ");
    return [
      number,
      `\`${event}\``,
      stages,
      `\`${to}\``,
      who,
      needs.join(", "),
      effects.map(effectText).join("; "),
      source,
    ];
  });
}

const PLAN_FORM = `{
  "// how to use": "Keys that begin with // are comments. What is absent stays as it was agreed before.",
  "// resources": "Commitment (a) of the guide: who works on it, and how much.",
  "resources": ["an interface analyst, 10 hours a week"],
  "// contacts": "Commitment (b): at least a technical contact and a deputy. Roles: technical, clinical, privacy, deputy.",
  "contacts": [
    { "role": "technical", "name": "Ada Lind", "email": "ada@clinic.example" },
    { "role": "deputy", "name": "Bo Ng", "email": "bo@clinic.example" }
  ],
  "// volumes": "Per opening day, all sites together; silence and floods are judged by it.",
  "volumes": { "messagesPerDay": 60, "dosesPerDay": 90 },
  "// dataKind": "What goes to the test environment: real (the guide's assumption) or test (by agreement).",
  "dataKind": "real",
  "transport": "SOAP",
  "// pd112Meaning": "What PD1-12 Y means at the clinic. MIIC reads it as protect; may-be-viewed must be settled first.",
  "pd112Meaning": "protect",
  "// capabilities": "What the interface can do.",
  "capabilities": ["sends updates", "sends deletions", "queries"],
  "// monitoringPlan": "How the clinic watches submissions and reads answers; due before go-live.",
  "monitoringPlan": "The analyst reads every AE answer on the same day.",
  "// catchUp": "How doses given during the review reach production, and until when; a text alone means by the last day of the monitoring.",
  "catchUp": { "how": "Doses go on by file until the move; the last week is sent again.", "on": "2026-02-20" },
  "// goLiveOn": "The agreed day of the move; absent: the business day after the review.",
  "goLiveOn": "2026-02-10"
}`;

/** The whole document. */
export function onboardingReference(): string {
  return [
    "# Onboarding",
    "",
    "The way of an organization from the registration to the official letter. Written from the tables of `src/onboarding` by",
    "`node scripts/onboarding-reference.ts`; do not edit.",
    "",
    "Every step is an event that a person asks for: `npm run --silent iis -- onboarding EVENT --org ID`. No timer moves an",
    "organization; timers raise tasks. An event that is refused ends with exit code 4, names the guard and what would satisfy",
    "it, and changes nothing. Days are business days of Minnesota's executive branch (`iis calendar list`), a due date holds",
    "to its end on the clock of America/Chicago.",
    "",
    ...diagram(),
    "`pause`, `resume`, `change-schedule` and `withdraw` are possible from nearly everywhere and are not drawn.",
    "",
    "## Stages",
    "",
    ...table(["Stage", "Means", "Business days", "Production open", "Source"], stageRows()),
    "While an earlier interface has its letter, a new case (`restart`) leaves the organization in production until the next",
    "`go-live`; a pause of a live interface leaves it live.",
    "",
    "## Events",
    "",
    ...table(["No.", "Event", "From", "To", "Who", "Needs", "Then", "Source"], eventRows()),
    "Two people: with `TWO_PERSON=1` (the default with `NODE_ENV=production`) the first call answers exit code 4 with",
    "`{pending}`; another person, logged in as themselves, runs `confirm --pending ID` within 5 business days.",
    "",
    "## Guards",
    "",
    ...table(
      ["Guard", "Asks that", "Source"],
      GUARD_IDS.map((id) => [`\`${id}\``, GUARDS[id].asks, GUARDS[id].source]),
    ),
    "Besides, every event asks that the stage allows it (`order`) and that the clock is not behind the last event (`clock`).",
    "",
    "## Tasks",
    "",
    ...table(
      ["Task", "Text", "For"],
      TASK_KINDS.map((kind) => [`\`${kind}\``, TASK_TABLE[kind].text, TASK_TABLE[kind].role]),
    ),
    "## Watches",
    "",
    "From production monitoring on, and for ever: what is found raises a task once, which is closed when it recovers. The",
    "server looks every hour or day; `onboarding watch` looks at once. What is told of in the daily digest goes to the technical",
    "contact with control ids, causes and what to do, without patient data. Before a fix marker (`review mark --realm production`)",
    "no error counts as uncorrected.",
    "",
    ...table(
      ["Watch", "Finds", "Looks", "Source"],
      WATCH_IDS.map((id) => [`\`${id}\``, WATCHES[id].means, WATCHES[id].looks, WATCHES[id].source]),
    ),
    "## Catching up",
    "",
    "`onboarding catch-up --org ID` lists by control id the doses given since the day of `begin-review` (messages with MSH-11 P) that",
    "production does not have. The realms are compared by digests under a key made for this one comparison: record number,",
    "birth date, day and vaccine group. `--explain CONTROLID --reason TEXT` says why one need not be sent, `--explain-all` the same",
    "of all that are missing. `sign-monitoring` needs none left. Agreed test data and queries have nothing to catch up.",
    "",
    "## Queue",
    "",
    "Waiting organizations are ordered by points; the points are stored with what they were computed from. Staff may put",
    "another number in their place: `onboarding rank --org ID --score N --reason TEXT`.",
    "",
    ...table(
      ["Factor", "Points at most", "Source"],
      QUEUE_FACTORS.map(({ text, weight, source }) => [text, String(weight), source]),
    ),
    "## Letters",
    "",
    "Sent by the event that says so, numbered, stored unchangeably as PDF and HTML with a hash, and mailed: by `SMTP_URL`, else as",
    "files in the folder `outbox` of `DATA_DIR`. `letter render` shows what was sent, or a draft.",
    "",
    ...table(
      ["Kind", "Subject", "To", "Source"],
      LETTER_KINDS.map((kind) => {
        const { subject, to, source } = LETTER_TEXTS[kind];
        return [`\`${kind}\``, subject, to.join(", "), source];
      }),
    ),
    "## Plan form",
    "",
    "For `--plan FILE.json` of `confirm-plan`, `go-live` and `change-schedule`:",
    "",
    "```json",
    PLAN_FORM,
    "```",
    "",
    "## Closings",
    "",
    "`calendar import FILE` closes days beside the holidays (weather, shutdown, a new holiday), one a line:",
    "",
    "```text",
    "# winter 2026",
    "2026-01-20,snow storm",
    "```",
    "",
    "Due dates that lie ahead move by as many business days as were lost; those that have passed stay.",
    "",
  ].join("\n");
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, "../docs/onboarding.md"), onboardingReference());
}
