import { credentialState } from "../accounts/credential.ts";
import type { Role } from "../accounts/policy.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { BoardEntry } from "./board.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import { isOverdue } from "./stage-clock.ts";
import { TASK_KINDS, TASK_TABLE, type Task, type TaskKind } from "./tasks.ts";

/** What a view needs. */
export type ViewDeps = Pick<OnboardingDeps, "store" | "clock" | "calendarClock" | "newId">;

/** A task as people see it. */
export interface ShownTask {
  readonly kind: TaskKind | "overdue" | "due-today" | "finding-late";
  readonly text: string;
  readonly role: string;
  readonly dueOn?: DateOnly;
  /** What a watch found it for, and what it saw. */
  readonly subject?: string;
  readonly detail?: string;
}

/** What of a stored task is shown. */
export type StoredTask = Pick<Task, "kind" | "dueOn" | "subject" | "detail">;

/** An open task with whose it is. */
export interface OrganizationTask extends StoredTask {
  readonly organizationId: string;
  readonly organization: string;
}

/** Which open tasks. */
export interface TaskFilter {
  readonly organizationIds?: readonly string[];
  readonly kinds?: readonly TaskKind[];
  readonly limit: number;
}

/** Tasks that nothing but the calendar raises are for. */
export const TIMER_ROLE: Role = "reviewer";

/** Tasks that timers raise: they are seen, not stored, and move nothing. */
export function timerTasks(
  onboarding: Pick<OnboardingCase, "clock" | "stage" | "closedAtMs">,
  today: DateOnly,
): readonly ShownTask[] {
  const { dueOn } = onboarding.clock;
  if (dueOn === undefined || onboarding.closedAtMs !== undefined) return [];
  const task = { role: TIMER_ROLE, dueOn };
  if (dueOn === today)
    return [
      { ...task, kind: "due-today", text: "the last day is reached: decide, or agree on a new day today" },
    ];
  return isOverdue(onboarding, today)
    ? [
        {
          ...task,
          kind: "overdue",
          text: "the due date has passed: decide, return, or set a new day as late",
        },
      ]
    : [];
}

export function shownTask({ kind, dueOn, subject, detail }: StoredTask): ShownTask {
  const { text, role } = TASK_TABLE[kind];
  return {
    kind,
    text,
    role,
    ...(dueOn !== undefined && { dueOn }),
    ...(subject !== undefined && { subject }),
    ...(detail !== undefined && { detail }),
  };
}

/** Kinds that a role does. */
export function kindsOf(role: string): readonly TaskKind[] {
  return TASK_KINDS.filter((kind) => TASK_TABLE[kind].role === role);
}

/** Open tasks a page reads at most. */
const TASKS_READ_MAX = 2_000;

/** Open tasks without those that a usable credential has done. */
export async function listTasks(deps: ViewDeps, filter: TaskFilter): Promise<readonly OrganizationTask[]> {
  const tasks = await deps.store.listTasks(filter);
  const waiting = tasks.filter(({ kind }) => TASK_TABLE[kind].doneByCredential !== undefined);
  if (waiting.length === 0) return tasks;
  const organizationIds = [...new Set(waiting.map(({ organizationId }) => organizationId))];
  const nowMs = deps.calendarClock();
  const usable = new Set(
    (await deps.store.listCredentials({ organizationIds }))
      .filter((credential) => credentialState(credential, nowMs) === "active")
      .map(({ organizationId, realm }) => `${realm} ${organizationId}`),
  );
  return tasks.filter(({ kind, organizationId }) => {
    const realm = TASK_TABLE[kind].doneByCredential;
    return realm === undefined || !usable.has(`${realm} ${organizationId}`);
  });
}

/** What is open for each of some organizations, as `showOnboarding` tells it of one. */
export async function tasksShown(
  deps: ViewDeps,
  today: DateOnly,
  entries: readonly BoardEntry[],
): Promise<ReadonlyMap<string, readonly ShownTask[]>> {
  const organizationIds = entries.map(({ organization }) => organization.id);
  if (organizationIds.length === 0) return new Map();
  const stored = await listTasks(deps, { organizationIds, limit: TASKS_READ_MAX });
  const byOrganization = Map.groupBy(stored, ({ organizationId }) => organizationId);
  return new Map(
    entries.map(({ organization, case: one }) => [
      organization.id,
      one === undefined
        ? [shownTask({ kind: "rank" })]
        : [...timerTasks(one, today), ...(byOrganization.get(organization.id) ?? []).map(shownTask)],
    ]),
  );
}
