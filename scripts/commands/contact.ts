import { Option } from "commander";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import {
  CONTACT_ROLES,
  type Contact,
  type ContactRole,
  isContactRole,
} from "../../src/onboarding/contact.ts";
import {
  CONTACT_LOG_KINDS,
  type ContactLogEntry,
  type ContactLogKind,
  listContactLog,
  logContact,
} from "../../src/onboarding/contact-log.ts";
import { addContact, listContacts, removeContact } from "../../src/onboarding/contacts.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { deliver, onboardingDeps } from "./onboarding-session.ts";
import { list, print, table } from "./print.ts";
import { withSession } from "./session.ts";

interface AddOptions extends ChangeOptions {
  readonly org: string;
  readonly role: string;
  readonly name: string;
  readonly email: string;
}

interface RemoveOptions extends ChangeOptions {
  readonly org: string;
  readonly contact: string;
}

interface LogOptions extends CommonOptions {
  readonly org: string;
  readonly kind: ContactLogKind;
  readonly text: string;
  readonly contact?: string;
}

/** `contact …` */
export const contact: CommandGroup = (group, context) => {
  asChange(
    group.command("add"),
    "add a contact; letters that waited for one go out",
    'contact add --org ID --role technical --name "Ada Lind" --email ada@clinic.example',
  )
    .requiredOption("--org <id>", "the organization")
    .requiredOption("--role <role>", CONTACT_ROLES.join(", "))
    .requiredOption("--name <name>", "the person")
    .requiredOption("--email <address>", "where letters go")
    .action((options: AddOptions) => add(context, options));
  asCommand(group.command("list"), "contacts of an organization", "contact list --org ID")
    .requiredOption("--org <id>", "the organization")
    .action((options: CommonOptions & { readonly org: string }) => listAll(context, options));
  asChange(group.command("remove"), "remove a contact", "contact remove --org ID --contact ID")
    .requiredOption("--org <id>", "the organization")
    .requiredOption("--contact <id>", "the contact")
    .action((options: RemoveOptions) => remove(context, options));
  asCommand(
    group.command("log"),
    "write down a call, a mail or a meeting; it cannot be changed. No patient data",
    'contact log --org ID --kind call --text "RXA-5 is mended on Monday"',
  )
    .requiredOption("--org <id>", "the organization")
    .addOption(new Option("--kind <kind>", "what it was").choices(CONTACT_LOG_KINDS).makeOptionMandatory())
    .requiredOption("--text <text>", "what was said: one line, no patient data")
    .option("--contact <id>", "with whom")
    .action((options: LogOptions) => log(context, options));
  asCommand(
    group.command("history"),
    "what was written down with contact log, newest first",
    "contact history --org ID",
  )
    .requiredOption("--org <id>", "the organization")
    .action((options: CommonOptions & { readonly org: string }) => history(context, options));
};

function shownEntry({ id, organizationId, atMs, by, kind, contactId, text }: ContactLogEntry) {
  return {
    id,
    org: organizationId,
    at: new Date(atMs).toISOString(),
    by,
    kind,
    contact: contactId ?? null,
    text,
  };
}

function log(context: CommandContext, options: LogOptions): Promise<void> {
  const { org: organizationId, kind, text, contact: contactId } = options;
  return withSession(context, options, [], async (session) => {
    const asked = { organizationId, kind, text, ...(contactId !== undefined && { contactId }) };
    const value = shownEntry(await logContact(onboardingDeps(session), session.actor, asked));
    print(context, options, value, () => list(value));
  });
}

function history(context: CommandContext, options: CommonOptions & { readonly org: string }): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const entries = await listContactLog(onboardingDeps(session), session.actor, options.org);
    const value = entries.map(shownEntry);
    print(context, options, value, () => {
      const rows = value.map((row) => [row.at, row.kind, row.by, row.contact, row.text]);
      return table(["at", "kind", "by", "contact", "text"], rows, "Nothing was written down yet.");
    });
  });
}

function readRole(word: string): ContactRole {
  if (!isContactRole(word))
    throw new RefusedError("usage", `--role takes one of ${CONTACT_ROLES.join(", ")}.`);
  return word;
}

function shown({ id, organizationId, role, name, email, addedAtMs, removedAtMs }: Contact) {
  const addedAt = new Date(addedAtMs).toISOString();
  const removedAt = removedAtMs === undefined ? null : new Date(removedAtMs).toISOString();
  return { id, org: organizationId, role, name, email, addedAt, removedAt };
}

function add(context: CommandContext, options: AddOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const { org, name, email } = options;
    const deps = onboardingDeps(session);
    const asked = { role: readRole(options.role), name, email };
    const value = shown(await addContact(deps, session.actor, org, asked));
    await deliver(context, session, deps);
    print(context, options, value, () => list(value));
  });
}

function remove(context: CommandContext, options: RemoveOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const asked = { organizationId: options.org, contactId: options.contact };
    const value = shown(await removeContact(onboardingDeps(session), session.actor, asked));
    print(context, options, value, () => list(value));
  });
}

function listAll(context: CommandContext, options: CommonOptions & { readonly org: string }): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const all = await listContacts(onboardingDeps(session), session.actor, options.org);
    const value = all.map(shown);
    print(context, options, value, () => {
      const rows = value.map((row) => [row.id, row.role, row.name, row.email]);
      return table(["id", "role", "name", "e-mail"], rows, 'No contact yet. "contact add" adds one.');
    });
  });
}
