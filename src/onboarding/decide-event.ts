import type { Stage } from "../accounts/organization.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { AskedEvent, EventFacts } from "./event-facts.ts";
import type { OnboardingEvent } from "./events.ts";
import { GUARDS, type GuardId } from "./guards.ts";
import type { OnboardingCase, StageClock } from "./onboarding-case.ts";
import { queuePriority } from "./queue-priority.ts";
import { clockOf, invitationDay, isOverdue, pausedAt, resumedAt } from "./stage-clock.ts";
import { PHASE_BUSINESS_DAYS, TEST_SETUP_BUSINESS_DAYS } from "./stages.ts";
import { type Effect, TRANSITIONS } from "./transitions.ts";

/** One step of a case from stage to stage. */
export interface Step {
  readonly from: Stage;
  readonly to: Stage;
}

/** What became of an event. */
export type Decision =
  | {
      readonly kind: "moved";
      /** The case after it; a new one when the event opens one. */
      readonly after: OnboardingCase;
      /** In order; a return goes through RETURNED. */
      readonly steps: readonly Step[];
      readonly effects: readonly Effect[];
      /** The date was changed after it had passed. */
      readonly late: boolean;
    }
  | {
      readonly kind: "refused";
      readonly guard: GuardId | "order" | "clock" | "reason";
      /** What would satisfy the guard, as sentences for a person. */
      readonly satisfiedBy: string;
    };

function refused(guard: Extract<Decision, { kind: "refused" }>["guard"], satisfiedBy: string): Decision {
  return { kind: "refused", guard, satisfiedBy };
}

/** Events that a stage allows, in the order of the table. */
function eventsFrom(stage: Stage): string {
  const possible = Object.entries(TRANSITIONS).filter(([, row]) => row.from.includes(stage));
  return possible.map(([event]) => event).join(", ");
}

/** What every event needs, whatever its guards are. */
function firstRefusal(before: OnboardingCase, asked: AskedEvent, facts: EventFacts): Decision | undefined {
  const { event, reason } = asked;
  const row = TRANSITIONS[event];
  if (!row.from.includes(before.stage))
    return refused(
      "order",
      `${event} is possible in ${row.from.join(", ")}; the stage is ${before.stage}, which allows: ${eventsFrom(before.stage)}.`,
    );
  if (facts.atMs < before.lastEventAtMs)
    return refused(
      "clock",
      "The clock is behind the last event of this organization. Set the clock (IIS_NOW in a demonstration) right.",
    );
  if (row.needsReason && reason === undefined) return refused("reason", `${event} needs --reason TEXT.`);
  for (const guard of row.guards) {
    const satisfiedBy = GUARDS[guard].refuses({ before, asked, facts });
    if (satisfiedBy !== undefined) return refused(guard, satisfiedBy);
  }
  return undefined;
}

/**
 * Decide an event from values alone.
 *
 * @returns the case after it with everything that follows, or the first guard that refuses; the case before stays as it is
 * @see MIIC onboarding guide; decision D31
 */
export function decideEvent(before: OnboardingCase, asked: AskedEvent, facts: EventFacts): Decision {
  const refusal = firstRefusal(before, asked, facts);
  if (refusal !== undefined) return refusal;
  const { to, effects } = TRANSITIONS[asked.event];
  const late = asked.event === "change-schedule" && isOverdue(before, facts.now.day);
  const steps = stepsOf(before, to);
  return { kind: "moved", after: moved(before, asked, facts), steps, effects, late };
}

function stepsOf(before: OnboardingCase, to: Stage | "same" | "before-pause"): readonly Step[] {
  const from = before.stage;
  if (to === "RETURNED")
    return [
      { from, to },
      { from: to, to: "QUEUED" },
    ];
  return [{ from, to: targetOf(before, to) }];
}

function targetOf(before: OnboardingCase, to: Stage | "same" | "before-pause"): Stage {
  if (to === "same") return before.stage;
  return to === "before-pause" ? (before.pause?.from ?? before.stage) : to;
}

type Move = (base: OnboardingCase, asked: AskedEvent, facts: EventFacts) => OnboardingCase;

/** Events that change more of a case than its stage and clock. */
const MOVES: Readonly<Partial<Record<OnboardingEvent, Move>>> = {
  rank: queued,
  return: queued,
  pause: paused,
  resume: (base, _asked, facts) => resumed(base, facts),
  restart: reopened,
  "sign-review": (base, asked, facts) => ({
    ...entered(base, asked, facts),
    ...(facts.report !== undefined && { reviewReportId: facts.report.snapshotId }),
  }),
  "sign-monitoring": (base, asked, facts) => ({
    ...entered(base, asked, facts),
    ...(facts.report !== undefined && { monitoringReportId: facts.report.snapshotId }),
  }),
  "send-letter": (base, asked, facts) => ({
    ...entered(base, asked, facts),
    letterStands: true,
    closedAtMs: facts.atMs,
  }),
  withdraw: (base, asked, facts) => ({
    ...withoutPause(entered(base, asked, facts)),
    letterStands: false,
    closedAtMs: facts.atMs,
  }),
};

function moved(before: OnboardingCase, asked: AskedEvent, facts: EventFacts): OnboardingCase {
  const { atMs: lastEventAtMs, calendarVersion } = facts;
  const move = MOVES[asked.event] ?? entered;
  return move({ ...before, lastEventAtMs, calendarVersion }, asked, facts);
}

/** The case in the event's stage with that stage's clock. */
function entered(base: OnboardingCase, asked: AskedEvent, facts: EventFacts): OnboardingCase {
  const stage = targetOf(base, TRANSITIONS[asked.event].to);
  return { ...base, stage, clock: clockAfter(base, asked, facts) };
}

type NextClock = (base: OnboardingCase, asked: AskedEvent, facts: EventFacts) => StageClock;

/** A clock that begins on the next business day. */
function fromTomorrow(businessDays: number): NextClock {
  return (_base, _asked, { calendar, now }) => clockOf(calendar, calendar.add(now.day, 1), businessDays);
}

const agreedDay: NextClock = ({ clock }, { until }) =>
  until === undefined ? clock : { ...clock, dueOn: until };

/** The clocks that events start or move; all others start one without a due date. */
const CLOCKS: Readonly<Partial<Record<OnboardingEvent, NextClock>>> = {
  invite: (_base, _asked, { calendar, now }) =>
    clockOf(calendar, invitationDay(calendar, now), PHASE_BUSINESS_DAYS.plan),
  meet: ({ clock }) => clock,
  "start-test-setup": fromTomorrow(TEST_SETUP_BUSINESS_DAYS),
  "begin-review": fromTomorrow(PHASE_BUSINESS_DAYS.review),
  "reopen-review": fromTomorrow(PHASE_BUSINESS_DAYS.review),
  "go-live": (base, _asked, facts) => clockOf(facts.calendar, moveDay(base, facts), PHASE_BUSINESS_DAYS.move),
  "verify-connection": fromTomorrow(PHASE_BUSINESS_DAYS.monitoring),
  "extend-review": agreedDay,
  "extend-monitoring": agreedDay,
  "change-schedule": agreedDay,
};

/** The clock of the stage that an event leads to. */
function clockAfter(base: OnboardingCase, asked: AskedEvent, facts: EventFacts): StageClock {
  const next = CLOCKS[asked.event];
  return next === undefined ? clockOf(facts.calendar, facts.now.day) : next(base, asked, facts);
}

/** The day of the move: the agreed one, not before the business day after the review was signed, never in the past. */
function moveDay(base: OnboardingCase, { calendar, now, plan }: EventFacts): DateOnly {
  const first = plan.goLiveOn ?? calendar.add(base.clock.startedOn, 1);
  return calendar.onOrAfter(first > now.day ? first : now.day);
}

function queued(base: OnboardingCase, asked: AskedEvent, facts: EventFacts): OnboardingCase {
  const isReturn = asked.event === "return";
  const { earliestInvitationOn: earlier, reviewReportId: _signed, ...rest } = withoutPause(base);
  const { queue, now, calendar } = facts;
  const computed = queuePriority(isReturn ? { ...queue, returns: queue.returns + 1, waitingDays: 0 } : queue);
  const { score, reason = "ranked by staff" } = asked;
  const priority = score === undefined ? computed : { ...computed, override: { score, reason } };
  const isWaiting = base.stage === "QUEUED";
  const earliest = isReturn ? asked.until : earlier;
  return {
    ...rest,
    stage: "QUEUED",
    clock: isWaiting ? base.clock : clockOf(calendar, now.day),
    priority,
    queuedOn: isWaiting ? (base.queuedOn ?? now.day) : now.day,
    ...(earliest !== undefined && { earliestInvitationOn: earliest }),
  };
}

function paused(base: OnboardingCase, { until }: AskedEvent, facts: EventFacts): OnboardingCase {
  const { calendar, now } = facts;
  const pause = pausedAt(calendar, base, now, until ?? now.day);
  return { ...base, stage: "PAUSED", clock: { ...clockOf(calendar, now.day), dueOn: pause.until }, pause };
}

function resumed(base: OnboardingCase, { calendar, now }: EventFacts): OnboardingCase {
  const { pause, ...rest } = base;
  if (pause === undefined) return base;
  return { ...rest, stage: pause.from, clock: resumedAt(calendar, pause, now.day) };
}

function withoutPause({ pause: _pause, ...rest }: OnboardingCase): OnboardingCase {
  return rest;
}

/** A new case of the same organization; the one before stays as it is. */
function reopened(
  base: OnboardingCase,
  { interfaceName = "" }: AskedEvent,
  facts: EventFacts,
): OnboardingCase {
  const { organizationId, number, calendarVersion } = base;
  return {
    id: facts.newCaseId,
    organizationId,
    number: number + 1,
    interfaceName,
    stage: "REGISTERED",
    clock: clockOf(facts.calendar, facts.now.day),
    letterStands: false,
    calendarVersion,
    trafficSinceMs: facts.atMs,
    openedAtMs: facts.atMs,
    lastEventAtMs: facts.atMs,
  };
}
