import { type Credential, credentialState, isUsable } from "../../accounts/credential.ts";
import { listCredentials } from "../../accounts/credentials.ts";
import { authorize } from "../../accounts/administration.ts";
import { type Act, type Actor, permits } from "../../accounts/policy.ts";
import { PATHS } from "../../console/paths.ts";
import type {
  OrganizationListView,
  OrganizationView,
  ShownCredential,
} from "../../console/views/organization.ts";
import { isCurrentSite } from "../../accounts/organization.ts";
import { dayInZone } from "../../kernel/dates.ts";
import { calendarWith } from "../../onboarding/closings.ts";
import { listContactLog } from "../../onboarding/contact-log.ts";
import { listContacts } from "../../onboarding/contacts.ts";
import { type OnboardingView, showOnboarding } from "../../onboarding/show-onboarding.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import { daysLeft } from "./due-days.ts";
import { offeredEvents } from "./organization-events.ts";
import { pendingActs } from "./pending-acts.ts";
import type { Texts } from "./visit.ts";

/** Organizations of one page. */
const ORGANIZATIONS_SHOWN = 100;
const SEARCH_LENGTH_MAX = 100;

/** A page of all organizations, an integrator's own only; of those the ones whose name or site holds what was looked for. */
export async function loadOrganizations(
  { accounts }: ConsoleDeps,
  actor: Actor,
  query: Texts,
): Promise<OrganizationListView> {
  const asked = (query["name"] ?? "").trim().slice(0, SEARCH_LENGTH_MAX);
  const { after = "" } = query;
  const today = dayInZone(accounts.calendarClock());
  const { user } = actor;
  if (user?.role !== "integrator") await authorize(accounts, actor, { act: "organization.read" });
  const found = await accounts.store.searchOrganizations({
    text: asked,
    // Not every database takes an empty list.
    ...(user?.role === "integrator" && { organizationIds: ["", ...user.organizationIds] }),
    ...(/^[\w-]{1,64}$/.test(after) && { after }),
    limit: ORGANIZATIONS_SHOWN + 1,
  });
  const organizations = found.slice(0, ORGANIZATIONS_SHOWN);
  const last = found.length > ORGANIZATIONS_SHOWN ? organizations.at(-1) : undefined;
  const said = { name: asked === "" ? undefined : asked };
  return {
    name: asked,
    organizations: organizations.map(({ id, name, stage, sites, suspended }) => ({
      id,
      name,
      stage,
      sites: sites.filter((site) => isCurrentSite(site, today)).map(({ code }) => code),
      suspended,
    })),
    ...(last && { further: PATHS.organizationsWith({ ...said, after: last.id }) }),
    ...(after !== "" && { first: PATHS.organizationsWith(said) }),
  };
}

function shownCredential(
  { secret: _secret, ...credential }: Credential,
  all: readonly Credential[],
  nowMs: number,
): ShownCredential {
  const state = credentialState({ ...credential, secret: _secret }, nowMs);
  const successor = all.find(({ id }) => id === credential.supersededBy);
  const isOldStillUsed =
    successor !== undefined &&
    isUsable({ ...credential, secret: _secret }, nowMs) &&
    (credential.lastUsedAtMs ?? 0) > successor.issuedAtMs;
  return { ...credential, state, isOldStillUsed };
}

/** Names of staff, and how the queue is ranked, are for staff. */
function withoutStaff(view: OnboardingView): OnboardingView {
  const { priority: _ranking, ...one } = view.case;
  const history = view.history.map(({ askedBy: _name, ...entry }) =>
    Object.assign(entry, { actor: "MIIC", osUser: "" }),
  );
  return { ...view, case: one, history };
}

/**
 * One organization with all that belongs to its way.
 *
 * @throws RefusedError `not-found` or `policy`
 */
export async function loadOrganization(
  deps: ConsoleDeps,
  actor: Actor,
  organizationId: string,
): Promise<OrganizationView> {
  const { accounts, onboarding: cases } = deps;
  const isStaff = actor.user?.role !== "integrator";
  const whole = await showOnboarding(cases, actor, organizationId);
  const onboarding = isStaff ? whole : withoutStaff(whole);
  const calendar = calendarWith(await cases.store.findClosings());
  const nowMs = accounts.calendarClock();
  const may = (act: Act): boolean => permits(actor, act, organizationId);
  const credentials = await listCredentials(accounts, actor, { organizationId });
  return {
    onboarding,
    ...daysLeft(calendar, dayInZone(nowMs), onboarding.case.clock.dueOn),
    contacts: await listContacts(cases, actor, organizationId),
    credentials: credentials.map((one) => shownCredential(one, credentials, nowMs)),
    events: offeredEvents(actor, organizationId, onboarding.stage, cases.twoPerson),
    may: {
      issue: may("credential.issue"),
      revoke: may("credential.revoke"),
      contacts: may("contact.add"),
      report: may("review.read"),
      messages: may("message.read"),
    },
    ...(may("contact.history") && { log: await listContactLog(cases, actor, organizationId) }),
    pending: await pendingActs(deps, actor, organizationId),
  };
}
