import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { REALMS } from "../../src/kernel/realm.ts";
import {
  type DatabaseName,
  type Databases,
  openDatabases,
  type OpenOptions,
  type RealmDatabase,
  type StoreLocation,
} from "../../src/store/databases.ts";
import { type OpenedRealm, openRealm } from "../../src/store/open-realm.ts";
import { loadVault, type Vault } from "../../src/vault/load-vault.ts";
import { testPostgres } from "./postgres-on-demand.ts";

/** The databases that every contract test of a store runs on. */
export const ENGINES = ["sqlite", "postgres"] as const;
export type EngineKind = (typeof ENGINES)[number];

/** Fresh empty databases and keys of their own. */
export interface TestPlace {
  readonly location: StoreLocation;
  readonly secretsDir: string;
  /** Temporary folder; with SQLite, `data` in it is DATA_DIR. */
  readonly folder: string;
  /** Keys as a process reads them at its start. */
  vault(): Vault;
  open(options?: Partial<OpenOptions>): Promise<Databases>;
  /** Closes what `open` opened, and deletes everything. */
  remove(): Promise<void>;
}

const SCHEMAS = ["control", ...REALMS];

async function asAdmin(adminUrl: string, texts: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}

function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function createDatabase(adminUrl: string, template?: string): Promise<TestDatabase> {
  const name = `t${randomBytes(6).toString("hex")}`;
  const url = databaseUrl(adminUrl, name);
  if (template === undefined) {
    await asAdmin(adminUrl, [`create database ${name}`]);
  } else {
    const roles = SCHEMAS.map((schema) => `create role ${name}_${schema} nologin`);
    await asAdmin(adminUrl, [`create database ${name} template ${template} strategy file_copy`, ...roles]);
    const owned = SCHEMAS.map((schema) => `reassign owned by ${template}_${schema} to ${name}_${schema}`);
    await asAdmin(url, owned);
  }
  const roles = SCHEMAS.map((schema) => `drop role if exists ${name}_${schema}`);
  return { url, drop: () => asAdmin(adminUrl, [`drop database ${name} with (force)`, ...roles]) };
}

/**
 * An empty place for the three databases: what the first process finds.
 *
 * @param adminUrl of the PostgreSQL to use instead of the test run's
 */
export async function emptyPlace(engine: EngineKind, adminUrl?: string): Promise<TestPlace> {
  if (engine === "sqlite") return placeOf(undefined);
  return placeOf(await createDatabase(adminUrl ?? (await testPostgres()).url));
}

/** A place of its own without data. On PostgreSQL it is at this program's schema already, which saves most of a start. */
export async function freshPlace(engine: EngineKind): Promise<TestPlace> {
  if (engine === "sqlite") return placeOf(undefined);
  const { url, template } = await testPostgres();
  return placeOf(await createDatabase(url, template));
}

/** @param database undefined: SQLite */
function placeOf(database: TestDatabase | undefined): TestPlace {
  const folder = mkdtempSync(join(tmpdir(), "gateway-store-"));
  const location: StoreLocation =
    database === undefined
      ? { kind: "sqlite", dataDir: join(folder, "data") }
      : { kind: "postgres", url: database.url };
  const secretsDir = join(folder, "secrets");
  const vault = (): Vault => loadVault({ secretsDir, realms: REALMS, randomBytes, clock: Date.now });
  const opened: Databases[] = [];
  return {
    location,
    secretsDir,
    folder,
    vault,
    open: async (options = {}) => {
      const databases = await openDatabases({
        location,
        realms: REALMS,
        vault: vault(),
        process: "cli",
        onPoolError: ignorePoolError,
        ...options,
      });
      opened.push(databases);
      return databases;
    },
    remove: async () => {
      for (const databases of opened) await databases.close();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Pools report sessions that a test ends on purpose. */
function ignorePoolError(_name: DatabaseName, _error: Error): void {}

/** Realm `test` of a place, as a process opens it. */
export interface OpenedTestRealm extends OpenedRealm {
  readonly databases: Databases;
  readonly database: RealmDatabase;
}

/** @param vault the place's own unless given */
export async function openTestRealm(
  place: TestPlace,
  vault: Vault = place.vault(),
): Promise<OpenedTestRealm> {
  const databases = await place.open({ vault });
  const [database, keys] = [databases.realms.test, vault.realms.test];
  if (database === undefined || keys === undefined) throw new Error("realm test is not open");
  return { ...openRealm(database, keys, Date.now), databases, database };
}
