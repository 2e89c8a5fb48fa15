import type { Command } from "commander";
import { checkLine } from "../../src/accounts/administration.ts";
import { checkDay } from "../../src/accounts/organizations.ts";
import type { Actor } from "../../src/accounts/policy.ts";
import { applyEvent, type EventOutcome } from "../../src/onboarding/apply-event.ts";
import { REALMS } from "../../src/kernel/realm.ts";
import type { AskedEvent } from "../../src/onboarding/event-facts.ts";
import { showStanding, type StageStanding } from "../../src/onboarding/evidence-outside.ts";
import { ONBOARDING_EVENTS, type OnboardingEvent } from "../../src/onboarding/events.ts";
import type { HistoryEntry } from "../../src/onboarding/history-entry.ts";
import { effectiveScore } from "../../src/onboarding/queue-priority.ts";
import { readPlanForm } from "../../src/onboarding/read-plan-form.ts";
import { LETTERS } from "../../src/review/measures.ts";
import { type OnboardingView, showBoard, showOnboarding } from "../../src/onboarding/show-onboarding.ts";
import { PHASES } from "../../src/onboarding/stages.ts";
import { realmsOf, TRANSITIONS } from "../../src/onboarding/transitions.ts";
import { addCatchUp } from "./catch-up.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  wholeNumber,
} from "./command-group.ts";
import { EXIT_CODES } from "./end-with.ts";
import { deliver, onboardingDeps } from "./onboarding-session.ts";
import { list, print, table } from "./print.ts";
import { readGivenFile, readGivenText } from "./read-given-file.ts";
import { type Session, withSession } from "./session.ts";
import { addWatch } from "./watch.ts";

interface EventOptions extends ChangeOptions {
  readonly org: string;
  readonly document?: string;
  readonly plan?: string;
  readonly until?: string;
  readonly late?: true;
  readonly interface?: string;
  readonly score?: number;
}

type Exit = (code: number) => void;

const REASON_LENGTH_MAX = 500;
const INTERFACE_LENGTH_MAX = 100;
const SCORE_MAX = 100;

/** What each event is, for `--help`. */
const EVENT_HELP: Readonly<Record<OnboardingEvent, string>> = {
  rank: "put the organization into the queue with a computed priority",
  invite: "send the invitation: day 1 of the plan",
  meet: "the planning meeting was held",
  "confirm-plan": "the organization confirmed the plan in writing (--document, --plan)",
  return: "back to the queue, ranked anew (--reason; --until: not invited before)",
  "start-test-setup": "begin to set up the transport to the test environment",
  "begin-review": "begin the technical message review",
  "sign-review": "sign the review",
  "extend-review": "go on reviewing until an agreed day (--until)",
  "go-live": "open production: the move (--plan, --document for the monitoring plan)",
  "verify-connection": "the connection to production is verified",
  "sign-monitoring": "sign the production monitoring",
  "extend-monitoring": "go on monitoring until an agreed day (--until)",
  "reopen-review": "back to the review, production suspended (--reason)",
  "send-letter": "send the official letter",
  pause: "stop the clock until an agreed day (--until, --reason)",
  resume: "go on after a pause",
  "change-schedule": "agree on another due date or plan (--until, --plan; --late after the date)",
  withdraw: "the organization leaves: every credential ends (--reason)",
  restart: "a new case for a new interface; the old one stays until the next go-live (--interface)",
};

/** A word in the example of an event's help. */
function exampleOf(event: OnboardingEvent): string {
  const needsReason = TRANSITIONS[event].needsReason ? ' --reason "asked by telephone"' : "";
  const needsDay = TRANSITIONS[event].guards.some(
    (guard) => guard === "agreed-day" || guard === "resume-day",
  );
  return `onboarding ${event} --org ID${needsDay ? " --until 2026-03-02" : ""}${needsReason}`;
}

/** `onboarding …` */
export const onboarding: CommandGroup = (group, context, exit) => {
  asCommand(
    group.command("show"),
    "one organization: stage, dates, tasks, history",
    "onboarding show --org ID",
  )
    .requiredOption("--org <id>", "the organization")
    .action((options: CommonOptions & { readonly org: string }) => show(context, options));
  asCommand(
    group.command("board"),
    "all organizations, the nearest due date first",
    "onboarding board",
  ).action((options: CommonOptions) => board(context, options));
  addCatchUp(group, context);
  addWatch(group, context);
  for (const event of ONBOARDING_EVENTS) addEvent(group, context, exit, event);
};

function addEvent(group: Command, context: CommandContext, exit: Exit, event: OnboardingEvent): void {
  const command = asChange(group.command(event), EVENT_HELP[event], exampleOf(event))
    .requiredOption("--org <id>", "the organization")
    .option("--document <file>", "a file that is kept with it, such as the written confirmation")
    .option("--plan <file.json>", "answers that are agreed; docs/onboarding.md has a form to fill in")
    .option("--until <day>", "the agreed day, YYYY-MM-DD");
  if (event === "change-schedule")
    command.option("--late", "MN.IT sets a new day after the old one has passed; needs --reason");
  if (event === "restart") command.option("--interface <name>", "name of the new interface");
  if (event === "rank")
    command.option("--score <n>", "staff's number in place of the computed one", wholeNumber(0, SCORE_MAX));
  command.action((options: EventOptions) => apply(context, exit, event, options));
}

function readAsked(context: CommandContext, event: OnboardingEvent, options: EventOptions): AskedEvent {
  const { reason, plan, until, late, score, document } = options;
  const name = options.interface;
  return {
    event,
    hasDocument: document !== undefined,
    ...(reason !== undefined && { reason: checkLine("The reason", reason, REASON_LENGTH_MAX) }),
    ...(plan !== undefined && { form: readPlanForm(readGivenText(context, "--plan", plan)) }),
    ...(until !== undefined && { until: checkDay("--until", until) }),
    ...(late === true && { late }),
    ...(name !== undefined && { interfaceName: checkLine("--interface", name, INTERFACE_LENGTH_MAX) }),
    ...(score !== undefined && { score }),
  };
}

function apply(
  context: CommandContext,
  exit: Exit,
  event: OnboardingEvent,
  options: EventOptions,
): Promise<void> {
  const asked = readAsked(context, event, options);
  const { document, org: organizationId } = options;
  const attached = document === undefined ? {} : { attached: readGivenFile(context, "--document", document) };
  return withSession(context, options, realmsOf(TRANSITIONS[event]), async (session) => {
    const deps = onboardingDeps(session);
    const outcome = await applyEvent(deps, session.actor, { organizationId, asked, ...attached });
    await printOutcome(context, exit, options, session, outcome);
  });
}

/** Print what waits for another person (exit 4). */
export function printPending(
  context: CommandContext,
  exit: Exit,
  options: CommonOptions,
  pendingId: string,
): void {
  exit(EXIT_CODES.policy);
  const text = `Another person confirms it: npm run --silent iis -- confirm --pending ${pendingId}`;
  print(context, options, { pending: pendingId }, () => text);
}

/** Print what became of an event: the organization after it, or what waits for another person (exit 4). */
export async function printOutcome(
  context: CommandContext,
  exit: Exit,
  options: CommonOptions,
  session: Session,
  outcome: EventOutcome,
): Promise<void> {
  const deps = onboardingDeps(session);
  if (outcome.kind === "pending") {
    printPending(context, exit, options, outcome.pendingId);
    return;
  }
  await deliver(context, session, deps);
  const view = await showOnboarding(deps, session.actor, outcome.case.organizationId);
  printView(context, options, session.actor, view);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function shownEntry(entry: HistoryEntry, actor: Actor) {
  const { seq, event, from, to, atMs, day, role, late, documents } = entry;
  const { reason = null, dueOn = null, reportId = null, askedBy = null } = entry;
  const step = { seq, event, from, to, at: isoOf(atMs), day, dueDate: dueOn, role, reason, late };
  // Names of staff are for staff.
  const who = actor.user?.role === "integrator" ? {} : { actor: entry.actor, osUser: entry.osUser, askedBy };
  return { ...step, ...who, documents, reportId };
}

/** The JSON of the operator's interface, and what stands beside it. */
function shownView(view: OnboardingView, actor: Actor) {
  const { organization, stage, dayInStage, schedule, overdue, plan, documents, history } = view;
  const { clock, interfaceName, number, priority } = view.case;
  const isOrganization = actor.user?.role === "integrator";
  return {
    org: organization.id,
    stage,
    dayInStage,
    dueDate: clock.dueOn ?? null,
    schedule,
    openTasks: view.openTasks.map(({ kind, text, role, dueOn = null, subject = null, detail = null }) => {
      return { task: kind, text, role, dueOn, subject, detail };
    }),
    history: history.map((entry) => shownEntry(entry, actor)),
    overdue,
    case: number,
    interface: interfaceName,
    queueRank: view.queueRank ?? null,
    ...(!isOrganization && { priority: priority ?? null }),
    plan: plan === undefined ? null : { version: plan.version, ...plan.plan },
    documents: documents.map(({ number: documentNumber, kind, title, atMs, bytes, sha256 }) => {
      return { number: documentNumber, kind, title, at: isoOf(atMs), bytes, sha256 };
    }),
  };
}

function describe(view: OnboardingView, actor: Actor): string {
  const { organization, stage, dayInStage, overdue, queueRank = null, schedule } = view;
  const { clock, interfaceName } = view.case;
  const fields = list({
    organization: organization.id,
    name: organization.name,
    stage,
    "business day": dayInStage,
    due: clock.dueOn === undefined ? null : `${clock.dueOn}${overdue ? " (passed)" : ""}`,
    interface: interfaceName,
    "place in the queue": queueRank,
  });
  const spans = PHASES.flatMap((phase) => {
    const span = schedule[phase];
    return span === undefined ? [] : [[phase, span.from, span.to, span.state]];
  });
  const tasks = view.openTasks.map(({ text, role, dueOn = null, subject, detail = "" }) => {
    return [subject === undefined ? text : `${text} (${subject}: ${detail})`, role, dueOn];
  });
  const steps = view.history.map((entry) => {
    const { event, from, to, day, reason, documents } = shownEntry(entry, actor);
    return [day, event, `${from} > ${to}`, reason, documents.join(" ")];
  });
  return [
    fields,
    table(["phase", "from", "to", "state"], spans, "No schedule before the invitation."),
    table(["task", "who", "due"], tasks, "No open task."),
    table(["day", "event", "stages", "reason", "documents"], steps, "Nothing happened yet."),
  ].join("\n\n");
}

function printView(
  context: CommandContext,
  options: CommonOptions,
  actor: Actor,
  view: OnboardingView,
): void {
  print(context, options, shownView(view, actor), () => describe(view, actor));
}

/** What signing would find, letter by letter and gate by gate. */
function shownStanding({ sufficient, rules, openIncidents, gates, missingDoses }: StageStanding) {
  return {
    evidenceSufficient: sufficient,
    rules: Object.fromEntries(
      LETTERS.map((letter) => {
        const { verdict, waived } = rules[letter];
        return [letter, waived ? `${verdict} (waived)` : verdict];
      }),
    ),
    openIncidents,
    missingDoses: missingDoses ?? null,
    gates: gates.map(({ id, passed, satisfiedBy }) => {
      return { gate: id, passed, satisfiedBy: passed ? null : satisfiedBy };
    }),
  };
}

function describeStanding({ gates, ...standing }: ReturnType<typeof shownStanding>): string {
  const { rules, evidenceSufficient, openIncidents, missingDoses } = standing;
  const verdicts = Object.entries(rules).map(([letter, verdict]) => `${letter} ${verdict}`);
  const rows = gates.map(({ gate, passed, satisfiedBy }) => [gate, passed, satisfiedBy]);
  return [
    list({
      "evidence suffices": evidenceSufficient,
      "open incidents": openIncidents,
      "doses to catch up": missingDoses,
      rules: verdicts.join(", "),
    }),
    table(["gate", "passed", "what would satisfy it"], rows, "No gates beside the rules."),
  ].join("\n\n");
}

function show(context: CommandContext, options: CommonOptions & { readonly org: string }): Promise<void> {
  return withSession(context, options, REALMS, async (session) => {
    const deps = onboardingDeps(session);
    const view = await showOnboarding(deps, session.actor, options.org);
    const standing = await showStanding(deps, session.actor, options.org);
    const signing = standing === undefined ? null : shownStanding(standing);
    print(context, options, { ...shownView(view, session.actor), signing }, () => {
      const text = describe(view, session.actor);
      return signing === null ? text : `${text}\n\n${describeStanding(signing)}`;
    });
  });
}

function board(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const views = await showBoard(onboardingDeps(session), session.actor);
    const value = views.map((view) => {
      const { organization, stage, dayInStage, overdue, queueRank = null, openTasks } = view;
      const { clock, priority, interfaceName } = view.case;
      const [next] = openTasks;
      return {
        org: organization.id,
        name: organization.name,
        stage,
        dayInStage,
        dueDate: clock.dueOn ?? null,
        overdue,
        interface: interfaceName,
        queueRank,
        score: priority === undefined ? null : effectiveScore(priority),
        next: next === undefined ? null : { task: next.kind, text: next.text, role: next.role },
      };
    });
    print(context, options, value, () => {
      const rows = value.map((row) => {
        const due = row.dueDate === null ? null : `${row.dueDate}${row.overdue ? " (passed)" : ""}`;
        return [row.org, row.name, row.stage, row.dayInStage, due, row.queueRank, row.next?.text ?? null];
      });
      const head = ["id", "name", "stage", "day", "due", "queue", "next"];
      return table(head, rows, 'No organization yet. "org create" makes one.');
    });
  });
}
