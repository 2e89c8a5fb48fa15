import { randomBytes } from "node:crypto";
import { createPasswordHasher } from "../../src/accounts/password-hasher.ts";
import type { Actor } from "../../src/accounts/policy.ts";
import { createSecretHasher } from "../../src/accounts/secret-hasher.ts";
import { actorOf, type UserAdministrationDeps } from "../../src/accounts/users.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { createControlStore } from "../../src/store/control-store.ts";
import { type Databases, openDatabases, type OpenOptions } from "../../src/store/databases.ts";
import { StoreStartError } from "../../src/store/store-start-error.ts";
import { loadVault, type Vault } from "../../src/vault/load-vault.ts";
import type { ChangeOptions, CommandContext } from "./command-group.ts";

/** The store, opened for one command, and who calls it. */
export interface Session {
  readonly config: Config;
  readonly deps: UserAdministrationDeps;
  readonly actor: Actor;
  readonly databases: Databases;
  readonly vault: Vault;
}

async function open(
  context: CommandContext,
  config: Config,
  realms: readonly Realm[],
  process: OpenOptions["process"],
) {
  const vault = loadVault({ secretsDir: config.secretsDir, realms, randomBytes, clock: context.clock });
  const { databaseUrl: url, dataDir, ackJournal } = config;
  const { clock } = context;
  const journal =
    ackJournal === ""
      ? undefined
      : openJournal({ path: ackJournal, clock, newId: createIdSource(clock, randomBytes) });
  const databases = await openDatabases({
    location: url === "" ? { kind: "sqlite", dataDir } : { kind: "postgres", url },
    realms,
    vault,
    process,
    ...(journal && { journal }),
    // A command is short: a connection that breaks fails the query that uses it.
    onPoolError: () => {},
  });
  const { keys } = databases.control;
  if (keys.kind === "keys-differ") {
    await databases.close();
    throw new StoreStartError(
      `SECRETS_DIR has not the keys of this database (${keys.keyNames.join(", ")}). Set SECRETS_DIR to the folder that was used with it.`,
    );
  }
  return { config, vault, databases, journal, clock };
}

function administration(opened: Awaited<ReturnType<typeof open>>): UserAdministrationDeps {
  const { config, vault, databases, clock } = opened;
  const { auditMac, peppers } = vault.control;
  const { fixedNowMs } = config;
  return {
    store: createControlStore({ database: databases.control, auditMac, clock }),
    hasher: createSecretHasher(peppers.current, peppers.earlier),
    clock,
    calendarClock: fixedNowMs === undefined ? clock : () => fixedNowMs,
    newId: createIdSource(clock, randomBytes),
    randomBytes,
    calendar: minnesotaBusinessDays,
    passwords: createPasswordHasher(randomBytes),
  };
}

/**
 * Open the store, do a command's work, close it again.
 *
 * @param realms whose databases the work needs beside `control`
 * @throws whatever the work throws; ConfigError, StoreStartError or VaultError when the store cannot be opened
 */
export async function withSession<T>(
  context: CommandContext,
  options: ChangeOptions,
  realms: readonly Realm[],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const config = loadConfig(context.env, context.projectFolder);
  return workWith(context, options, await open(context, config, realms, "cli"), work);
}

/** As {@link withSession}, of databases that nobody else may open yet. */
export async function withRestoredSession<T>(
  context: CommandContext,
  options: ChangeOptions,
  realms: readonly Realm[],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const config = loadConfig(context.env, context.projectFolder);
  return workWith(context, options, await open(context, config, realms, "restore"), work);
}

async function workWith<T>(
  context: CommandContext,
  options: ChangeOptions,
  opened: Awaited<ReturnType<typeof open>>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { config } = opened;
  try {
    const deps = administration(opened);
    const { osUser } = context;
    const known: Actor =
      options.actor === undefined
        ? { name: osUser, osUser, source: "cli" }
        : await actorOf(deps.store, options.actor, osUser, "cli");
    const actor = options.reason === undefined ? known : { ...known, reason: options.reason };
    return await work({ config, deps, actor, databases: opened.databases, vault: opened.vault });
  } finally {
    await opened.databases.close();
    await opened.journal?.close();
  }
}
