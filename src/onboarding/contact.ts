/** What a contact of an organization is for. */
export const CONTACT_ROLES = ["technical", "clinical", "privacy", "deputy"] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** @returns whether `word` names a role */
export function isContactRole(word: string): word is ContactRole {
  return CONTACT_ROLES.some((role) => role === word);
}

/** A person of an organization whom letters and digests go to. */
export interface Contact {
  readonly id: string;
  readonly organizationId: string;
  readonly role: ContactRole;
  readonly name: string;
  readonly email: string;
  readonly addedAtMs: number;
  readonly removedAtMs?: number;
}

/** A contact as it is asked for. */
export type NewContact = Pick<Contact, "role" | "name" | "email">;

const EMAIL = /^[^\s@<>,;:"()[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** Whether a text can stand in the To of a mail; deliverable or not is seen when it is sent. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text) && !/\p{Cc}/u.test(text) && text.includes(".", text.indexOf("@"));
}
