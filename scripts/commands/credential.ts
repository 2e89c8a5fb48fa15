import { join } from "node:path";
import { type Credential, credentialState } from "../../src/accounts/credential.ts";
import { askDelivery, type AskedDelivery } from "../../src/accounts/credential-delivery.ts";
import {
  CREDENTIAL_LIMITS,
  type Deliver,
  type IssuedCredential,
  issueCredential,
  listCredentials,
  revokeCredential,
  rotateCredential,
} from "../../src/accounts/credentials.ts";
import { rotateAll } from "../../src/accounts/rotate-all.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import {
  asChange,
  asCommand,
  asReasonedChange,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  realmOption,
  wholeNumber,
} from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { onboardingStoreOf } from "./review-session.ts";
import { makeSecretFolder, type SecretFile, writeSecretFile } from "./secret-file.ts";
import { type Session, withSession } from "./session.ts";

interface IssueOptions extends ChangeOptions {
  readonly org: string;
  readonly realm: Realm;
  readonly overrideReason?: string;
  readonly out?: string;
  readonly deliver?: string;
}

interface RotateOptions extends ChangeOptions {
  readonly org?: string;
  readonly all?: true;
  readonly realm: Realm;
  readonly overlapDays?: number;
  readonly now?: true;
  readonly out?: string;
  readonly deliver?: string;
}

interface RevokeOptions extends CommonOptions {
  readonly credential: string;
  readonly reason: string;
}

interface ListOptions extends CommonOptions {
  readonly org?: string;
  readonly expiring?: number;
}

function withoutSecret({ credential, facilityId }: Omit<IssuedCredential, "secret">) {
  const { id, organizationId, realm, username, expiresAtMs } = credential;
  return { id, org: organizationId, realm, username, facilityId, expiresAt: isoOf(expiresAtMs) };
}

/** The JSON of the operator's interface. */
function issuedValue(issued: IssuedCredential) {
  const { id, org, realm, username, facilityId, expiresAt } = withoutSecret(issued);
  return { id, org, realm, username, secret: issued.secret, facilityId, expiresAt };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : isoOf(ms);
}

function listedValue(credential: Credential, { deps }: Session) {
  const { id, organizationId, realm, username, supersededBy = null, lastUsedFrom = null } = credential;
  return {
    id,
    org: organizationId,
    realm,
    username,
    state: credentialState(credential, deps.calendarClock()),
    issuedAt: isoOf(credential.issuedAtMs),
    expiresAt: isoOf(credential.expiresAtMs),
    revokedAt: isoOrNull(credential.revokedAtMs),
    lastUsedAt: isoOrNull(credential.lastUsedAtMs),
    lastUsedFrom,
    supersededBy,
  };
}

const DELIVER_HELP =
  "give the contact (id or address) a one-time page in place of a secret here; it is made when the page is opened, within 5 business days";

/** `credential …` */
export const credential: CommandGroup = (group, context) => {
  asChange(
    group.command("issue"),
    "make a credential; its secret is shown this once",
    "credential issue --org ID --realm test --out secret.json",
  )
    .requiredOption("--org <id>", "the organization")
    .addOption(realmOption())
    .option("--override-reason <text>", "why production before the stage allows it; kept in the audit trail")
    .option("--out <file>", "write the secret to a new file (0600) in place of standard output")
    .option("--deliver <contact>", DELIVER_HELP)
    .action((options: IssueOptions) => issue(context, options));
  asChange(
    group.command("rotate"),
    "make the next credential; the one in use lives on for a while",
    "credential rotate --org ID --realm production --overlap-days 5",
  )
    .option("--org <id>", "the organization")
    .option("--all", "every organization with an active credential; needs --reason and --out")
    .addOption(realmOption())
    .option(
      "--overlap-days <n>",
      `business days that the old one lives on (default: ${CREDENTIAL_LIMITS.overlapBusinessDays})`,
      wholeNumber(1, CREDENTIAL_LIMITS.overlapBusinessDaysMax),
    )
    .option("--now", "end the old one at once")
    .option("--out <path>", "new file (0600) for the secret; with --all the folder of the files")
    .option("--deliver <contact>", DELIVER_HELP)
    .action((options: RotateOptions) => rotate(context, options));
  asReasonedChange(
    group.command("revoke"),
    "end a credential from the next call on",
    'credential revoke --credential ID --reason "laptop lost"',
  )
    .requiredOption("--credential <id>", "the credential")
    .action((options: RevokeOptions) => revoke(context, options));
  asCommand(group.command("list"), "credentials, oldest first", "credential list --expiring 30")
    .option("--org <id>", "of one organization")
    .option("--expiring <days>", "only those that work and expire within so many days", wholeNumber(0, 3_660))
    .action((options: ListOptions) => listAll(context, options));
};

/** Do an act whose secret goes to a file when one is named; the file goes away again when the act is not committed. */
async function delivered<T>(
  context: CommandContext,
  out: string | undefined,
  act: (deliver: { readonly deliver?: Deliver }) => Promise<T>,
): Promise<T> {
  if (out === undefined) return act({});
  let file: SecretFile | undefined;
  try {
    return await act({
      deliver: async (issued) => {
        file = writeSecretFile(context, out, issuedValue(issued));
      },
    });
  } catch (error) {
    file?.discard();
    throw error;
  }
}

function printIssued(
  context: CommandContext,
  options: CommonOptions & { readonly out?: string },
  issued: IssuedCredential,
): void {
  const { out } = options;
  const value = out === undefined ? issuedValue(issued) : withoutSecret(issued);
  const hint = out === undefined ? "The secret is not shown again." : `The secret is in ${out}.`;
  print(context, options, value, () => `${list(value)}\n\n${hint}`);
}

/** Ask for a page that is opened once in place of a secret here. */
function askForPage(
  context: CommandContext,
  options: CommonOptions & { readonly out?: string },
  contact: string,
  asked: Omit<AskedDelivery, "contactId">,
): Promise<void> {
  if (options.out !== undefined) throw new RefusedError("usage", "Give --out or --deliver, not both.");
  return withSession(context, options, [], async (session) => {
    const { deps, actor } = session;
    const contacts = await onboardingStoreOf(session).listContacts(asked.organizationId);
    const found = contacts.find(({ id, email }) => id === contact || email === contact);
    if (found === undefined)
      throw new RefusedError("not-found", 'This organization has no such contact. "contact list" shows all.');
    const { delivery, path } = await askDelivery(deps, actor, { ...asked, contactId: found.id });
    const { id, organizationId: org, realm, expiresAtMs } = delivery;
    const value = { id, org, realm, contact: found.id, page: path, expiresAt: isoOf(expiresAtMs) };
    print(
      context,
      options,
      value,
      () =>
        `${list(value)}\n\nGive ${found.email} the console's address with this page behind it. It is not shown again.`,
    );
  });
}

function issue(context: CommandContext, options: IssueOptions): Promise<void> {
  const { deliver: contact, org, realm: ofRealm, overrideReason: why } = options;
  if (contact !== undefined) {
    const asked = { organizationId: org, realm: ofRealm, act: "issue" } as const;
    return askForPage(
      context,
      options,
      contact,
      why === undefined ? asked : { ...asked, overrideReason: why },
    );
  }
  return withSession(context, options, [], async ({ deps, actor }) => {
    const { org: organizationId, realm, overrideReason, out } = options;
    const reason = overrideReason === undefined ? {} : { overrideReason };
    const issued = await delivered(context, out, (deliver) =>
      issueCredential(deps, actor, { organizationId, realm, ...reason, ...deliver }),
    );
    printIssued(context, options, issued);
  });
}

async function rotate(context: CommandContext, options: RotateOptions): Promise<void> {
  const { org, all, realm, overlapDays = CREDENTIAL_LIMITS.overlapBusinessDays, now, out } = options;
  if (now === true && options.overlapDays !== undefined)
    throw new RefusedError("usage", "Give --overlap-days or --now, not both.");
  if ((org === undefined) === (all === undefined)) throw new RefusedError("usage", "Give --org ID or --all.");
  const overlap = now === true ? "now" : overlapDays;
  if (org === undefined) return rotateEverybody(context, options, overlap);
  if (options.deliver !== undefined)
    return askForPage(context, options, options.deliver, {
      organizationId: org,
      realm,
      act: "rotate",
      overlap,
    });
  return withSession(context, options, [], async ({ deps, actor }) => {
    const issued = await delivered(context, out, (deliver) =>
      rotateCredential(deps, actor, { organizationId: org, realm, overlap, ...deliver }),
    );
    printIssued(context, options, issued);
  });
}

async function rotateEverybody(
  context: CommandContext,
  options: RotateOptions,
  overlap: number | "now",
): Promise<void> {
  const { realm, reason, out } = options;
  if (reason === undefined || out === undefined)
    throw new RefusedError("usage", "--all needs --reason TEXT and --out FOLDER.");
  return withSession(context, options, [], async ({ deps, actor }) => {
    const folder = makeSecretFolder(context, out);
    const fileOf = (username: string): string => join(folder, `${username}.json`);
    const deliver: Deliver = async (issued) => {
      writeSecretFile(context, fileOf(issued.credential.username), issuedValue(issued));
    };
    const { rotated, skipped } = await rotateAll(deps, actor, { realm, overlap, deliver });
    const value = {
      rotated: rotated.map((issued) => {
        return Object.assign(withoutSecret(issued), { file: fileOf(issued.credential.username) });
      }),
      skipped: skipped.map(({ organizationId, why }) => ({ org: organizationId, why })),
    };
    print(context, options, value, () => {
      const done = value.rotated.map((row) => [row.org, row.username, row.expiresAt, row.file]);
      const left = value.skipped.map((row) => [row.org, row.why]);
      const tables = [table(["org", "username", "expires", "file"], done, "Nothing was rotated.")];
      if (left.length > 0) tables.push(table(["left as it is", "why"], left, ""));
      return tables.join("\n\n");
    });
  });
}

function revoke(context: CommandContext, options: RevokeOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const asked = { credentialId: options.credential, reason: options.reason };
    const value = listedValue(await revokeCredential(session.deps, session.actor, asked), session);
    print(context, options, value, () => list(value));
  });
}

function listAll(context: CommandContext, options: ListOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const { org, expiring } = options;
    const filter = {
      ...(org !== undefined && { organizationId: org }),
      ...(expiring !== undefined && { expiringWithinDays: expiring }),
    };
    const all = await listCredentials(session.deps, session.actor, filter);
    const value = all.map((one) => listedValue(one, session));
    print(context, options, value, () => {
      const rows = value.map((row) => {
        return [row.id, row.org, row.realm, row.username, row.state, row.expiresAt, row.lastUsedAt];
      });
      const head = ["id", "org", "realm", "username", "state", "expires", "last used"];
      return table(head, rows, "No such credential.");
    });
  });
}
