import { isCurrentSite, type Organization } from "../accounts/organization.ts";
import { type DateOnly, dayInZone, REGISTRY_ZONE, zoneOffsetMinutes } from "../kernel/dates.ts";
import { calendarWith } from "./closings.ts";
import type { AskedEvent, EventFacts } from "./event-facts.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import { defaultPlan, mergedPlan, type Plan } from "./plan.ts";
import type { OnboardingReads } from "./ports.ts";
import { REGISTRATION_PARTS, type QueueInputs } from "./queue-priority.ts";
import type { SignableReport } from "./review-report-port.ts";
import type { LocalTime } from "./stage-clock.ts";

/** What was read from the realms. */
export interface OutsideEvidence {
  readonly answered?: boolean;
  readonly report?: SignableReport;
  readonly missingDoses?: number;
}

/** What an event is about. */
export interface EventSubject {
  readonly organization: Organization;
  readonly before: OnboardingCase;
  readonly asked: AskedEvent;
}

/** An instant on the registry's clock. */
export function localTime(atMs: number): LocalTime {
  const minute = Math.floor(atMs / 60_000) + zoneOffsetMinutes(atMs, REGISTRY_ZONE);
  return { day: dayInZone(atMs), minute: ((minute % 1440) + 1440) % 1440 };
}

/** The organization with its children: a parent's project is theirs. */
async function family(reads: OnboardingReads, { id }: Organization): Promise<readonly Organization[]> {
  const all = await reads.listOrganizations();
  return all.filter((one) => one.id === id || one.parentId === id);
}

async function queueInputs(
  reads: OnboardingReads,
  { organization, before }: EventSubject,
  members: readonly Organization[],
  plan: Plan,
  waitingDays: number,
): Promise<QueueInputs> {
  const contacts = await reads.listContacts(organization.id);
  const history = await reads.listHistory(before.id);
  const has = (role: string): boolean => contacts.some((contact) => contact.role === role);
  const parts = [
    has("technical"),
    has("deputy"),
    has("clinical") || has("privacy"),
    plan.volumes !== undefined,
  ];
  return {
    registrationParts: Math.min(REGISTRATION_PARTS, parts.filter(Boolean).length),
    bidirectional: organization.may.includes("submit") && organization.may.includes("query"),
    mnvfc: members.some(({ sites }) => sites.some(({ mnvfc }) => mnvfc)),
    dosesPerDay: plan.volumes?.dosesPerDay ?? 0,
    organizations: members.length,
    waitingDays,
    returns: history.filter(({ to }) => to === "RETURNED").length,
  };
}

function currentSites(members: readonly Organization[], day: DateOnly): number {
  return members.flatMap(({ sites }) => sites.filter((site) => isCurrentSite(site, day))).length;
}

/** Everything that an event is decided from. */
export async function gatherFacts(
  deps: Pick<OnboardingDeps, "calendarClock" | "newId">,
  reads: OnboardingReads,
  subject: EventSubject,
  outside: OutsideEvidence,
): Promise<EventFacts> {
  const { organization, before, asked } = subject;
  const atMs = deps.calendarClock();
  const now = localTime(atMs);
  const closings = await reads.findClosings();
  const calendar = calendarWith(closings);
  const agreed = (await reads.findPlan(before.id))?.plan ?? defaultPlan(organization.may);
  const plan = mergedPlan(agreed, asked.form ?? {});
  const members = await family(reads, organization);
  const contacts = [...(await reads.listContacts(organization.id)), ...(asked.form?.contacts ?? [])];
  const { report, missingDoses } = outside;
  const waitingDays = before.queuedOn === undefined ? 0 : calendar.count(before.queuedOn, now.day);
  return {
    atMs,
    now,
    calendar,
    calendarVersion: closings.version,
    currentSites: currentSites(members, now.day),
    queryOnly: !organization.may.includes("submit"),
    contactRoles: contacts.map(({ role }) => role),
    plan,
    queue: await queueInputs(reads, subject, members, plan, waitingDays),
    answered: outside.answered ?? false,
    ...(report !== undefined && { report }),
    ...(missingDoses !== undefined && { missingDoses }),
    newCaseId: deps.newId(),
  };
}
