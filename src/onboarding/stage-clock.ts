import type { BusinessCalendar } from "../kernel/business-days.ts";
import { addDays, type DateOnly } from "../kernel/dates.ts";
import type { OnboardingCase, Pause, StageClock } from "./onboarding-case.ts";

/** An instant on the registry's clock. */
export interface LocalTime {
  readonly day: DateOnly;
  /** Minutes since midnight, 0 to 1439. */
  readonly minute: number;
}

/** Times of day that decide which day is counted first. */
export const DAY_LIMITS: {
  readonly invitationMinuteMax: number;
  readonly pauseMinuteMin: number;
  readonly pauseBusinessDaysMax: number;
} = {
  /** An invitation sent later counts from the next business day; our choice. */
  invitationMinuteMax: 16 * 60 + 30,
  /** The day of a pause agreed earlier is not counted; our choice. */
  pauseMinuteMin: 12 * 60,
  /** A longer pause ends in the queue; our choice. */
  pauseBusinessDaysMax: 60,
};

/** Day 1 of the plan: the day of the invitation, else the next business day. */
export function invitationDay(calendar: BusinessCalendar, now: LocalTime): DateOnly {
  const isInTime = calendar.isBusinessDay(now.day) && now.minute <= DAY_LIMITS.invitationMinuteMax;
  return isInTime ? now.day : calendar.add(now.day, 1);
}

/** A clock that counts from `startedOn` for a number of business days. */
export function clockOf(calendar: BusinessCalendar, startedOn: DateOnly, businessDays?: number): StageClock {
  const clock = { startedOn, daysBefore: 0 };
  return businessDays === undefined ? clock : { ...clock, dueOn: calendar.nth(startedOn, businessDays) };
}

function daysAt(calendar: BusinessCalendar, clock: StageClock, day: DateOnly): number {
  return clock.daysBefore + calendar.count(addDays(clock.startedOn, -1), day);
}

/** The business day of its stage that a case has reached; 0 before the first. A pause holds it. */
export function dayInStage(
  calendar: BusinessCalendar,
  { clock, pause }: Pick<OnboardingCase, "clock" | "pause">,
  today: DateOnly,
): number {
  return pause === undefined ? daysAt(calendar, clock, today) : pause.daysReached;
}

/** Stop the clock of a stage. */
export function pausedAt(
  calendar: BusinessCalendar,
  { stage, clock }: Pick<OnboardingCase, "stage" | "clock">,
  now: LocalTime,
  until: DateOnly,
): Pause {
  const lastCounted = now.minute < DAY_LIMITS.pauseMinuteMin ? addDays(now.day, -1) : now.day;
  const daysReached = daysAt(calendar, clock, lastCounted);
  const pause = { from: stage, on: now.day, daysReached, until };
  return clock.dueOn === undefined
    ? pause
    : { ...pause, daysLeft: Math.max(0, daysAt(calendar, clock, clock.dueOn) - daysReached) };
}

/** Let the clock go on: the next business day after `today` is the one after those reached. */
export function resumedAt(calendar: BusinessCalendar, pause: Pause, today: DateOnly): StageClock {
  const startedOn = calendar.add(today, 1);
  const { daysReached: daysBefore, daysLeft } = pause;
  const clock = { startedOn, daysBefore };
  if (daysLeft === undefined) return clock;
  return { ...clock, dueOn: daysLeft === 0 ? calendar.onOrAfter(today) : calendar.nth(startedOn, daysLeft) };
}

/**
 * The clock after days were closed or opened: as many business days as were agreed. A due date that has passed stays.
 *
 * @param before the calendar that the due date was counted with
 */
export function recounted(
  before: BusinessCalendar,
  after: BusinessCalendar,
  clock: StageClock,
  today: DateOnly,
): StageClock {
  const { startedOn, dueOn } = clock;
  if (dueOn === undefined || dueOn < today || dueOn < startedOn) return clock;
  const days = before.count(addDays(startedOn, -1), dueOn);
  const moved = days === 0 ? after.onOrAfter(dueOn) : after.nth(startedOn, days);
  return moved === dueOn ? clock : { ...clock, dueOn: moved };
}

/** Whether the due date of a case has passed. */
export function isOverdue(
  { clock, stage }: Pick<OnboardingCase, "clock" | "stage">,
  today: DateOnly,
): boolean {
  return stage !== "PAUSED" && clock.dueOn !== undefined && clock.dueOn < today;
}
