import { resolve } from "node:path";
import { authorize, perform } from "../../src/accounts/administration.ts";
import { makeBackup } from "../../src/backup/make-backup.ts";
import type { Manifest, NeededKey } from "../../src/backup/manifest.ts";
import type { DatabaseCopier } from "../../src/backup/ports.ts";
import type { Config } from "../../src/config.ts";
import { programVersion } from "../../src/composition/program-version.ts";
import { createPostgresCopier } from "../../src/store/copy-postgres.ts";
import { createSqliteCopier } from "../../src/store/copy-sqlite.ts";
import { REALMS } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { findUnescrowed } from "../../src/vault/escrow.ts";
import { readKeyTexts } from "../../src/vault/key-files-kept.ts";
import type { Vault } from "../../src/vault/load-vault.ts";
import { asChange, type ChangeOptions, type CommandContext, type CommandGroup } from "./command-group.ts";
import { list, print } from "./print.ts";
import { type Session, withSession } from "./session.ts";

interface BackupOptions extends ChangeOptions {
  readonly to: string;
}

/** `backup` */
export const backup: CommandGroup = (command, context) => {
  asChange(
    command,
    "copy the databases while the server goes on; keys are not in the copy",
    "backup --to /backups/2026-01-14",
  )
    .requiredOption("--to <folder>", "new or empty folder")
    .action((options: BackupOptions) => run(context, options));
};

/** Copies and loads the databases that a configuration names. */
export function copierOf({ databaseUrl, dataDir, realms }: Config): DatabaseCopier {
  return databaseUrl === "" ? createSqliteCopier(dataDir, realms) : createPostgresCopier(databaseUrl, realms);
}

/** Every key that the databases' rows need. */
export function neededKeys({ control, realms }: Vault): readonly NeededKey[] {
  return [control, ...Object.values(realms)]
    .flatMap(({ fingerprints }) => Array.from(fingerprints, ([name, fingerprint]) => ({ name, fingerprint })))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A backup whose keys are lost with this machine is none. */
function checkEscrow(config: Config): void {
  const names = findUnescrowed(config).map(({ name }) => name);
  if (config.isProduction && names.length > 0)
    throw new RefusedError(
      "policy",
      `Not escrowed: ${names.join(", ")}. Run "keys escrow --out FILE" and take the file to a safe; then back up.`,
    );
}

/** What a person wants to know of a backup; the keys' fingerprints stay in the manifest. */
function shown(folder: string, { madeAtMs, engine, databases, journal }: Manifest) {
  const files = databases.flatMap((one) => one.files);
  return {
    folder,
    madeAt: new Date(madeAtMs).toISOString(),
    engine,
    databases: databases.map(({ name, schema }) => ({ name, schema })),
    left: REALMS.filter((realm) => !databases.some(({ name }) => name === realm)),
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    journal,
  };
}

async function copy({ config, databases, vault, deps }: Session, folder: string): Promise<Manifest> {
  return makeBackup(
    {
      copier: copierOf(config),
      journal: databases.control.journal,
      keys: neededKeys(vault),
      wrappedKeys: readKeyTexts(config, "wrapped"),
      mac: vault.control.auditMac,
      program: programVersion(),
      clock: deps.clock,
    },
    folder,
  );
}

function run(context: CommandContext, options: BackupOptions): Promise<void> {
  return withSession(context, options, [], async (opened) => {
    const { config } = opened;
    await authorize(opened.deps, opened.actor, { act: "system.backup" });
    return withSession(context, options, config.realms, async (session) => {
      // Only now every key is there.
      checkEscrow(config);
      const folder = resolve(context.calledFrom, options.to);
      const value = shown(folder, await copy(session, folder));
      const { bytes, files, databases } = value;
      const detail = { folder, bytes, files, databases: databases.map(({ name }) => name).join(",") };
      await perform(session.deps, session.actor, { act: "system.backup" }, async () => {
        return { value: undefined, object: "", detail };
      });
      print(context, options, value, () =>
        list({
          folder,
          "made at": value.madeAt,
          databases: databases.map(({ name, schema }) => `${name} (schema ${schema})`).join(", "),
          ...(value.left.length > 0 && { "NOT copied": `${value.left.join(", ")}: REALMS leaves it out` }),
          files,
          bytes,
          journal: value.journal === null ? "none kept: after a restore all organizations wait" : "noted",
        }),
      );
    });
  });
}
