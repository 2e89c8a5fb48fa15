import { authorize, perform } from "../accounts/administration.ts";
import type { Actor } from "../accounts/policy.ts";
import { type DateOnly, dayInZone } from "../kernel/dates.ts";
import { type Holiday, minnesotaHolidays } from "../kernel/minnesota-holidays.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { calendarWith, type Closing, type Closings } from "./closings.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingTransaction } from "./ports.ts";
import { recounted } from "./stage-clock.ts";

/** What acts on the calendar need. */
export type CalendarDeps = Pick<OnboardingDeps, "store" | "clock" | "calendarClock" | "newId">;

/** A due date that an import moved. */
export interface MovedDate {
  readonly organizationId: string;
  readonly from: DateOnly;
  readonly to: DateOnly;
}

export interface ImportedClosings {
  readonly closings: Closings;
  /** Days that were not closed before. */
  readonly added: readonly Closing[];
  readonly moved: readonly MovedDate[];
}

/**
 * Take closings into the calendar. Due dates that lie ahead move by as many business days as were lost; those that have
 * passed stay. Each organization that is touched gets the task to be told.
 *
 * @throws RefusedError `policy`; `usage` when every day is closed already
 */
export async function importClosings(
  deps: CalendarDeps,
  actor: Actor,
  days: readonly Closing[],
): Promise<ImportedClosings> {
  return perform(deps, actor, { act: "calendar.import" }, async (tx: OnboardingTransaction) => {
    const before = await tx.findClosings();
    const known = calendarWith(before);
    const added = days.filter(({ day }) => known.isBusinessDay(day));
    if (added.length === 0)
      throw new RefusedError("usage", 'Every day of the file is closed already. "calendar list" shows them.');
    const version = before.version + 1;
    await tx.appendClosings({ version, days: added }, deps.clock());
    const closings = await tx.findClosings();
    const moved = await moveDueDates(deps, tx, before, closings);
    const detail = { version, days: added.map(({ day }) => day), moved: moved.length };
    return { value: { closings, added, moved }, object: `calendar ${version}`, detail };
  });
}

async function moveDueDates(
  deps: CalendarDeps,
  tx: OnboardingTransaction,
  before: Closings,
  after: Closings,
): Promise<readonly MovedDate[]> {
  const today = dayInZone(deps.calendarClock());
  const [was, is] = [calendarWith(before), calendarWith(after)];
  const moved: MovedDate[] = [];
  for (const onboarding of await tx.listNewestCases()) {
    const { clock, organizationId, id: caseId, stage } = onboarding;
    if (onboarding.closedAtMs !== undefined || stage === "PAUSED") continue;
    const next = recounted(was, is, clock, today);
    if (next.dueOn === undefined || next.dueOn === clock.dueOn) continue;
    await tx.saveCase({ ...onboarding, clock: next, calendarVersion: after.version });
    for (const task of await tx.listOpenTasks(caseId))
      if (task.dueOn !== undefined && task.dueOn === clock.dueOn)
        await tx.saveTask({ ...task, dueOn: next.dueOn });
    const openedAtMs = deps.calendarClock();
    await tx.saveTask({ id: deps.newId(), caseId, kind: "tell-new-due-date", openedAtMs });
    moved.push({ organizationId, from: clock.dueOn ?? next.dueOn, to: next.dueOn });
  }
  return moved;
}

/** Holidays of a year and all closings. */
export async function listCalendar(
  deps: CalendarDeps,
  actor: Actor,
  year: number,
): Promise<{ readonly holidays: readonly Holiday[]; readonly closings: Closings }> {
  await authorize(deps, actor, { act: "calendar.read" });
  return { holidays: minnesotaHolidays(year), closings: await deps.store.findClosings() };
}
