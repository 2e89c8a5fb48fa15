import { authorize } from "../../accounts/administration.ts";
import { askDelivery, type AskedDelivery } from "../../accounts/credential-delivery.ts";
import {
  CREDENTIAL_LIMITS,
  type IssuedCredential,
  issueCredential,
  revokeCredential,
  rotateCredential,
} from "../../accounts/credentials.ts";
import { mustFindOrganization } from "../../accounts/organizations.ts";
import { renderBoard } from "../../console/board-page.ts";
import { renderDelivery } from "../../console/delivery-page.ts";
import { renderIssuedCredential } from "../../console/issued-credential-page.ts";
import { renderMyWork } from "../../console/my-work-page.ts";
import { renderOrganization } from "../../console/organization-page.ts";
import { renderOrganizations } from "../../console/organizations-page.ts";
import { PATHS } from "../../console/paths.ts";
import { REALMS, type Realm } from "../../kernel/realm.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import { applyEvent, confirmEvent, type EventOutcome } from "../../onboarding/apply-event.ts";
import { CONTACT_ROLES, type ContactRole } from "../../onboarding/contact.ts";
import { CONTACT_LOG_KINDS, logContact } from "../../onboarding/contact-log.ts";
import { addContact, listContacts, removeContact } from "../../onboarding/contacts.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { loadOrganization, loadOrganizations } from "./load-organization.ts";
import { loadBoard } from "./load-board.ts";
import { loadMyWork } from "./load-work.ts";
import { isOnboardingEvent, readEventForm } from "./organization-events.ts";
import { createReviewStandings } from "./review-standings.ts";
import { type Answer, done, page, type SignedVisit, type Texts } from "./visit.ts";

type OrganizationRoute =
  | "GET /"
  | "GET /board"
  | "GET /organizations"
  | "GET /organizations/:org"
  | "POST /organizations/:org/events/:event"
  | "POST /organizations/:org/credentials"
  | "POST /organizations/:org/credentials/:credential/revoke"
  | "POST /organizations/:org/contacts"
  | "POST /organizations/:org/contacts/:contact/remove"
  | "POST /organizations/:org/log"
  | "GET /organizations/:org/documents/:document"
  | "POST /pending/:pending/confirm";

/** @throws RefusedError `usage` when a form's field names no realm */
export function realmField(form: Texts): Realm {
  const realm = REALMS.find((one) => one === form["realm"]);
  if (realm === undefined) throw new RefusedError("usage", "Say test or production.");
  return realm;
}

function outcomeText(outcome: EventOutcome): string {
  if (outcome.kind === "pending") return "Asked for. Another person confirms it under My work.";
  const { stage, clock } = outcome.case;
  return clock.dueOn === undefined
    ? `Done. Stage: ${stage}.`
    : `Done. Stage: ${stage}, due on ${clock.dueOn}.`;
}

async function letEventHappen(deps: ConsoleDeps, { params, form, actor }: SignedVisit): Promise<Answer> {
  const { org = "", event = "" } = params;
  if (!isOnboardingEvent(event)) throw new RefusedError("not-found", "There is no such event.");
  const outcome = await applyEvent(deps.onboarding, actor, readEventForm(org, event, form));
  return done(PATHS.organization(org), outcomeText(outcome));
}

async function confirm(deps: ConsoleDeps, { params, actor }: SignedVisit): Promise<Answer> {
  const { pending = "" } = params;
  const outcome = await confirmEvent(deps.onboarding, actor, pending);
  const to = outcome.kind === "done" ? PATHS.organization(outcome.case.organizationId) : PATHS.myWork;
  return done(to, outcomeText(outcome));
}

function overlapOf(text: string | undefined): number | "now" {
  if (text === undefined || text === "") return CREDENTIAL_LIMITS.overlapBusinessDays;
  return text === "now" ? "now" : Number(text);
}

/** What a form of the credentials asks for. @throws RefusedError `usage` */
function askedCredential({ params, form }: SignedVisit): Omit<AskedDelivery, "contactId"> {
  const { org: organizationId = "" } = params;
  const realm = realmField(form);
  if (form["do"] === "rotate")
    return { organizationId, realm, act: "rotate", overlap: overlapOf(form["overlapDays"]) };
  const overrideReason = form["overrideReason"]?.trim() ?? "";
  return { organizationId, realm, act: "issue", ...(overrideReason !== "" && { overrideReason }) };
}

function newCredential({ accounts }: ConsoleDeps, visit: SignedVisit): Promise<IssuedCredential> {
  const { act, overlap = "now", ...asked } = askedCredential(visit);
  return act === "rotate"
    ? rotateCredential(accounts, visit.actor, { ...asked, overlap })
    : issueCredential(accounts, visit.actor, asked);
}

/** A page for a contact in place of a secret here (decision D12). */
async function handOver(deps: ConsoleDeps, visit: SignedVisit, contactId: string): Promise<Answer> {
  const { actor, frame, origin } = visit;
  const asked = askedCredential(visit);
  const { organizationId, realm } = asked;
  const contacts = await listContacts(deps.onboarding, actor, organizationId);
  const contact = contacts.find(({ id }) => id === contactId);
  if (contact === undefined) throw new RefusedError("not-found", "This organization has no such contact.");
  const { delivery, path } = await askDelivery(deps.accounts, actor, { ...asked, contactId });
  const { name: organization } = await mustFindOrganization(deps.accounts.store, organizationId);
  const expiresAt = new Date(delivery.expiresAtMs).toISOString();
  const { name, email } = contact;
  const whom = { organizationId, organization, realm, contact: name, email };
  return page(renderDelivery(frame, { ...whom, address: `${origin}${path}`, expiresAt }));
}

/** The secret is in this answer and nowhere after it: a reload asks the browser to send the form again, which is refused. */
async function issue(deps: ConsoleDeps, visit: SignedVisit): Promise<Answer> {
  const { deliver = "" } = visit.form;
  if (deliver !== "") return handOver(deps, visit, deliver);
  const { credential, secret, facilityId } = await newCredential(deps, visit);
  const { organizationId, realm, username, expiresAtMs } = credential;
  const { name: organization } = await mustFindOrganization(deps.accounts.store, organizationId);
  const expiresAt = new Date(expiresAtMs).toISOString();
  const view = { organizationId, organization, realm, username, secret, facilityId, expiresAt };
  return page(renderIssuedCredential(visit.frame, view));
}

async function revoke({ accounts }: ConsoleDeps, { params, form, actor }: SignedVisit): Promise<Answer> {
  const { org = "", credential: credentialId = "" } = params;
  const found = await accounts.store.findCredential(credentialId);
  if (found?.organizationId !== org)
    throw new RefusedError("not-found", "This organization has no such credential.");
  await revokeCredential(accounts, actor, { credentialId, reason: form["reason"] ?? "" });
  return done(PATHS.organization(org), "The credential is revoked: it opens nothing from now on.");
}

/** @throws RefusedError `usage` for a word that is no role of a contact */
export function contactRole(text: string | undefined): ContactRole {
  const role = CONTACT_ROLES.find((one) => one === text);
  if (role === undefined) throw new RefusedError("usage", `The role is one of: ${CONTACT_ROLES.join(", ")}.`);
  return role;
}

async function takeContact(deps: ConsoleDeps, { params, form, actor }: SignedVisit): Promise<Answer> {
  const { org = "" } = params;
  const { name = "", email = "" } = form;
  await addContact(deps.onboarding, actor, org, {
    role: contactRole(form["role"]),
    name,
    email: email.trim(),
  });
  return done(PATHS.organization(org), "The contact is added.");
}

async function writeDown(deps: ConsoleDeps, { params, form, actor }: SignedVisit): Promise<Answer> {
  const { org: organizationId = "" } = params;
  const { text = "", contact: contactId = "" } = form;
  const kind = CONTACT_LOG_KINDS.find((one) => one === form["kind"]);
  if (kind === undefined)
    throw new RefusedError("usage", `Say what it was, one of: ${CONTACT_LOG_KINDS.join(", ")}.`);
  const asked = { organizationId, kind, text, ...(contactId !== "" && { contactId }) };
  await logContact(deps.onboarding, actor, asked);
  return done(PATHS.organization(organizationId), "Written down, with your name.");
}

async function sendDocument({ onboarding }: ConsoleDeps, { params, actor }: SignedVisit): Promise<Answer> {
  const { org = "", document = "" } = params;
  await authorize(onboarding, actor, { act: "onboarding.read", organizationId: org });
  const found = await onboarding.store.findDocument(document);
  if (found?.organizationId !== org)
    throw new RefusedError("not-found", "This organization has no such document.");
  const isLetter = found.kind !== "attachment";
  return {
    kind: "file",
    name: isLetter ? `${found.number}.pdf` : found.title,
    type: isLetter ? "application/pdf" : "application/octet-stream",
    content: found.content,
  };
}

/** The work of the day, the board, and one organization's way. */
export function organizationRoutes(deps: ConsoleDeps): Pick<ConsoleHandlers["signed"], OrganizationRoute> {
  const standings = createReviewStandings(deps.reports, deps.accounts.clock);
  return {
    "GET /": async ({ frame, actor }) => page(renderMyWork(frame, await loadMyWork(deps, standings, actor))),
    "GET /board": async ({ frame, actor, query }) =>
      page(renderBoard(frame, await loadBoard(deps, actor, query))),
    "GET /organizations": async ({ frame, actor, query }) =>
      page(renderOrganizations(frame, await loadOrganizations(deps, actor, query))),
    "GET /organizations/:org": async ({ frame, actor, params }) =>
      page(renderOrganization(frame, await loadOrganization(deps, actor, params["org"] ?? ""))),
    "POST /organizations/:org/events/:event": (visit) => letEventHappen(deps, visit),
    "POST /organizations/:org/credentials": (visit) => issue(deps, visit),
    "POST /organizations/:org/credentials/:credential/revoke": (visit) => revoke(deps, visit),
    "POST /organizations/:org/contacts": (visit) => takeContact(deps, visit),
    "POST /organizations/:org/contacts/:contact/remove": async ({ params, actor }) => {
      const { org: organizationId = "", contact: contactId = "" } = params;
      await removeContact(deps.onboarding, actor, { organizationId, contactId });
      return done(PATHS.organization(organizationId), "The contact is removed.");
    },
    "POST /organizations/:org/log": (visit) => writeDown(deps, visit),
    "GET /organizations/:org/documents/:document": (visit) => sendDocument(deps, visit),
    "POST /pending/:pending/confirm": (visit) => confirm(deps, visit),
  };
}
