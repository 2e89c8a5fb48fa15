import { authorize } from "../accounts/administration.ts";
import { credentialState } from "../accounts/credential.ts";
import type { Organization, Stage } from "../accounts/organization.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Actor } from "../accounts/policy.ts";
import type { BusinessCalendar } from "../kernel/business-days.ts";
import { type DateOnly, dayInZone } from "../kernel/dates.ts";
import { calendarWith } from "./closings.ts";
import type { HistoryEntry } from "./history-entry.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import { shownTask, type ShownTask, type StoredTask, timerTasks, type ViewDeps } from "./open-tasks.ts";
import { defaultPlan, type PlanVersion } from "./plan.ts";
import type { DocumentHead } from "./ports.ts";
import { effectiveScore } from "./queue-priority.ts";
import { type Schedule, scheduleOf } from "./schedule.ts";
import { dayInStage, isOverdue } from "./stage-clock.ts";
import { TASK_TABLE, type Task } from "./tasks.ts";

/** One organization's way so far, and what comes next. */
export interface OnboardingView {
  readonly organization: Organization;
  readonly case: OnboardingCase;
  readonly stage: Stage;
  /** Business day of the stage, from 1; 0 before its first. */
  readonly dayInStage: number;
  readonly overdue: boolean;
  readonly schedule: Schedule;
  readonly openTasks: readonly ShownTask[];
  readonly history: readonly HistoryEntry[];
  readonly plan?: PlanVersion;
  readonly documents: readonly DocumentHead[];
  /** Place among the waiting, from 1. */
  readonly queueRank?: number;
}

/** Of all cases: what is watched belongs to the interface that is live, also while the next one is brought in. */
async function storedTasks(deps: ViewDeps, organizationId: string): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  for (const { id } of await deps.store.listCases(organizationId))
    tasks.push(...(await deps.store.listOpenTasks(id)));
  return tasks;
}

async function openTasks(
  deps: ViewDeps,
  onboarding: OnboardingCase,
  history: readonly HistoryEntry[],
  today: DateOnly,
): Promise<readonly ShownTask[]> {
  const nowMs = deps.calendarClock();
  const credentials = await deps.store.listCredentials({ organizationId: onboarding.organizationId });
  const isDone = ({ kind }: Pick<Task, "kind">): boolean => {
    const realm = TASK_TABLE[kind].doneByCredential;
    return credentials.some((one) => one.realm === realm && credentialState(one, nowMs) === "active");
  };
  const first: readonly StoredTask[] = history.length === 0 ? [{ kind: "rank" }] : [];
  const stored = [...first, ...(await storedTasks(deps, onboarding.organizationId))];
  return [...timerTasks(onboarding, today), ...stored.filter((task) => !isDone(task)).map(shownTask)];
}

/** The waiting, first come first: by score, then by time of waiting. */
export function inQueueOrder(cases: readonly OnboardingCase[]): readonly OnboardingCase[] {
  return cases
    .filter(({ stage }) => stage === "QUEUED")
    .toSorted(
      (a, b) =>
        effectiveScore(b.priority) - effectiveScore(a.priority) ||
        (a.queuedOn ?? "").localeCompare(b.queuedOn ?? "") ||
        a.id.localeCompare(b.id),
    );
}

/** What is the same for every organization that is shown. */
interface Surroundings {
  readonly calendar: BusinessCalendar;
  readonly queue: readonly OnboardingCase[];
}

async function surroundings(deps: ViewDeps): Promise<Surroundings> {
  const calendar = calendarWith(await deps.store.findClosings());
  return { calendar, queue: inQueueOrder(await deps.store.listNewestCases()) };
}

async function viewOf(
  deps: ViewDeps,
  organization: Organization,
  { calendar, queue }: Surroundings,
): Promise<OnboardingView> {
  const today = dayInZone(deps.calendarClock());
  const onboarding = await newestOrRegistered(deps, deps.store, organization);
  const history = await deps.store.listHistory(onboarding.id);
  const plan = await deps.store.findPlan(onboarding.id);
  const { goLiveOn } = plan?.plan ?? defaultPlan(organization.may);
  const walked = { case: onboarding, history };
  const rank = queue.findIndex(({ id }) => id === onboarding.id) + 1;
  return {
    organization,
    case: onboarding,
    stage: onboarding.stage,
    dayInStage: dayInStage(calendar, onboarding, today),
    overdue: isOverdue(onboarding, today),
    schedule: scheduleOf(calendar, today, goLiveOn === undefined ? walked : { ...walked, goLiveOn }),
    openTasks: await openTasks(deps, onboarding, history, today),
    history,
    ...(plan !== undefined && { plan }),
    documents: await deps.store.listDocuments(onboarding.id),
    ...(rank > 0 && { queueRank: rank }),
  };
}

/**
 * One organization's onboarding; an integrator's own only.
 *
 * @throws RefusedError `policy` or `not-found`
 */
export async function showOnboarding(
  deps: ViewDeps,
  actor: Actor,
  organizationId: string,
): Promise<OnboardingView> {
  await authorize(deps, actor, { act: "onboarding.read", organizationId });
  const organization = await mustFindOrganization(deps.store, organizationId);
  return viewOf(deps, organization, await surroundings(deps));
}

/**
 * Every organization's onboarding, the nearest due date first.
 *
 * @throws RefusedError `policy`
 */
export async function showBoard(deps: ViewDeps, actor: Actor): Promise<readonly OnboardingView[]> {
  await authorize(deps, actor, { act: "onboarding.board" });
  const around = await surroundings(deps);
  const views: OnboardingView[] = [];
  for (const organization of await deps.store.listOrganizations())
    views.push(await viewOf(deps, organization, around));
  const dueOf = (view: OnboardingView): string => view.case.clock.dueOn ?? "9999";
  return views.toSorted((a, b) => dueOf(a).localeCompare(dueOf(b)));
}
