import { type Act, type Actor, permits } from "../../accounts/policy.ts";
import { stagePermitsProduction, STAGES } from "../../accounts/organization.ts";
import type {
  BoardCard,
  BoardView,
  FailedGate,
  MyWorkView,
  UnansweredFinding,
  WorkItem,
} from "../../console/views/work.ts";
import { type DateOnly, dayInZone } from "../../kernel/dates.ts";
import type { BusinessCalendar } from "../../kernel/business-days.ts";
import { calendarWith } from "../../onboarding/closings.ts";
import { makeReport } from "../../onboarding/make-report.ts";
import { effectiveScore } from "../../onboarding/queue-priority.ts";
import { type OnboardingView, showBoard, showOnboarding } from "../../onboarding/show-onboarding.ts";
import { STAGE_TABLE } from "../../onboarding/stages.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import { daysLeft } from "./due-days.ts";
import { pendingActs } from "./pending-acts.ts";

/** Due within so many business days is shown first. */
const DUE_SOON_DAYS = 3;
/** Reports that one page computes; the most urgent cases come first. */
const REPORTS_MAX = 8;

/** Calendar and day that due dates are counted with. */
interface Days {
  readonly calendar: BusinessCalendar;
  readonly today: DateOnly;
}

async function daysOf({ onboarding }: ConsoleDeps): Promise<Days> {
  const calendar = calendarWith(await onboarding.store.findClosings());
  return { calendar, today: dayInZone(onboarding.calendarClock()) };
}

/** All cases, or an integrator's own. */
async function viewsFor({ onboarding }: ConsoleDeps, actor: Actor): Promise<readonly OnboardingView[]> {
  if (actor.user?.role !== "integrator") return showBoard(onboarding, actor);
  const views: OnboardingView[] = [];
  for (const id of actor.user.organizationIds) views.push(await showOnboarding(onboarding, actor, id));
  return views;
}

function itemsOf(
  { calendar, today }: Days,
  { organization, openTasks }: OnboardingView,
): readonly WorkItem[] {
  return openTasks.map((task) => ({
    organizationId: organization.id,
    organization: organization.name,
    task,
    ...daysLeft(calendar, today, task.dueOn),
  }));
}

function isSoon({ daysLeft: left }: WorkItem): boolean {
  return left !== undefined && left <= DUE_SOON_DAYS;
}

function byDue(a: WorkItem, b: WorkItem): number {
  return (a.daysLeft ?? Infinity) - (b.daysLeft ?? Infinity) || a.organization.localeCompare(b.organization);
}

/** Rules that fail in the reviews that are to be decided soon. */
async function failedGates(
  { reports }: ConsoleDeps,
  views: readonly OnboardingView[],
  due: readonly WorkItem[],
): Promise<readonly FailedGate[]> {
  const urgent = new Set(due.map(({ organizationId }) => organizationId));
  const reviewed = views.filter(({ organization, stage }) => {
    const { phase } = STAGE_TABLE[stage];
    return urgent.has(organization.id) && (phase === "review" || phase === "monitoring");
  });
  const gates: FailedGate[] = [];
  for (const { organization } of reviewed.slice(0, REPORTS_MAX)) {
    const { id: organizationId, name, stage } = organization;
    const realm = stagePermitsProduction(stage) ? "production" : "test";
    const { rules } = await makeReport(reports, { organizationId, realm });
    const failed = Object.values(rules).filter(({ verdict }) => verdict === "FAIL");
    if (failed.length > 0)
      gates.push({ organizationId, organization: name, realm, rules: failed.map(({ id }) => id) });
  }
  return gates;
}

async function openIncidents({ realms }: ConsoleDeps): Promise<number> {
  let count = 0;
  for (const { store } of Object.values(realms))
    count += (await store.transaction("incidents", (tx) => tx.review.listIncidents(undefined, false))).length;
  return count;
}

/** What the organizations that the person sees were sent and did not answer. */
async function unansweredFindings(
  { onboarding }: ConsoleDeps,
  { calendar, today }: Days,
  views: readonly OnboardingView[],
): Promise<readonly UnansweredFinding[]> {
  const names = new Map(views.map(({ organization: { id, name } }) => [id, name]));
  const open = await onboarding.store.listOpenFindings();
  return open.flatMap(({ organizationId, realm, rule, cause, owner, dueOn }) => {
    const organization = names.get(organizationId);
    if (organization === undefined) return [];
    const who = { organizationId, organization, realm, owner: owner.name };
    return [{ ...who, rule, title: cause.title, dueOn, ...daysLeft(calendar, today, dueOn) }];
  });
}

/** What waits for the person who is logged in. */
export async function loadMyWork(deps: ConsoleDeps, actor: Actor): Promise<MyWorkView> {
  const days = await daysOf(deps);
  const views = await viewsFor(deps, actor);
  const may = (act: Act): boolean => permits(actor, act);
  const isOwn = ({ task }: WorkItem): boolean =>
    actor.user?.role === "integrator" || task.role === actor.user?.role;
  const seesReports = actor.user?.role === "integrator" || may("review.read");
  const items = views.flatMap((view) => itemsOf(days, view)).filter(isOwn);
  const due = items.filter(isSoon).toSorted(byDue);
  return {
    due,
    other: items.filter((item) => !isSoon(item)).toSorted(byDue),
    failedGates: may("review.read") ? await failedGates(deps, views, due) : [],
    findings: seesReports ? await unansweredFindings(deps, days, views) : [],
    pending: await pendingActs(deps, actor),
    openIncidents: may("incident.read") ? await openIncidents(deps) : 0,
  };
}

function cardOf(
  { calendar, today }: Days,
  view: OnboardingView,
  names: ReadonlyMap<string, string>,
): BoardCard {
  const { organization, case: one, openTasks, queueRank } = view;
  const { dueOn } = one.clock;
  const [next] = openTasks;
  const parent = organization.parentId === undefined ? undefined : names.get(organization.parentId);
  return {
    organizationId: organization.id,
    organization: organization.name,
    ...(parent !== undefined && { parent }),
    dayInStage: view.dayInStage,
    ...(dueOn !== undefined && { dueOn }),
    ...daysLeft(calendar, today, dueOn),
    overdue: view.overdue,
    suspended: organization.suspended,
    ...(next !== undefined && { next: { role: next.role, text: next.text } }),
    ...(queueRank !== undefined && { queue: { rank: queueRank, score: effectiveScore(one.priority) } }),
  };
}

/** Every organization in its stage. */
export async function loadBoard(deps: ConsoleDeps, actor: Actor): Promise<BoardView> {
  const days = await daysOf(deps);
  const views = await showBoard(deps.onboarding, actor);
  const names = new Map(views.map(({ organization }) => [organization.id, organization.name]));
  const byStage = Map.groupBy(views, ({ stage }) => stage);
  const columns = STAGES.map((stage) => {
    const cards = (byStage.get(stage) ?? []).map((view) => cardOf(days, view, names));
    const inOrder =
      stage === "QUEUED" ? cards.toSorted((a, b) => (a.queue?.rank ?? 0) - (b.queue?.rank ?? 0)) : cards;
    return { stage, means: STAGE_TABLE[stage].means, cards: inOrder };
  });
  return { columns };
}
