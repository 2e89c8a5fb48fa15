import { authorize } from "../accounts/administration.ts";
import type { Stage } from "../accounts/organization.ts";
import type { Actor } from "../accounts/policy.ts";
import type { BusinessCalendar } from "../kernel/business-days.ts";
import { type DateOnly, dayInZone } from "../kernel/dates.ts";
import { calendarWith } from "./closings.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import { tasksShown, type ShownTask, type ViewDeps } from "./open-tasks.ts";
import { effectiveScore } from "./queue-priority.ts";
import { registeredCase } from "./registered-case.ts";
import { dayInStage, isOverdue } from "./stage-clock.ts";

/** Where a page of one stage begins: behind this line. */
export interface BoardKey {
  /** The order within the stage, as text. */
  readonly order: string;
  readonly organizationId: string;
}

/** Which organizations. */
export interface BoardFilter {
  /** Of this stage alone; of all unless given. */
  readonly stage?: Stage;
  /** Not of these. */
  readonly without?: readonly Stage[];
  /** Part of the name, however it is written. */
  readonly name?: string;
  /** Those whose due date has passed on this day. */
  readonly lateOn?: DateOnly;
  /** Those whose due date is this day or before, paused or not. */
  readonly dueUpTo?: DateOnly;
  /** These alone. */
  readonly organizationIds?: readonly string[];
  readonly after?: BoardKey;
  /** Lines of each stage at most. */
  readonly perStageMax: number;
}

/** An organization with its newest case, absent when nothing has happened yet. */
export interface BoardEntry {
  readonly organization: {
    readonly id: string;
    readonly name: string;
    readonly parentName?: string;
    readonly suspended: boolean;
  };
  readonly case?: OnboardingCase;
  readonly key: BoardKey;
  /** Place within its stage, from 1. */
  readonly place: number;
}

/** How many are in a stage. */
export interface StageCount {
  readonly stage: Stage;
  readonly organizations: number;
  /** Of them those whose due date has passed. */
  readonly late: number;
}

/** What the control database answers about the board. Each is one statement, however many organizations there are. */
export interface BoardReads {
  /** By stage; within it by due date, in the queue by score and waiting time. */
  listBoard(filter: BoardFilter): Promise<readonly BoardEntry[]>;
  /** Stages without an organization are left out. */
  countBoard(today: DateOnly): Promise<readonly StageCount[]>;
}

/** One organization's line. */
export interface BoardLine {
  readonly organization: BoardEntry["organization"];
  readonly stage: Stage;
  /** Business day of the stage, from 1; 0 before its first. */
  readonly dayInStage: number;
  readonly dueOn?: DateOnly;
  readonly overdue: boolean;
  readonly openTasks: readonly ShownTask[];
  /** While it waits. */
  readonly queue?: { readonly rank: number; readonly score: number };
  readonly key: BoardKey;
}

/** A day with the calendar that counts from it. */
export interface BoardDay {
  readonly calendar: BusinessCalendar;
  readonly today: DateOnly;
}

/** Today, with the calendar as staff closed it. */
export async function boardDay(deps: Pick<ViewDeps, "store" | "calendarClock">): Promise<BoardDay> {
  const calendar = calendarWith(await deps.store.findClosings());
  return { calendar, today: dayInZone(deps.calendarClock()) };
}

/**
 * Lines of the board with what is open for each, in a number of statements that does not depend on how many there are.
 *
 * @throws RefusedError `policy`
 */
export async function showBoardLines(
  deps: ViewDeps,
  actor: Actor,
  { calendar, today }: BoardDay,
  filter: BoardFilter,
): Promise<readonly BoardLine[]> {
  await authorize(deps, actor, { act: "onboarding.board" });
  const entries = await deps.store.listBoard(filter);
  const tasks = await tasksShown(deps, today, entries);
  const lineOf = ({ organization, case: stored, key, place }: BoardEntry): BoardLine => {
    const made = { id: "", today, atMs: deps.calendarClock() };
    const one = stored ?? registeredCase({ id: organization.id, stage: "REGISTERED" }, made);
    const { dueOn } = one.clock;
    return {
      organization,
      stage: one.stage,
      dayInStage: dayInStage(calendar, one, today),
      ...(dueOn !== undefined && { dueOn }),
      overdue: isOverdue(one, today),
      openTasks: tasks.get(organization.id) ?? [],
      ...(one.stage === "QUEUED" && { queue: { rank: place, score: effectiveScore(one.priority) } }),
      key,
    };
  };
  return entries.map(lineOf);
}
