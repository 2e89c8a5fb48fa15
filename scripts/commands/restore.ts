import { existsSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { perform } from "../../src/accounts/administration.ts";
import { type AfterCut, readAfterCut } from "../../src/backup/read-after-cut.ts";
import { isGenuine, type Manifest } from "../../src/backup/manifest.ts";
import type { DatabaseCopier } from "../../src/backup/ports.ts";
import { restoreAccess, type RestoredAccess } from "../../src/backup/restore-access.ts";
import { openManifest, verifyFiles } from "../../src/backup/verify-backup.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { isRealm, type Realm } from "../../src/kernel/realm.ts";
import { createStoredMessages } from "../../src/store/stored-messages.ts";
import { putKeysBack } from "../../src/vault/escrow.ts";
import { isKeyFile } from "../../src/vault/key-files-kept.ts";
import { loadVault, readAuditMac } from "../../src/vault/load-vault.ts";
import { VaultError } from "../../src/vault/vault-error.ts";
import { copierOf, neededKeys } from "./backup.ts";
import {
  asChange,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  several,
} from "./command-group.ts";
import { isAgreed } from "./is-agreed.ts";
import { print, table } from "./print.ts";
import { type Session, withRestoredSession } from "./session.ts";

interface RestoreOptions extends ChangeOptions {
  readonly from: string;
  readonly journal: readonly string[];
  readonly yes?: true;
}

const UNASKED = "Say --yes to restore without being asked. Nothing was touched.";
/** Control ids that are shown for an organization; --json names all. */
const SHOWN_MAX = 10;

/** `restore` */
export const restore: CommandGroup = (command, context) => {
  asChange(
    command,
    "load a backup into an empty DATA_DIR or empty schemas, name what is to be sent again, and keep out who was shut out",
    "restore --from /backups/2026-01-14 --yes",
  )
    .requiredOption("--from <folder>", "folder of the backup")
    .option("--journal <file>", "journal of another host; may be given more than once", several, [])
    .option("--yes", "do not ask")
    .action((options: RestoreOptions) => run(context, options));
};

/** The file of `pepper/1`. */
function fileOf(keyName: string): string {
  return `${keyName.replace("/", "-")}.key`;
}

/** Before a key is made anew by mistake: a missing one is named. */
function checkKeys({ secretsDir }: Config, { manifest, mac }: { manifest: Manifest; mac: string }): void {
  const wrapped = new Map(manifest.wrappedKeys.map((key) => [key.file, key]));
  const missing = manifest.keys
    .map(({ name }) => name)
    .filter((name) => !existsSync(join(secretsDir, fileOf(name))) && !wrapped.has(fileOf(name)));
  if (missing.length > 0)
    throw new VaultError(
      `SECRETS_DIR lacks ${missing.join(", ")}. Put the keys back from the escrow first ("keys recover"); nothing was touched.`,
    );
  if (!isGenuine({ manifest, mac }, readAuditMac({ secretsDir, randomBytes })))
    throw new RefusedError(
      "policy",
      "The backup's manifest was changed, or SECRETS_DIR has another audit/1. Nothing was touched.",
    );
}

/** Put back what only the master opens, and compare every key with what the backup was made with. */
function takeKeys({ secretsDir }: Config, clock: () => number, manifest: Manifest): void {
  putKeysBack(
    { secretsDir, randomBytes },
    manifest.wrappedKeys.filter(({ file }) => isKeyFile(file)),
  );
  const vault = loadVault({ secretsDir, realms: realmsOf(manifest), randomBytes, clock });
  const own = new Map(neededKeys(vault).map(({ name, fingerprint }) => [name, fingerprint]));
  const other = manifest.keys.filter(({ name, fingerprint }) => own.get(name) !== fingerprint);
  if (other.length > 0)
    throw new VaultError(
      `SECRETS_DIR has another ${other.map(({ name }) => name).join(", ")} than the backup was made with. Set SECRETS_DIR; nothing was touched.`,
    );
}

function realmsOf({ databases }: Manifest): readonly Realm[] {
  return databases.map(({ name }) => name).filter(isRealm);
}

async function checkPlace(copier: DatabaseCopier, manifest: Manifest): Promise<void> {
  if (copier.engine !== manifest.engine)
    throw new RefusedError("policy", `The backup is of ${manifest.engine}, this place is ${copier.engine}.`);
  const existing = await copier.findExisting();
  if (existing.length > 0)
    throw new RefusedError(
      "policy",
      `A restore wants an empty place; there is ${existing.join(", ")}. Name another DATA_DIR or database; nothing was touched.`,
    );
}

interface Done {
  readonly after: AfterCut;
  readonly access: RestoredAccess;
}

/** In the restored databases: hold the journal against them, shut out who was shut out, and write both down. */
async function takeUpJournal(session: Session, options: RestoreOptions, manifest: Manifest): Promise<Done> {
  const { config, databases, deps } = session;
  const storedMessages = createStoredMessages(databases.realms);
  const after = await readAfterCut({ storedMessages }, config.ackJournal, options.journal, manifest.journal);
  const asked = { act: "system.restore", object: options.from } as const;
  const access = await perform(deps, session.actor, asked, async (tx) => {
    const value = await restoreAccess(tx, after.access, after.cover === "whole", deps.calendarClock());
    const detail = {
      madeAt: new Date(manifest.madeAtMs).toISOString(),
      journal: after.cover,
      toResend: after.missing.length,
      ended: value.ended,
      changedAddressRules: value.changedAddressRules,
      changedCertificatePins: value.changedCertificatePins,
      suspended: value.suspended.length,
    };
    return { value, object: options.from, detail };
  });
  return { after, access };
}

async function byOrganization({ deps }: Session, { missing }: AfterCut) {
  const names = new Map((await deps.store.listOrganizations()).map(({ id, name }) => [id, name]));
  return [...Map.groupBy(missing, ({ organizationId, realm }) => `${realm} ${organizationId}`).values()].map(
    (entries) => {
      const [first] = entries;
      return {
        org: first?.organizationId ?? "",
        name: names.get(first?.organizationId ?? "") ?? null,
        realm: first?.realm ?? "",
        messages: entries.map(({ controlId, ackCode, atMs }) => {
          return { controlId, ackCode, answeredAt: new Date(atMs).toISOString() };
        }),
      };
    },
  );
}

/** What became of those who may come in, and what a person has to look at. */
function accessLines(access: RestoredAccess, isWhole: boolean): readonly string[] {
  const lines: string[] = [];
  if (access.ended.length > 0) lines.push(`Ended again: ${access.ended.join(", ")}.`);
  if (access.outdatedUsers.length > 0)
    lines.push(
      `Disabled, for their passwords were changed after the backup: ${access.outdatedUsers.join(", ")}. Use "user reset".`,
    );
  if (access.lostCredentials.length > 0)
    lines.push(
      `Issued after the backup and lost: ${access.lostCredentials.map(({ id, org }) => `${id} of ${org}`).join(", ")}.`,
    );
  if (access.changedAddressRules.length > 0)
    lines.push(
      `Address rules were changed after the backup and stand as before: ${access.changedAddressRules.join(", ")}. Their organizations are suspended. Check with "ip list", set with "ip allow", "ip deny", then "org resume".`,
    );
  if (access.changedCertificatePins.length > 0)
    lines.push(
      `Certificate pins were changed after the backup and stand as before: ${access.changedCertificatePins.join(", ")}. These organizations are suspended. Check with "cert list", set with "cert pin", "cert revoke", then "org resume".`,
    );
  if (!isWhole && access.suspended.length > 0)
    lines.push(
      `${access.suspended.length} organizations are suspended, tokens revoked, users disabled: the journal does not say who was shut out. ` +
        'Compare with what you know, address rules ("ip list") and certificate pins ("cert list") too, then "org resume", "user reset", "token issue".',
    );
  return lines;
}

async function report(
  context: CommandContext,
  options: RestoreOptions,
  session: Session,
  manifest: Manifest,
  { after, access }: Done,
): Promise<void> {
  const resend = await byOrganization(session, after);
  const value = {
    madeAt: new Date(manifest.madeAtMs).toISOString(),
    databases: manifest.databases.map(({ name }) => name),
    journal: after.cover,
    torn: after.torn,
    toResend: after.missing.length,
    isCut: after.isCut,
    resend,
    ...access,
  };
  print(context, options, value, () => {
    const rows = resend.map(({ org, name, realm, messages }) => {
      const ids = messages.slice(0, SHOWN_MAX).map(({ controlId }) => controlId);
      return [org, name, realm, messages.length, ids.join(" ")];
    });
    const lines = [
      `Restored ${value.databases.join(", ")} of ${value.madeAt}. Journal: ${after.cover}.`,
      table(
        ["org", "name", "realm", "to resend", "control ids (all: --json)"],
        rows,
        "Nothing is to be sent again.",
      ),
    ];
    return [...lines, ...accessLines(access, after.cover === "whole")].join("\n\n");
  });
}

async function run(context: CommandContext, options: RestoreOptions): Promise<void> {
  const folder = resolve(context.calledFrom, options.from);
  const config = loadConfig(context.env, context.projectFolder);
  const read = await openManifest(folder);
  const { manifest } = read;
  checkKeys(config, read);
  const realms = realmsOf(manifest);
  const copier = copierOf({ ...config, realms });
  await checkPlace(copier, manifest);
  await verifyFiles(folder, manifest);
  const question = `Restore the backup of ${new Date(manifest.madeAtMs).toISOString()} (${manifest.databases.length} databases)?`;
  if (!(await isAgreed(options, question, UNASKED))) {
    print(context, options, { restored: false }, () => "Nothing was changed.");
    return;
  }
  takeKeys(config, context.clock, manifest);
  const letIn = await copier.load(folder, manifest.databases);
  const given = {
    ...options,
    from: folder,
    journal: options.journal.map((one) => resolve(context.calledFrom, one)),
  };
  await withRestoredSession(context, given, realms, async (session) => {
    const done = await takeUpJournal(session, given, manifest);
    // Not before: what ended after the backup has ended again.
    await letIn();
    await report(context, given, session, manifest, done);
  });
}
