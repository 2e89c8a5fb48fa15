import { Client } from "pg";
import type { Realm } from "../../src/kernel/realm.ts";
import { preparePostgres } from "../../src/store/postgres-roles.ts";
import { copyRows } from "./copy-rows.ts";
import type { TakeRows } from "./fill-store.ts";
import { PATIENT_TABLES } from "./patient-tables.ts";

/** References, and the primary keys of tables in the order of random keys, to which nothing refers; references come first. */
const CONSTRAINTS = `
  select c.conrelid::regclass::text as table_name, quote_ident(c.conname) as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c
   where c.conrelid = any ($1::text[]::regclass[])
     and (c.contype = 'f' or c.contype = 'p' and c.conrelid = any ($2::text[]::regclass[]))
   order by c.contype, c.conname`;

/** Indexes that no constraint made. */
const INDEXES = `
  select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i
   where i.indrelid = any ($1::text[]::regclass[])
     and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`;

/** For this connection alone: commits may be lost until the last one, and what is sorted is sorted in memory. */
const SETTINGS = [
  "set synchronous_commit = off",
  "set maintenance_work_mem = '1GB'",
  "set max_parallel_maintenance_workers = 2",
];

/**
 * Run `fill` on a realm's schema that has, for that time, no references and no indexes but those of ids; afterwards all is
 * built in order and the tables are vacuumed and analysed, as autovacuum would leave them.
 */
export async function fillPostgres(
  url: string,
  realm: Realm,
  fill: (take: TakeRows) => Promise<void>,
): Promise<void> {
  const role = (await preparePostgres(url, ["control", realm])).get(realm) ?? "";
  const client = new Client({ connectionString: url, options: `-c role=${role} -c search_path=${realm}` });
  await client.connect();
  try {
    for (const setting of SETTINGS) await client.query(setting);
    const names = PATIENT_TABLES.map(({ name }) => name);
    const keyed = PATIENT_TABLES.filter(({ isKeyed }) => isKeyed).map(({ name }) => name);
    const constraints = await client.query<Record<"table_name" | "name" | "definition", string>>(
      CONSTRAINTS,
      [names, keyed],
    );
    for (const { table_name: table, name } of constraints.rows)
      await client.query(`alter table ${table} drop constraint ${name}`);
    const indexes = await client.query<Record<"name" | "definition", string>>(INDEXES, [names]);
    for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
    await fill(async ({ rows: batch }) => {
      await client.query("begin");
      for (const { table, rows } of batch) {
        const columns = PATIENT_TABLES.find(({ name }) => name === table)?.columns ?? [];
        await copyRows(
          client,
          table,
          columns.map(([name]) => name),
          rows,
        );
      }
      await client.query("commit");
    });
    for (const { definition } of indexes.rows) await client.query(definition);
    for (const { table_name: table, name, definition } of constraints.rows.toReversed())
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
    for (const name of names) await client.query(`vacuum (analyze) ${name}`);
    await client.query("set synchronous_commit = on; select pg_current_xact_id()");
  } finally {
    await client.end();
  }
}
