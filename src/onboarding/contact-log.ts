import { authorize, checkLine, perform } from "../accounts/administration.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Actor } from "../accounts/policy.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingTransaction } from "./ports.ts";

export const CONTACT_LOG_KINDS = ["call", "mail", "meeting"] as const;
export type ContactLogKind = (typeof CONTACT_LOG_KINDS)[number];

/** Characters of one entry. */
export const CONTACT_LOG_LENGTH_MAX = 1_000;

/** One talk with an organization, as staff wrote it down; never changed. Holds no patient data: who writes is told so. */
export interface ContactLogEntry {
  readonly id: string;
  readonly organizationId: string;
  readonly atMs: number;
  readonly by: string;
  readonly kind: ContactLogKind;
  /** With whom; absent when it was nobody of the contacts. */
  readonly contactId?: string;
  /** One line. */
  readonly text: string;
}

/** What acts on the log need. */
export type ContactLogDeps = Pick<OnboardingDeps, "store" | "clock" | "calendarClock" | "newId">;

/**
 * Write down a call, a mail or a meeting.
 *
 * @throws RefusedError `usage` for a text that is not one line, `not-found` for the organization or the contact, `policy`
 */
export async function logContact(
  deps: ContactLogDeps,
  actor: Actor,
  asked: Pick<ContactLogEntry, "organizationId" | "kind" | "contactId" | "text">,
): Promise<ContactLogEntry> {
  const { organizationId, kind, contactId } = asked;
  const text = checkLine("The text", asked.text, CONTACT_LOG_LENGTH_MAX);
  const act = { act: "contact.log", organizationId } as const;
  return perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    await mustFindOrganization(tx, organizationId);
    const contacts = contactId === undefined ? [] : await tx.listContacts(organizationId);
    if (contactId !== undefined && !contacts.some(({ id }) => id === contactId))
      throw new RefusedError("not-found", `There is no contact ${contactId} here. "contact list" shows all.`);
    const common = { id: deps.newId(), organizationId, atMs: deps.calendarClock(), by: actor.name };
    const value: ContactLogEntry = {
      ...common,
      kind,
      ...(contactId !== undefined && { contactId }),
      text,
    };
    await tx.appendContactLog(value);
    return { value, object: organizationId, detail: { entry: value.id, kind, contact: contactId ?? null } };
  });
}

/** What staff wrote down of an organization, newest first. @throws RefusedError `policy`, `not-found` */
export async function listContactLog(
  deps: ContactLogDeps,
  actor: Actor,
  organizationId: string,
): Promise<readonly ContactLogEntry[]> {
  await authorize(deps, actor, { act: "contact.history", organizationId });
  await mustFindOrganization(deps.store, organizationId);
  return deps.store.listContactLog(organizationId);
}
