import { stagePermitsProduction } from "../accounts/organization.ts";
import type { BusinessCalendar } from "../kernel/business-days.ts";
import type { DateOnly } from "../kernel/dates.ts";
import { LETTERS } from "../review/measures.ts";
import type { AskedEvent, EventFacts } from "./event-facts.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import { DAY_LIMITS, dayInStage, isOverdue } from "./stage-clock.ts";
import { PHASE_BUSINESS_DAYS } from "./stages.ts";

/** What a guard looks at. */
export interface GuardedEvent {
  readonly before: OnboardingCase;
  readonly asked: AskedEvent;
  readonly facts: EventFacts;
}

interface GuardRow {
  /** What must hold, for the documentation. */
  readonly asks: string;
  /** @returns what would satisfy it, as sentences for a person; undefined when it holds */
  readonly refuses: (event: GuardedEvent) => string | undefined;
  readonly source: string;
}

const GUIDE = "MIIC onboarding guide";
const OURS = "our choice: the guide is silent";

function missing(parts: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(parts)
    .filter(([, isThere]) => !isThere)
    .map(([name]) => name);
}

function tooEarly({ before, facts }: GuardedEvent, days: number): string | undefined {
  const reached = dayInStage(facts.calendar, before, facts.now.day);
  if (reached >= days) return undefined;
  const first = dayWhenReached(facts.calendar, before, days);
  return `Business day ${reached} of ${days} is reached. It can be signed from ${first} on.`;
}

function dayWhenReached(calendar: BusinessCalendar, { clock }: OnboardingCase, days: number): DateOnly {
  return calendar.nth(clock.startedOn, Math.max(1, days - clock.daysBefore));
}

/** Guards by id, in the order of the way. */
export const GUARD_IDS = [
  "registration-complete",
  "earliest-invitation",
  "due-date",
  "due-date-or-late",
  "written-confirmation",
  "plan-complete",
  "protection-agreed",
  "answered-in-test",
  "answered-in-production",
  "review-days",
  "monitoring-days",
  "signed-report",
  "evidence-sufficient",
  "rules-passed",
  "no-open-incident",
  "gates-passed",
  "agreed-day",
  "new-schedule",
  "monitoring-plan",
  "catch-up-day",
  "catch-up-complete",
  "resume-day",
  "pause-length",
  "before-production",
  "addressee",
  "interface-named",
] as const;
export type GuardId = (typeof GUARD_IDS)[number];

/** The guards of the transitions, each with what would satisfy it. */
export const GUARDS: Readonly<Record<GuardId, GuardRow>> = {
  "registration-complete": {
    asks: "the organization or a child has a site today",
    refuses: ({ facts }) =>
      facts.currentSites > 0 ? undefined : 'Add a site first: "org edit --add-site CODE,NAME".',
    source: GUIDE,
  },
  "earliest-invitation": {
    asks: "the agreed earliest day of a returned case has come, or a reason is given",
    refuses: ({ before, asked, facts }) => {
      const { earliestInvitationOn: first } = before;
      const isOpen = first === undefined || first <= facts.now.day || asked.reason !== undefined;
      return isOpen ? undefined : `It was agreed not to invite before ${first}. Wait, or give --reason.`;
    },
    source: OURS,
  },
  "due-date": {
    asks: "the due date has not passed",
    refuses: ({ before, facts }) =>
      isOverdue(before, facts.now.day)
        ? `The due date ${before.clock.dueOn} has passed. Changes are agreed before it. Return the organization to the queue ("return"), ` +
          'or let MN.IT set a new date: "change-schedule --late --until DAY --reason TEXT", which is recorded as late.'
        : undefined,
    source: `${GUIDE}, duty (c)`,
  },
  "due-date-or-late": {
    asks: "the due date has not passed, or MN.IT extends it late with a reason",
    refuses: (event) => {
      const { asked } = event;
      if (asked.late !== true) return GUARDS["due-date"].refuses(event);
      return asked.reason === undefined ? "A late change needs --reason TEXT." : undefined;
    },
    source: `${GUIDE}, duty (c); transition 20`,
  },
  "written-confirmation": {
    asks: "the organization's written confirmation is attached",
    refuses: ({ asked }) =>
      asked.hasDocument ? undefined : "Attach the organization's written confirmation: --document FILE.",
    source: `${GUIDE}, written confirmation to MN.IT`,
  },
  "plan-complete": {
    asks: "the plan names resources, contact and deputy, volumes and capabilities",
    refuses: ({ facts }) => {
      const { plan, contactRoles } = facts;
      const lacks = missing({
        resources: plan.resources.length > 0,
        "a technical contact": contactRoles.includes("technical"),
        "a deputy contact": contactRoles.includes("deputy"),
        volumes: plan.volumes !== undefined,
        capabilities: plan.capabilities.length > 0,
        "a site": facts.currentSites > 0,
      });
      return lacks.length === 0
        ? undefined
        : `The plan lacks ${lacks.join(", ")}. Give them with --plan FILE.json, contacts also with "contact add".`;
    },
    source: `${GUIDE}, commitments (a) to (c)`,
  },
  "protection-agreed": {
    asks: "the organization means protect by PD1-12 Y",
    refuses: ({ facts }) =>
      facts.plan.pd112Meaning === "protect"
        ? undefined
        : "The plan says that PD1-12 Y means may be viewed. MIIC reads Y as protect: agree on that before real data is sent.",
    source: "decision D11",
  },
  "answered-in-test": {
    asks: "a message under the test credential was answered AA or AE since the case was opened",
    refuses: ({ facts }) =>
      facts.answered
        ? undefined
        : `No ${facts.queryOnly ? "query" : "VXU"} under a test credential was answered AA or AE yet. Issue one ("credential issue --realm test") and let the organization send.`,
    source: `${GUIDE}, set up data transfer; decision D20`,
  },
  "answered-in-production": {
    asks: "a message under the production credential was answered AA or AE since the case was opened",
    refuses: ({ facts }) =>
      facts.answered
        ? undefined
        : `No ${facts.queryOnly ? "query" : "VXU"} under a production credential was answered AA or AE yet. Issue one ("credential issue --realm production") and let the organization send.`,
    source: "decision D31",
  },
  "review-days": {
    asks: `business day ${PHASE_BUSINESS_DAYS.review} of the review is reached`,
    refuses: (event) => tooEarly(event, PHASE_BUSINESS_DAYS.review),
    source: `${GUIDE}; decision D31`,
  },
  "monitoring-days": {
    asks: `business day ${PHASE_BUSINESS_DAYS.monitoring} of the monitoring is reached`,
    refuses: (event) => tooEarly(event, PHASE_BUSINESS_DAYS.monitoring),
    source: `${GUIDE}; decision D31`,
  },
  "signed-report": {
    asks: "there is a review report to sign",
    refuses: ({ facts }) =>
      facts.report === undefined
        ? 'There is no signed report. Compute it with "review report --org ID" and sign again.'
        : undefined,
    source: `${GUIDE}, technical message review`,
  },
  "evidence-sufficient": {
    asks: "the report rests on enough messages, given doses and days, or staff waived that",
    refuses: ({ facts }) =>
      facts.report?.sufficient === false
        ? 'The evidence is too small. Wait for more traffic, or "review waive" it with a reason.'
        : undefined,
    source: "gateway decision: a review needs enough evidence to be told from chance",
  },
  "rules-passed": {
    asks: "every rule a to k is PASS, ATTESTED, NOT_APPLICABLE, or waived with a reason",
    refuses: ({ facts: { report } }) => {
      if (report === undefined) return undefined;
      const open = LETTERS.filter((letter) => {
        const { verdict, waived } = report.rules[letter];
        return !waived && (verdict === "FAIL" || verdict === "REVIEW");
      }).map((letter) => `${letter} ${report.rules[letter].verdict}`);
      return open.length === 0
        ? undefined
        : `Rules are open: ${open.join(", ")}. Let the sender fix them, or "review attest" or "review waive" them with a reason; else extend or return.`;
    },
    source: `${GUIDE}, items a to k`,
  },
  "no-open-incident": {
    asks: "no privacy incident is open",
    refuses: ({ facts: { report } }) =>
      report !== undefined && report.openIncidents > 0
        ? `Privacy incidents are open: ${report.openIncidents}. See "incident list"; close each first.`
        : undefined,
    source: "review rule j; transition 8",
  },
  "gates-passed": {
    asks: "capabilities, volume and corrections are shown",
    refuses: ({ facts: { report } }) => {
      const open = report?.gates.filter(({ passed }) => !passed) ?? [];
      return open.length === 0 ? undefined : open.map(({ satisfiedBy }) => satisfiedBy).join(" ");
    },
    source: "decision D25; transitions 8 and 14",
  },
  "agreed-day": {
    asks: "a new day is agreed: a business day, later than the due date",
    refuses: ({ before, asked: { until }, facts }) => {
      if (until === undefined) return "Say the agreed day: --until YYYY-MM-DD.";
      const { dueOn } = before.clock;
      if (until < facts.now.day || (dueOn !== undefined && until <= dueOn))
        return `${until} is not later than ${dueOn !== undefined && dueOn >= facts.now.day ? `the due date ${dueOn}` : "today"}. Agree on a later day.`;
      return notBusinessDay(facts.calendar, until);
    },
    source: `${GUIDE}: a review may be extended; transition 9`,
  },
  "new-schedule": {
    asks: "a new due date (a business day, today or later) or a new plan is given",
    refuses: ({ asked: { until, form }, facts }) => {
      if (until === undefined)
        return form === undefined ? "Say what changes: --until YYYY-MM-DD or --plan FILE.json." : undefined;
      if (until < facts.now.day) return `${until} has passed. Agree on a day from today on.`;
      return notBusinessDay(facts.calendar, until);
    },
    source: `${GUIDE}; transition 20`,
  },
  "monitoring-plan": {
    asks: "the organization's plan to monitor submissions and answers is there",
    refuses: ({ asked, facts }) =>
      asked.hasDocument || facts.plan.monitoringPlan !== undefined
        ? undefined
        : "The monitoring plan is missing. Attach it (--document FILE) or give monitoringPlan with --plan FILE.json.",
    source: `${GUIDE}, production monitoring`,
  },
  "catch-up-day": {
    asks: "it is agreed how and until when doses given during the review reach production",
    refuses: ({ facts }) =>
      facts.plan.catchUp.isAgreed
        ? undefined
        : 'No day is agreed for catching up the doses given during the review. Give "catchUp": {"how": TEXT, "on": DAY} with --plan FILE.json.',
    source: `${GUIDE}: production records stay complete`,
  },
  "catch-up-complete": {
    asks: "every dose given during the review is in production, or staff explained why not",
    refuses: ({ facts: { missingDoses } }) => {
      if (missingDoses === 0) return undefined;
      const what =
        missingDoses === undefined
          ? "The doses of the review were not compared with production."
          : `Doses given during the review are missing in production: ${missingDoses}.`;
      return `${what} "onboarding catch-up --org ID" lists them by control id; let the organization send them, or explain them with --explain and --reason.`;
    },
    source: `${GUIDE}: production records stay complete`,
  },
  "resume-day": {
    asks: "the day of going on is agreed and lies ahead",
    refuses: ({ asked: { until }, facts }) => {
      if (until === undefined) return "Say when it goes on: --until YYYY-MM-DD.";
      return until > facts.now.day ? undefined : `${until} does not lie ahead. Agree on a later day.`;
    },
    source: `${GUIDE}; transition 17`,
  },
  "pause-length": {
    asks: `the pause lasted at most ${DAY_LIMITS.pauseBusinessDaysMax} business days`,
    refuses: ({ before: { pause }, facts }) => {
      const days = pause === undefined ? 0 : facts.calendar.count(pause.on, facts.now.day);
      return days <= DAY_LIMITS.pauseBusinessDaysMax
        ? undefined
        : `The pause has lasted ${days} business days, at most ${DAY_LIMITS.pauseBusinessDaysMax} are possible. Return it to the queue: "return --reason TEXT".`;
    },
    source: `${GUIDE}; transition 18`,
  },
  "before-production": {
    asks: "the organization does not send to production yet",
    refuses: ({ before: { pause } }) =>
      pause !== undefined && stagePermitsProduction(pause.from)
        ? 'Its traffic is live. Go on ("resume"), then "reopen-review", or "withdraw".'
        : undefined,
    source: OURS,
  },
  addressee: {
    asks: "the organization has a contact",
    refuses: ({ facts }) =>
      facts.contactRoles.length === 0
        ? 'The letter has no addressee. Add one: "contact add --org ID --role technical --name N --email E".'
        : undefined,
    source: `${GUIDE}, official letter`,
  },
  "interface-named": {
    asks: "the new interface has a name",
    refuses: ({ asked }) =>
      asked.interfaceName === undefined ? "Name the new interface: --interface NAME." : undefined,
    source: "operator's interface",
  },
};

function notBusinessDay(calendar: BusinessCalendar, day: DateOnly): string | undefined {
  return calendar.isBusinessDay(day)
    ? undefined
    : `${day} is no business day; the next is ${calendar.onOrAfter(day)}.`;
}
