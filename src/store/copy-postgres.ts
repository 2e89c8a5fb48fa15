import { promises } from "node:fs";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Kysely, PostgresDialect } from "kysely";
import type { Pool, PoolClient } from "pg";
import { hashFile } from "../backup/hash-file.ts";
import type { CopiedDatabase, CopiedFile, DatabaseCopier } from "../backup/ports.ts";
import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { FoundationSchema } from "./foundation.ts";
import { migrate } from "./migrate.ts";
import { CONTROL_MIGRATIONS } from "./migrations/control-migrations.ts";
import { REALM_MIGRATIONS } from "./migrations/realm-migrations.ts";
import { postgresPool } from "./postgres-pool.ts";
import { beginRestoreIn, checkNoRestoreIn, endRestoreIn } from "./postgres-presence.ts";
import { preparePostgres } from "./postgres-roles.ts";
import { StoreStartError } from "./store-start-error.ts";

/** Rows fetched or inserted at a time. */
const ROWS_PER_STATEMENT = 500;

/** Tables of the schema; children of a partitioned one are read through it. */
const TABLES = `
  select c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition
   order by c.relname`;

const FOREIGN_KEYS = `
  select c.conrelid::regclass::text as table_name, quote_ident(c.conname) as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace
   where n.nspname = current_schema() and c.contype = 'f'
   order by c.conname`;

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** One connection as the role of a schema, without the time limits of a request. */
async function onSchema<T>(
  url: string,
  schema: string,
  role: string,
  work: (client: PoolClient, pool: Pool) => Promise<T>,
): Promise<T> {
  const pool = postgresPool({ url, schema, role, connectionsMax: 2, isPatient: true, onError: () => {} });
  try {
    const client = await pool.connect();
    try {
      await client.query("set idle_in_transaction_session_timeout = 0");
      return await work(client, pool);
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

async function tablesOf(client: PoolClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(TABLES);
  return rows.map(({ name }) => name);
}

/** Each row as one line of JSON, written by PostgreSQL itself: no number passes through ours. */
async function dumpTable(client: PoolClient, table: string, path: string): Promise<void> {
  const handle = await promises.open(path, "wx", 0o600);
  try {
    await client.query(
      `declare dump no scroll cursor for select row_to_json(t)::text as line from ${quoted(table)} t`,
    );
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`fetch ${ROWS_PER_STATEMENT} from dump`);
      if (rows.length === 0) break;
      await handle.appendFile(rows.map(({ line }) => `${line}\n`).join(""));
    }
    await client.query("close dump");
  } finally {
    await handle.close();
  }
}

async function dumpSchema(client: PoolClient, schema: string, folder: string): Promise<CopiedDatabase> {
  await promises.mkdir(join(folder, schema), { mode: 0o700 });
  const newest = await client.query<{ number: number | null }>(
    "select max(number) as number from schema_migration",
  );
  const number = newest.rows[0]?.number;
  if (typeof number !== "number") throw new StoreStartError(`Schema ${schema} has nothing to copy.`);
  const files: CopiedFile[] = [];
  for (const table of await tablesOf(client)) {
    const path = `${schema}/${table}.jsonl`;
    await dumpTable(client, table, join(folder, path));
    files.push(await hashFile(folder, path));
  }
  return { name: schema, schema: number, files };
}

async function insertLines(client: PoolClient, table: string, lines: readonly string[]): Promise<void> {
  await client.query(
    `insert into ${quoted(table)}
     select r.* from unnest($1::text[]) as line, lateral json_populate_record(null::${quoted(table)}, line::json) r`,
    [lines],
  );
}

async function loadTable(client: PoolClient, table: string, path: string): Promise<void> {
  // What a migration put there is in the copy too.
  await client.query(`delete from ${quoted(table)}`);
  let lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lines.push(line);
    if (lines.length < ROWS_PER_STATEMENT) continue;
    await insertLines(client, table, lines);
    lines = [];
  }
  if (lines.length > 0) await insertLines(client, table, lines);
}

/** References are taken off while rows come in any order, and put back, which checks every row. */
async function loadSchema(client: PoolClient, folder: string, { files }: CopiedDatabase): Promise<void> {
  await client.query("begin");
  const { rows } = await client.query<{ table_name: string; name: string; definition: string }>(FOREIGN_KEYS);
  for (const { table_name: table, name } of rows)
    await client.query(`alter table ${table} drop constraint ${name}`);
  const known = new Set(await tablesOf(client));
  for (const { path } of files) {
    const table = /\/([a-z0-9_]+)\.jsonl$/.exec(path)?.[1] ?? "";
    if (!known.has(table))
      throw new RefusedError("policy", `The backup has a table ${table} that its schema has not.`);
    if (table !== "schema_migration") await loadTable(client, table, join(folder, path));
  }
  for (const { table_name: table, name, definition } of rows)
    await client.query(`alter table ${table} add constraint ${name} ${definition}`);
  await client.query("commit");
}

interface Place {
  readonly url: string;
  readonly roles: ReadonlyMap<string, string>;
}

async function loadDatabase({ url, roles }: Place, folder: string, database: CopiedDatabase): Promise<void> {
  const { name, schema } = database;
  const all = name === "control" ? CONTROL_MIGRATIONS : REALM_MIGRATIONS;
  await onSchema(url, name, roles.get(name) ?? "", async (client, pool) => {
    const kysely = new Kysely<FoundationSchema>({ dialect: new PostgresDialect({ pool }) });
    await migrate(kysely, "postgres", all.slice(0, schema));
    await loadSchema(client, folder, database);
  });
}

function onControl<T>({ url, roles }: Place, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return onSchema(url, "control", roles.get("control") ?? "", work);
}

/** Take away what a restore that failed has made; the schema was empty before. */
async function emptySchema({ url, roles }: Place, name: string): Promise<void> {
  const role = roles.get(name) ?? "";
  await onSchema(url, name, role, async (client) => {
    await client.query(`drop owned by ${quoted(role)}`);
  });
}

/**
 * Copies of PostgreSQL schemas as lines of JSON, all of one snapshot: PostgreSQL lends the first transaction's to the
 * others (postgresql.org, pg_export_snapshot). For large installations use PostgreSQL's own base backup and archive.
 */
export function createPostgresCopier(url: string, realms: readonly Realm[]): DatabaseCopier {
  const names = ["control", ...realms];
  const place = async (): Promise<Place> => ({ url, roles: await preparePostgres(url, names) });
  return {
    engine: "postgres",
    copyTo: async (folder) => {
      const { roles } = await place();
      const copied: CopiedDatabase[] = [];
      const next = async (left: readonly string[], snapshot: string | undefined): Promise<void> => {
        const [name, ...rest] = left;
        if (name === undefined) return;
        await onSchema(url, name, roles.get(name) ?? "", async (client) => {
          await client.query("begin isolation level repeatable read, read only");
          if (snapshot !== undefined)
            await client.query(`set transaction snapshot '${snapshot.replaceAll("'", "")}'`);
          const lent = await client.query<{ id: string }>("select pg_export_snapshot() as id");
          copied.push(await dumpSchema(client, name, folder));
          // The transaction stays open until the last schema is copied: it holds the snapshot.
          await next(rest, snapshot ?? lent.rows[0]?.id);
          await client.query("commit");
        });
      };
      await next(names, undefined);
      return copied;
    },
    findExisting: async () => {
      const where = await place();
      const { roles } = where;
      await onControl(where, checkNoRestoreIn);
      const found: string[] = [];
      for (const name of names) {
        const tables = await onSchema(url, name, roles.get(name) ?? "", tablesOf);
        if (tables.length > 0) found.push(name);
      }
      return found;
    },
    load: async (folder, databases) => {
      const made: string[] = [];
      const where = await place();
      await onControl(where, beginRestoreIn);
      try {
        for (const database of databases) {
          made.push(database.name);
          await loadDatabase(where, folder, database);
        }
        return () => onControl(where, endRestoreIn);
      } catch (error) {
        // `control` last, and with it the word that nobody may come in.
        for (const name of made.toSorted((a) => (a === "control" ? 1 : -1))) await emptySchema(where, name);
        throw error;
      }
    },
  };
}
