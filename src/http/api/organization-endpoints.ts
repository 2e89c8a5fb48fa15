import { z } from "zod";
import { credentialState } from "../../accounts/credential.ts";
import { listCredentials } from "../../accounts/credentials.ts";
import { isCurrentSite, type Organization, STAGES } from "../../accounts/organization.ts";
import { listOrganizations, readOrganization } from "../../accounts/organizations.ts";
import type { Actor } from "../../accounts/policy.ts";
import { dayInZone } from "../../kernel/dates.ts";
import { REALMS } from "../../kernel/realm.ts";
import { CONTACT_ROLES } from "../../onboarding/contact.ts";
import { addContact, listContacts } from "../../onboarding/contacts.ts";
import { type OnboardingView, showBoard, showOnboarding } from "../../onboarding/show-onboarding.ts";
import type { ConsoleDeps } from "../console/console-deps.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const ID = z.string().min(1).max(64);
const OF_ORGANIZATION = z.object({ org: ID });
const NOTHING = z.object({});
const NO_BODY = z.unknown();
const DAY = z.string().describe("YYYY-MM-DD");
const INSTANT = z.string().describe("ISO 8601 in UTC");

const ORGANIZATION = z.object({
  id: z.string(),
  name: z.string(),
  stage: z.enum(STAGES),
  facilities: z.array(z.string()).describe("codes of its current sites"),
  suspended: z.boolean(),
});

const CREDENTIAL = z.object({
  id: z.string(),
  realm: z.enum(REALMS),
  username: z.string(),
  state: z.enum(["active", "ending", "suspended", "expired", "revoked"]),
  issuedAt: INSTANT,
  expiresAt: INSTANT,
  lastUsedAt: INSTANT.nullable(),
});

const CONTACT = z.object({
  id: z.string(),
  role: z.enum(CONTACT_ROLES),
  name: z.string(),
  email: z.string(),
});

const TASK = z.object({ task: z.string(), text: z.string(), role: z.string(), dueOn: DAY.nullable() });

const ONBOARDING = z.object({
  org: z.string(),
  stage: z.enum(STAGES),
  dayInStage: z.int(),
  dueDate: DAY.nullable(),
  overdue: z.boolean(),
  queueRank: z.int().nullable(),
  schedule: z.record(
    z.string(),
    z.object({ from: DAY, to: DAY, state: z.enum(["done", "current", "planned"]) }),
  ),
  openTasks: z.array(TASK),
  history: z.array(
    z.object({
      seq: z.int(),
      event: z.string(),
      from: z.string(),
      to: z.string(),
      day: DAY,
      reason: z.string().nullable(),
      documents: z.array(z.string()),
    }),
  ),
});

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function shownOrganization({ accounts }: ConsoleDeps, { sites, ...organization }: Organization) {
  const today = dayInZone(accounts.calendarClock());
  const facilities = sites.filter((site) => isCurrentSite(site, today)).map(({ code }) => code);
  return { ...organization, facilities };
}

function shownOnboarding({ organization, case: one, openTasks, history, ...view }: OnboardingView) {
  return {
    ...view,
    org: organization.id,
    dueDate: one.clock.dueOn ?? null,
    queueRank: view.queueRank ?? null,
    openTasks: openTasks.map(({ kind: task, text, role, dueOn = null }) => ({ task, text, role, dueOn })),
    history: history.map(({ seq, event, from, to, day, reason = null, documents }) => {
      return { seq, event, from, to, day, reason, documents };
    }),
  };
}

async function shownCredentials({ accounts }: ConsoleDeps, actor: Actor, organizationId: string) {
  const nowMs = accounts.calendarClock();
  const all = await listCredentials(accounts, actor, { organizationId });
  return all.map((one) => ({
    id: one.id,
    realm: one.realm,
    username: one.username,
    state: credentialState(one, nowMs),
    issuedAt: isoOf(one.issuedAtMs),
    expiresAt: isoOf(one.expiresAtMs),
    lastUsedAt: one.lastUsedAtMs === undefined ? null : isoOf(one.lastUsedAtMs),
  }));
}

/** Organizations, their way, credentials and contacts. Nothing here issues, signs or reveals. */
export const ORGANIZATION_ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    method: "get",
    route: "/organizations",
    summary: "All organizations; an integrator's own only",
    scope: "read",
    path: NOTHING,
    query: NOTHING,
    body: NO_BODY,
    answer: z.array(ORGANIZATION),
    handle: async (deps, actor) =>
      (await listOrganizations(deps.accounts, actor)).map((one) => shownOrganization(deps, one)),
  }),
  endpoint({
    method: "get",
    route: "/organizations/{org}",
    summary: "One organization",
    scope: "read",
    path: OF_ORGANIZATION,
    query: NOTHING,
    body: NO_BODY,
    answer: ORGANIZATION,
    handle: async (deps, actor, { path }) =>
      shownOrganization(deps, await readOrganization(deps.accounts, actor, path.org)),
  }),
  endpoint({
    method: "get",
    route: "/organizations/{org}/onboarding",
    summary: "Stage, due date, schedule, tasks and history",
    scope: "read",
    path: OF_ORGANIZATION,
    query: NOTHING,
    body: NO_BODY,
    answer: ONBOARDING,
    handle: async (deps, actor, { path }) =>
      shownOnboarding(await showOnboarding(deps.onboarding, actor, path.org)),
  }),
  endpoint({
    method: "get",
    route: "/board",
    summary: "Every organization's onboarding, the nearest due date first",
    scope: "read",
    path: NOTHING,
    query: NOTHING,
    body: NO_BODY,
    answer: z.array(ONBOARDING.omit({ history: true, schedule: true })),
    handle: async (deps, actor) => (await showBoard(deps.onboarding, actor)).map(shownOnboarding),
  }),
  endpoint({
    method: "get",
    route: "/organizations/{org}/credentials",
    summary: "Credentials without their secrets",
    scope: "read",
    path: OF_ORGANIZATION,
    query: NOTHING,
    body: NO_BODY,
    answer: z.array(CREDENTIAL),
    handle: (deps, actor, { path }) => shownCredentials(deps, actor, path.org),
  }),
  endpoint({
    method: "get",
    route: "/organizations/{org}/contacts",
    summary: "People whom letters go to",
    scope: "read",
    path: OF_ORGANIZATION,
    query: NOTHING,
    body: NO_BODY,
    answer: z.array(CONTACT),
    handle: (deps, actor, { path }) => listContacts(deps.onboarding, actor, path.org),
  }),
  endpoint({
    method: "post",
    route: "/organizations/{org}/contacts",
    summary: "Add a contact",
    scope: "write",
    path: OF_ORGANIZATION,
    query: NOTHING,
    body: CONTACT.omit({ id: true }).strict(),
    answer: CONTACT,
    handle: (deps, actor, { path, body }) => addContact(deps.onboarding, actor, path.org, body),
  }),
];
