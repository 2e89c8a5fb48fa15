import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Kysely, PostgresDialect } from "kysely";
import type { Pool } from "pg";
import { REALMS, type Realm } from "../kernel/realm.ts";
import type { Journal } from "../journal/open-journal.ts";
import type { KeyFingerprints, Vault } from "../vault/load-vault.ts";
import { checkKeys, type KeyCheck } from "./check-keys.ts";
import type { ControlSchema } from "./control-schema.ts";
import type { FoundationSchema } from "./foundation.ts";
import { type Migration, migrate } from "./migrate.ts";
import { CONTROL_MIGRATIONS } from "./migrations/control-migrations.ts";
import { REALM_MIGRATIONS } from "./migrations/realm-migrations.ts";
import { checkPostgresSettings, type PoolBinding, postgresPool } from "./postgres-pool.ts";
import { preparePostgres } from "./postgres-roles.ts";
import type { RealmSchema } from "./realm-schema.ts";
import { announceServer, checkNoRestoreIn, listServers, SCHEMA_NUMBER } from "./postgres-presence.ts";
import { checkNoRestore, isServerLocked, takeServerLock } from "./server-lock.ts";
import { openSqlite } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { StoreStartError } from "./store-start-error.ts";

export type StoreLocation =
  | { readonly kind: "sqlite"; readonly dataDir: string }
  | { readonly kind: "postgres"; readonly url: string };

/** A database's name: its file without `.db`, its schema in PostgreSQL. */
export type DatabaseName = "control" | Realm;

export interface OpenOptions {
  readonly location: StoreLocation;
  /** The realms to open; the others' files or schemas are not touched. */
  readonly realms: readonly Realm[];
  /** Its realms are at least those of `realms`. */
  readonly vault: Vault;
  /**
   * A `server` holds its SQLite files against a second server, and tells others in PostgreSQL that it runs; the `cli` works
   * beside one. Neither opens what a `restore` has not finished.
   */
  readonly process: "server" | "cli" | "restore";
  /** Connections of each pool to PostgreSQL; see `connectionsFor()`. */
  readonly connectionsMax?: number;
  /** Takes what acts change about who may come in, before they are committed; absent: none is kept. */
  readonly journal?: Journal;
  /** A pooled connection broke; the pool replaces it. */
  readonly onPoolError: (database: DatabaseName, error: Error) => void;
}

/** Where a database's data physically is. */
export type Engine =
  | {
      readonly kind: "sqlite";
      readonly path: string;
      /** In this process the only connection that writes to the file; on `control` it is the one behind `kysely`. */
      readonly writer: DatabaseSync;
    }
  | {
      readonly kind: "postgres";
      readonly pool: Pool;
      /** @throws StoreStartError when the server is no longer as durable as it was at the start */
      readonly checkSettings: () => Promise<void>;
    };

/** What every log-in reads. */
interface ControlReader {
  /** Reads only. In SQLite a connection of its own: a write that waits for the file does not hold up the log-ins. */
  readonly reader: Kysely<FoundationSchema & ControlSchema>;
}

/** One of the three databases; knows nothing of the others (decision D5). */
export interface Database<Tables> {
  readonly name: DatabaseName;
  /**
   * For queries of every kind on `control`. On a realm in SQLite it reads only: writes go through the realm store, whose
   * connection is the file's one writer.
   */
  readonly kysely: Kysely<FoundationSchema & Tables>;
  readonly engine: Engine;
  /** Whether the vault has the keys of this database; when not, nothing may be read or written through it. */
  readonly keys: KeyCheck;
}

/** Where acts are noted beside the database. */
interface JournalKeeper {
  readonly journal?: Journal;
}

export type ControlDatabase = Database<ControlSchema> & ControlReader & JournalKeeper;
export type RealmDatabase = Database<RealmSchema>;

/** The databases of one process, at this program's schema. */
export interface Databases {
  readonly control: ControlDatabase;
  readonly realms: Readonly<Partial<Record<Realm, RealmDatabase>>>;
  close(): Promise<void>;
}

interface Opened {
  readonly kysely: Kysely<FoundationSchema>;
  readonly reader: Kysely<FoundationSchema>;
  readonly engine: Engine;
  readonly keys: KeyCheck;
}

/** What to undo, last opened first. */
type Closing = (() => Promise<void> | void)[];

async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close();
}

/** What a database needs before it is used. */
interface Wanted {
  readonly name: DatabaseName;
  readonly migrations: readonly Migration[];
  readonly fingerprints: KeyFingerprints;
}

type Open = (wanted: Wanted) => Promise<Opened>;

/** @throws StoreStartError when a server runs: it is of an older version, and a newer schema would break it */
function checkNoServer(dataDir: string): void {
  for (const realm of REALMS) {
    const path = join(dataDir, `${realm}.server.lock`);
    if (existsSync(path) && isServerLocked(path))
      throw new StoreStartError(
        "A server of an older version runs on this DATA_DIR. Stop it and start this version, which brings the databases to its schema; then run this again.",
      );
  }
}

function sqliteOpener(dataDir: string, kind: OpenOptions["process"], closing: Closing): Open {
  const server = kind === "server";
  return async ({ name, migrations, fingerprints }) => {
    const path = join(dataDir, `${name}.db`);
    if (kind !== "restore") checkNoRestore(dataDir);
    if (server && name !== "control") closing.push(takeServerLock(join(dataDir, `${name}.server.lock`)));
    const writer = openSqlite(path);
    const engine: Engine = { kind: "sqlite", path, writer };
    closing.push(() => writer.close());
    const onWriter = new Kysely<FoundationSchema>({ dialect: sqliteDialect(writer) });
    await migrate(onWriter, "sqlite", migrations, () => {
      // A server's own realms have no other server; `control` may have that of the other realm.
      if (!server || name === "control") checkNoServer(dataDir);
    });
    const keys = await checkKeys(onWriter, fingerprints);
    const readOnly = openSqlite(path, "read");
    closing.push(() => readOnly.close());
    const reader = new Kysely<FoundationSchema>({ dialect: sqliteDialect(readOnly) });
    return { kysely: name === "control" ? onWriter : reader, reader, engine, keys };
  };
}

/** @throws StoreStartError when a server of another version runs: a newer schema would break it */
async function checkNoOtherServer(pool: Pool): Promise<void> {
  const other = (await listServers(pool)).find(({ schemaNumber }) => schemaNumber !== SCHEMA_NUMBER);
  if (other === undefined) return;
  throw new StoreStartError(
    `A server of another version uses this database (PostgreSQL process ${other.pid}). Stop every server of it and start this version, which brings the databases to its schema; then run this again.`,
  );
}

/** On connections of its own: another process may hold the lock for as long as its migration takes. */
async function migratePatiently(
  binding: PoolBinding,
  migrations: readonly Migration[],
  others: Pool,
): Promise<void> {
  const pool = postgresPool({ ...binding, connectionsMax: 1, isPatient: true });
  try {
    const kysely = new Kysely<FoundationSchema>({ dialect: new PostgresDialect({ pool }) });
    await migrate(kysely, "postgres", migrations, () => checkNoOtherServer(others));
  } finally {
    await pool.end();
  }
}

async function postgresOpener(options: OpenOptions, url: string, closing: Closing): Promise<Open> {
  const roles = await preparePostgres(url, ["control", ...options.realms]);
  if (options.process === "server")
    closing.push(await announceServer(url, (error) => options.onPoolError("control", error)));
  return async ({ name, migrations, fingerprints }) => {
    const onError = (error: Error): void => options.onPoolError(name, error);
    const { connectionsMax } = options;
    const binding: PoolBinding = {
      url,
      schema: name,
      role: roles.get(name) ?? "",
      onError,
      ...(connectionsMax !== undefined && { connectionsMax }),
    };
    const pool = postgresPool(binding);
    closing.push(() => pool.end());
    const checkSettings = (): Promise<void> => checkPostgresSettings(pool, binding);
    await checkSettings();
    // After the server told that it runs: a restore tells first and looks then.
    if (options.process !== "restore") await checkNoRestoreIn(pool);
    const kysely = new Kysely<FoundationSchema>({ dialect: new PostgresDialect({ pool }) });
    await migratePatiently(binding, migrations, pool);
    const keys = await checkKeys(kysely, fingerprints);
    return { kysely, reader: kysely, engine: { kind: "postgres", pool, checkSettings }, keys };
  };
}

/**
 * Open `control` and the realms named, make what is not there, and bring each to this program's schema.
 *
 * @throws StoreStartError when a database is not durable, not reachable, newer than the program or used by another server
 */
export async function openDatabases(options: OpenOptions): Promise<Databases> {
  const { location, vault } = options;
  const closing: Closing = [];
  try {
    const open =
      location.kind === "sqlite"
        ? sqliteOpener(location.dataDir, options.process, closing)
        : await postgresOpener(options, location.url, closing);
    const control = await open({
      name: "control",
      migrations: CONTROL_MIGRATIONS,
      fingerprints: vault.control.fingerprints,
    });
    const realms: Partial<Record<Realm, RealmDatabase>> = {};
    for (const name of REALMS.filter((realm) => options.realms.includes(realm))) {
      const fingerprints = vault.realms[name]?.fingerprints;
      if (fingerprints === undefined) throw new StoreStartError(`The keys of realm ${name} were not read.`);
      const opened = await open({ name, migrations: REALM_MIGRATIONS, fingerprints });
      realms[name] = { ...opened, name, kysely: opened.kysely.withTables<RealmSchema>() };
    }
    return {
      control: {
        ...control,
        name: "control",
        kysely: control.kysely.withTables<ControlSchema>(),
        reader: control.reader.withTables<ControlSchema>(),
        ...(options.journal !== undefined && { journal: options.journal }),
      },
      realms,
      close: () => closeAll(closing),
    };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}
