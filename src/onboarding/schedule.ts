import type { Stage } from "../accounts/organization.ts";
import type { BusinessCalendar } from "../kernel/business-days.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { HistoryEntry } from "./history-entry.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import { resumedAt } from "./stage-clock.ts";
import { type Phase, PHASE_BUSINESS_DAYS, PHASES, STAGE_TABLE } from "./stages.ts";

/** First and last day of a phase, inclusive. */
export interface Span {
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly state: "done" | "current" | "planned";
}

/** The timeline of a case; empty before the invitation. */
export type Schedule = Readonly<Partial<Record<Phase, Span>>>;

/** A phase that was entered, and left when `to` is there. */
interface Passed {
  readonly from: DateOnly;
  readonly to?: DateOnly;
  /** The last agreed day. */
  readonly dueOn?: DateOnly;
}

/** What a later event makes undone. */
const RESTARTED_BY: Readonly<Record<string, readonly Phase[]>> = {
  return: PHASES,
  "reopen-review": ["review", "move", "monitoring"],
};

function phaseOf(stage: Stage, before: Stage): Phase | undefined {
  return stage === "PAUSED" ? STAGE_TABLE[before].phase : STAGE_TABLE[stage].phase;
}

/** The phases that a case went through, from its history in order. */
function passedPhases(history: readonly HistoryEntry[]): ReadonlyMap<Phase, Passed> {
  const passed = new Map<Phase, Passed>();
  let phase: Phase | undefined;
  for (const { event, from, to, day, startedOn, dueOn } of history) {
    for (const undone of RESTARTED_BY[event] ?? []) passed.delete(undone);
    const next = phaseOf(to, from);
    const left = phase === undefined ? undefined : passed.get(phase);
    const agreed = to === "PAUSED" || dueOn === undefined ? {} : { dueOn };
    if (next === phase) {
      if (phase !== undefined && left !== undefined) passed.set(phase, { ...left, ...agreed });
      continue;
    }
    if (phase !== undefined && left !== undefined) passed.set(phase, { ...left, to: day });
    if (next !== undefined) passed.set(next, { from: startedOn, ...agreed });
    phase = next;
  }
  return passed;
}

/** The last day of the phase that a case is in; a paused one ends later by the pause. */
function currentEnd(calendar: BusinessCalendar, { clock, pause }: OnboardingCase): DateOnly {
  const running = pause === undefined ? clock : resumedAt(calendar, pause, pause.until);
  return running.dueOn ?? running.startedOn;
}

/**
 * What was, is and will be: each phase follows the one before on the next business day, none begins in the past.
 *
 * @param history of the case, oldest first
 * @param goLiveOn the agreed day of the move
 */
export function scheduleOf(
  calendar: BusinessCalendar,
  today: DateOnly,
  onboarding: {
    readonly case: OnboardingCase;
    readonly history: readonly HistoryEntry[];
    readonly goLiveOn?: DateOnly;
  },
): Schedule {
  const passed = passedPhases(onboarding.history);
  const schedule: Partial<Record<Phase, Span>> = {};
  let last: DateOnly | undefined;
  for (const phase of PHASES) {
    const { from, to, dueOn } = passed.get(phase) ?? {};
    if (from !== undefined && to !== undefined) schedule[phase] = { from, to, state: "done" };
    else if (from !== undefined)
      schedule[phase] = { from, to: currentEnd(calendar, onboarding.case), state: "current" };
    else if (last !== undefined) {
      const next = calendar.add(last, 1);
      const agreed = phase === "move" ? onboarding.goLiveOn : undefined;
      const first = [next, calendar.onOrAfter(today), agreed ?? next].toSorted().at(-1) ?? next;
      const begins = calendar.onOrAfter(first);
      schedule[phase] = {
        from: begins,
        to: calendar.nth(begins, PHASE_BUSINESS_DAYS[phase]),
        state: "planned",
      };
    }
    // A plan confirmed early does not bring the review forward: the days until its end are for the transport.
    last =
      phase === "plan" && to !== undefined && dueOn !== undefined && dueOn > to ? dueOn : schedule[phase]?.to;
  }
  return schedule;
}
