import { type Stage, stagePermitsProduction } from "../../accounts/organization.ts";
import { type Act, type Actor, permits } from "../../accounts/policy.ts";
import type { FailedGate, MyWorkView, UnansweredFinding, WorkItem } from "../../console/views/work.ts";
import { type BoardDay, boardDay } from "../../onboarding/board.ts";
import { kindsOf, listTasks, shownTask, TIMER_ROLE, timerTasks } from "../../onboarding/open-tasks.ts";
import { STAGE_TABLE } from "../../onboarding/stages.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import { daysLeft } from "./due-days.ts";
import { lateFindings } from "./late-findings.ts";
import { pendingActs } from "./pending-acts.ts";
import type { ReviewStandings } from "./review-standings.ts";

/** Due within so many business days is shown first. */
const DUE_SOON_DAYS = 3;
/** Tasks and late cases that one page shows; what is due first comes first. */
const ITEMS_MAX = 100;
/** Reviews that one page tells of; the most urgent cases come first. */
const REVIEWS_MAX = 8;

/** Whose work it is: all organizations, or an integrator's own. */
interface Reach {
  readonly organizationIds?: readonly string[];
}

function reachOf({ user }: Actor): Reach {
  // Not every database takes an empty list.
  return user?.role === "integrator" ? { organizationIds: ["", ...user.organizationIds] } : {};
}

function itemOf(
  { calendar, today }: BoardDay,
  organization: { readonly id: string; readonly name: string },
  task: WorkItem["task"],
): WorkItem {
  return {
    organizationId: organization.id,
    organization: organization.name,
    task,
    ...daysLeft(calendar, today, task.dueOn),
  };
}

function isSoon({ daysLeft: left }: WorkItem): boolean {
  return left !== undefined && left <= DUE_SOON_DAYS;
}

function byDue(a: WorkItem, b: WorkItem): number {
  return (a.daysLeft ?? Infinity) - (b.daysLeft ?? Infinity) || a.organization.localeCompare(b.organization);
}

/** What asks for something, in three statements: cases whose day has come, those not ranked, and open tasks. */
async function workItems(
  { onboarding }: ConsoleDeps,
  actor: Actor,
  days: BoardDay,
): Promise<readonly WorkItem[]> {
  const reach = reachOf(actor);
  const role = actor.user?.role ?? "";
  const takes = (asked: string): boolean => role === "integrator" || role === asked;
  const { today } = days;
  const late = await onboarding.store.listBoard({ ...reach, dueUpTo: today, perStageMax: ITEMS_MAX });
  const timers = late.flatMap(({ organization, case: one }) =>
    one === undefined ? [] : timerTasks(one, today).map((task) => itemOf(days, organization, task)),
  );
  const kinds = role === "integrator" ? undefined : kindsOf(role);
  const asked = { ...reach, ...(kinds !== undefined && { kinds }), limit: ITEMS_MAX + 1 };
  const stored = (await listTasks(onboarding, asked)).map((task) =>
    itemOf(days, { id: task.organizationId, name: task.organization }, shownTask(task)),
  );
  const unranked = shownTask({ kind: "rank" });
  const registered = takes(unranked.role)
    ? await onboarding.store.listBoard({ ...reach, stage: "REGISTERED", perStageMax: ITEMS_MAX })
    : [];
  const ranks = registered
    .filter(({ case: one }) => one === undefined)
    .map(({ organization }) => itemOf(days, organization, unranked));
  return [...(takes(TIMER_ROLE) ? timers : []), ...stored, ...ranks];
}

function isReviewed(stage: Stage): boolean {
  const { phase } = STAGE_TABLE[stage];
  return phase === "review" || phase === "monitoring";
}

/** Rules that fail in the reviews that are to be decided soon; at most one report is made for it. */
async function failedGates(
  { onboarding }: ConsoleDeps,
  standings: ReviewStandings,
  { calendar, today }: BoardDay,
): Promise<Pick<MyWorkView, "failedGates" | "reviewsUnknown">> {
  const dueUpTo = calendar.add(today, DUE_SOON_DAYS);
  const soon = (await onboarding.store.listBoard({ dueUpTo, perStageMax: REVIEWS_MAX }))
    .flatMap(({ organization, case: one }) =>
      one === undefined || !isReviewed(one.stage) ? [] : [{ organization, one }],
    )
    .toSorted((a, b) => (a.one.clock.dueOn ?? "").localeCompare(b.one.clock.dueOn ?? ""));
  const gates: FailedGate[] = [];
  let unknown = 0;
  let mayMake = true;
  for (const { organization, one } of soon.slice(0, REVIEWS_MAX)) {
    const { id: organizationId, name } = organization;
    const realm = stagePermitsProduction(one.stage) ? "production" : "test";
    const asked = { organizationId, realm } as const;
    const known = await standings.failing(asked, false);
    const rules = known ?? (mayMake ? await standings.failing(asked, true) : undefined);
    if (known === undefined) mayMake = false;
    if (rules === undefined) unknown += 1;
    else if (rules.length > 0) gates.push({ ...asked, organization: name, rules });
  }
  return { failedGates: gates, reviewsUnknown: unknown };
}

async function openIncidents({ realms }: ConsoleDeps): Promise<number> {
  let count = 0;
  for (const { store } of Object.values(realms))
    count += (await store.transaction("incidents", (tx) => tx.review.listIncidents(undefined, false))).length;
  return count;
}

/** What the organizations that the person sees were sent and did not answer. */
async function unansweredFindings(
  { onboarding, accounts }: ConsoleDeps,
  { calendar, today }: BoardDay,
  { organizationIds }: Reach,
): Promise<readonly UnansweredFinding[]> {
  const open = await onboarding.store.listOpenFindings(organizationIds);
  const names = await accounts.store.nameOrganizations(open.map(({ organizationId }) => organizationId));
  return open.map(({ organizationId, realm, rule, cause, owner, dueOn }) => {
    const organization = names.get(organizationId) ?? organizationId;
    const finding = {
      organizationId,
      organization,
      realm,
      owner: owner.name,
      rule,
      title: cause.title,
      dueOn,
    };
    return Object.assign(finding, daysLeft(calendar, today, dueOn));
  });
}

/** What waits for the person who is logged in, in a number of statements that does not grow with the organizations. */
export async function loadMyWork(
  deps: ConsoleDeps,
  standings: ReviewStandings,
  actor: Actor,
): Promise<MyWorkView> {
  const days = await boardDay(deps.onboarding);
  const may = (act: Act): boolean => permits(actor, act);
  const seesReports = actor.user?.role === "integrator" || may("review.read");
  const findings = seesReports ? await unansweredFindings(deps, days, reachOf(actor)) : [];
  const isTold = [TIMER_ROLE, "integrator"].some((role) => role === actor.user?.role);
  const items = [...(await workItems(deps, actor, days)), ...(isTold ? lateFindings(findings) : [])];
  const inOrder = items.toSorted(byDue).slice(0, ITEMS_MAX);
  return {
    due: inOrder.filter(isSoon),
    other: inOrder.filter((item) => !isSoon(item)),
    isCut: items.length > ITEMS_MAX,
    ...(may("review.read")
      ? await failedGates(deps, standings, days)
      : { failedGates: [], reviewsUnknown: 0 }),
    findings,
    pending: await pendingActs(deps, actor),
    openIncidents: may("incident.read") ? await openIncidents(deps) : 0,
  };
}
