import { authorize, checkLine, perform } from "../accounts/administration.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Actor } from "../accounts/policy.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { type Contact, isEmail, type NewContact } from "./contact.ts";
import { deliverWaiting } from "./deliver-waiting.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingTransaction } from "./ports.ts";

/** What acts on contacts need. */
export type ContactDeps = Pick<OnboardingDeps, "store" | "clock" | "calendarClock" | "newId" | "helpDesk">;

const NAME_LENGTH_MAX = 200;
const CONTACTS_MAX = 50;

/**
 * Add a contact. Letters that found nobody to go to go out to the first.
 *
 * @throws RefusedError `usage` for a name or address that is none, `not-found`, `policy`
 */
export async function addContact(
  deps: ContactDeps,
  actor: Actor,
  organizationId: string,
  asked: NewContact,
): Promise<Contact> {
  const name = checkLine("--name", asked.name, NAME_LENGTH_MAX);
  if (!isEmail(asked.email))
    throw new RefusedError("usage", "--email takes one address, such as ada@clinic.example.");
  const act = { act: "contact.add", organizationId } as const;
  return perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    await mustFindOrganization(tx, organizationId);
    const present = await tx.listContacts(organizationId);
    checkNew(present, asked);
    const { role, email } = asked;
    const addedAtMs = deps.calendarClock();
    const contact: Contact = { id: deps.newId(), organizationId, role, name, email, addedAtMs };
    await tx.saveContact(contact);
    const letters = await deliverWaiting(deps, tx, organizationId, [...present, contact]);
    return { value: contact, object: organizationId, detail: { contact: contact.id, role, letters } };
  });
}

function checkNew(present: readonly Contact[], { role, email }: NewContact): void {
  if (present.some((one) => one.role === role && one.email === email))
    throw new RefusedError("policy", `${email} is a ${role} contact already. "contact list" shows all.`);
  if (present.length >= CONTACTS_MAX)
    throw new RefusedError(
      "policy",
      `An organization has at most ${CONTACTS_MAX} contacts. Remove one first.`,
    );
}

/**
 * Remove a contact; letters already sent stay as they are.
 *
 * @throws RefusedError `not-found`, `policy`
 */
export async function removeContact(
  deps: ContactDeps,
  actor: Actor,
  asked: { readonly organizationId: string; readonly contactId: string },
): Promise<Contact> {
  const { organizationId, contactId } = asked;
  const act = { act: "contact.remove", organizationId, object: contactId } as const;
  return perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    await mustFindOrganization(tx, organizationId);
    const found = (await tx.listContacts(organizationId)).find(({ id }) => id === contactId);
    if (found === undefined)
      throw new RefusedError("not-found", `There is no contact ${contactId} here. "contact list" shows all.`);
    const removed: Contact = { ...found, removedAtMs: deps.calendarClock() };
    await tx.saveContact(removed);
    return { value: removed, object: organizationId, detail: { contact: contactId, role: found.role } };
  });
}

/** Contacts of an organization; an integrator's own only. */
export async function listContacts(
  deps: ContactDeps,
  actor: Actor,
  organizationId: string,
): Promise<readonly Contact[]> {
  await authorize(deps, actor, { act: "contact.read", organizationId });
  await mustFindOrganization(deps.store, organizationId);
  return deps.store.listContacts(organizationId);
}
