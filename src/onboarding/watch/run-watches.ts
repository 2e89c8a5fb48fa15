import { authorize, perform } from "../../accounts/administration.ts";
import type { Organization, Stage } from "../../accounts/organization.ts";
import type { Actor } from "../../accounts/policy.ts";
import { dayInZone } from "../../kernel/dates.ts";
import { calendarWith } from "../closings.ts";
import type { OnboardingCase } from "../onboarding-case.ts";
import type { OnboardingDeps } from "../onboarding-deps.ts";
import type { OnboardingReads, OnboardingTransaction } from "../ports.ts";
import type { Task } from "../tasks.ts";
import {
  type GatherDeps,
  gatherDaily,
  gatherHourly,
  liveSinceOf,
  type Watched,
} from "./gather-watch-facts.ts";
import type { TrafficOf } from "./traffic.ts";
import { type Alarm, WATCH_IDS, type WatchFacts, type WatchId, WATCHES } from "./watches.ts";

/** The job that looks at whole days, once a day, whoever does it. */
export const DAILY_WATCH_JOB = "watch-daily";

/** What watching needs. */
export interface WatchDeps extends Pick<OnboardingDeps, "store" | "clock" | "calendarClock" | "newId"> {
  readonly trafficOf: TrafficOf;
  /** Lets other work run between two days of a large organization. */
  readonly pause: () => Promise<void>;
}

/** A task that a look opened or closed. */
export interface WatchChange {
  readonly organizationId: string;
  readonly watch: WatchId;
  readonly subject: string;
  readonly detail: string;
}

/** What one look did. */
export interface WatchResult {
  /** Organizations that send to production, from monitoring on. */
  readonly watched: number;
  readonly raised: readonly WatchChange[];
  readonly closed: readonly WatchChange[];
}

/** From production monitoring on, and for ever. */
export const WATCHED_STAGES: ReadonlySet<Stage> = new Set<Stage>([
  "PROD_MONITORING",
  "MONITORING_EXTENDED",
  "MONITORING_PASSED",
  "ONGOING",
]);

function isLive({ stage, pause, letterStands }: OnboardingCase): boolean {
  return letterStands || (stage !== "ONGOING" && WATCHED_STAGES.has(pause?.from ?? stage));
}

/** The case by which an organization's production traffic is watched; undefined when there is none. */
export async function watchedOf(
  reads: OnboardingReads,
  organization: Organization,
): Promise<Watched | undefined> {
  const cases = await reads.listCases(organization.id);
  const live = cases.findLast(isLive);
  if (live === undefined) return undefined;
  const verified = liveSinceOf(await reads.listHistory(live.id));
  if (verified === undefined) return undefined;
  const messagesPerDay = (await reads.findPlan(live.id))?.plan.volumes?.messagesPerDay;
  return {
    organization,
    case: live,
    liveSince: verified.day,
    liveAtMs: verified.atMs,
    ...(messagesPerDay !== undefined && { messagesPerDay }),
    acts: await reads.listReviewActs(organization.id, "production"),
    isTesting: cases.at(-1)?.id !== live.id,
  };
}

interface Found {
  readonly watch: WatchId;
  readonly alarm: Alarm;
}

function openOf(tasks: readonly Task[]): WatchFacts["open"] {
  const subjects = (watch: WatchId): readonly string[] =>
    tasks.filter(({ kind }) => kind === watch).map(({ subject = "" }) => subject);
  return {
    "wrong-realm": subjects("wrong-realm"),
    "silent-site": subjects("silent-site"),
    "volume-outside-corridor": subjects("volume-outside-corridor"),
    "answers-worse": subjects("answers-worse"),
    "error-not-corrected": subjects("error-not-corrected"),
  };
}

const NO_DAYS: Pick<WatchFacts, "days" | "sites" | "uncorrected"> = { days: [], sites: [], uncorrected: [] };

async function look(
  deps: GatherDeps,
  watched: Watched,
  tasks: readonly Task[],
  which: readonly WatchId[],
): Promise<readonly Found[]> {
  const { calendar, today } = deps;
  const { liveSince } = watched;
  const isDaily = which.some((watch) => WATCHES[watch].looks === "daily");
  const daily = isDaily ? await gatherDaily(deps, watched) : { calendar, today, liveSince, ...NO_DAYS };
  const facts: WatchFacts = {
    ...daily,
    wrongRealm: await gatherHourly(deps, watched),
    open: openOf(tasks),
  };
  return which.flatMap((watch) => WATCHES[watch].find(facts).map((alarm) => ({ watch, alarm })));
}

async function openTasksOf(reads: OnboardingReads, organizationId: string): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  for (const { id } of await reads.listCases(organizationId)) tasks.push(...(await reads.listOpenTasks(id)));
  return tasks;
}

function isSame({ kind, subject = "" }: Task, { watch, alarm }: Found): boolean {
  return kind === watch && subject === alarm.subject;
}

function namesOf(changes: readonly WatchChange[]): string[] {
  return changes.map(({ watch, subject }) => `${watch} ${subject}`);
}

/** Open what was found, close what recovered; one act with an audit row when anything changed. */
async function settle(
  deps: WatchDeps,
  actor: Actor,
  organizationId: string,
  found: {
    readonly case?: OnboardingCase;
    readonly all: readonly Found[];
    readonly which: readonly WatchId[];
  },
): Promise<Pick<WatchResult, "raised" | "closed">> {
  const which: readonly string[] = found.which;
  const own = (await openTasksOf(deps.store, organizationId)).filter(({ kind }) => which.includes(kind));
  const fresh = found.all.filter((one) => !own.some((task) => isSame(task, one)));
  const recovered = own.filter((task) => !found.all.some((one) => isSame(task, one)));
  const { case: onboarding } = found;
  if (recovered.length === 0 && (fresh.length === 0 || onboarding === undefined))
    return { raised: [], closed: [] };
  const changeOf = (watch: string, subject: string, detail: string): WatchChange[] =>
    WATCH_IDS.filter((id) => id === watch).map((id) => ({ organizationId, watch: id, subject, detail }));
  const raised = fresh.flatMap(({ watch, alarm }) => changeOf(watch, alarm.subject, alarm.detail));
  const closed = recovered.flatMap(({ kind, subject = "", detail = "" }) => changeOf(kind, subject, detail));
  const act = { act: "onboarding.watch", organizationId } as const;
  await perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    const nowMs = deps.calendarClock();
    for (const task of recovered) await tx.saveTask({ ...task, closedAtMs: nowMs });
    if (onboarding !== undefined)
      for (const { watch, subject, detail } of raised) {
        const task = { id: deps.newId(), caseId: onboarding.id, kind: watch, openedAtMs: nowMs };
        await tx.saveTask({ ...task, subject, detail });
      }
    return {
      value: undefined,
      object: organizationId,
      detail: { raised: namesOf(raised), closed: namesOf(closed) },
    };
  });
  return { raised, closed };
}

/**
 * Look at the production traffic of every organization that is live, raise a task once for each thing found and close it when
 * it recovered. No task moves a case.
 *
 * @param looks `hourly`: only what takes no long; `daily`: all watches
 * @throws RefusedError `policy`; GatewayError `unavailable` when a realm does not answer
 */
export async function runWatches(
  deps: WatchDeps,
  actor: Actor,
  looks: "hourly" | "daily",
): Promise<WatchResult> {
  await authorize(deps, actor, { act: "onboarding.watch" });
  const which = WATCH_IDS.filter((watch) => looks === "daily" || WATCHES[watch].looks === "hourly");
  const { trafficOf, pause } = deps;
  const calendar = calendarWith(await deps.store.findClosings());
  const today = dayInZone(deps.calendarClock());
  const [raised, closed]: [WatchChange[], WatchChange[]] = [[], []];
  let count = 0;
  for (const organization of await deps.store.listOrganizations()) {
    const watched = await watchedOf(deps.store, organization);
    const tasks = await openTasksOf(deps.store, organization.id);
    const all =
      watched === undefined ? [] : await look({ trafficOf, calendar, today, pause }, watched, tasks, which);
    const found = watched === undefined ? { all, which } : { case: watched.case, all, which };
    const changed = await settle(deps, actor, organization.id, found);
    raised.push(...changed.raised);
    closed.push(...changed.closed);
    if (watched !== undefined) count += 1;
    await pause();
  }
  return { watched: count, raised, closed };
}
