import { DatabaseSync } from "node:sqlite";

/** Tables that lie in the order of random keys: a row put into a large one touches a page of its own. */
const KEYED = ["patient_identifier", "match_key"] as const;
/** The tables of people, whose further indexes are in such an order too. */
const INDEXED = ["patient_source", "vaccination_report", "vaccination_event"] as const;
/** Sorting and building go through memory. */
const CACHE_KIB = 2_000_000;

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  // The benchmark's store: it is made anew when this breaks off.
  db.exec(
    `pragma foreign_keys = off; pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -${CACHE_KIB}`,
  );
  return db;
}

/**
 * Run `fill` on a realm's SQLite file that has, for that time, its key tables as unordered lists and no indexes but those of
 * ids; afterwards both are built in order. What the file holds then is what filling it row by row would have left, in a
 * fraction of the time. Nobody else may have the file open.
 */
export async function loadInBulk(path: string, fill: () => Promise<void>): Promise<void> {
  const before = open(path);
  const indexes = before
    .prepare(
      `select name, sql from sqlite_master
        where type = 'index' and sql is not null and tbl_name in (${INDEXED.map(() => "?").join(", ")})`,
    )
    .all(...INDEXED);
  for (const { name } of indexes) before.exec(`drop index "${String(name)}"`);
  for (const table of KEYED)
    before.exec(
      `alter table ${table} rename to ${table}_ordered;
       create table ${table} (key integer not null, patient_id text not null) strict`,
    );
  before.close();
  await fill();
  const after = open(path);
  for (const table of KEYED)
    after.exec(
      `insert into ${table}_ordered (key, patient_id) select key, patient_id from ${table} order by key, patient_id;
       drop table ${table};
       alter table ${table}_ordered rename to ${table}`,
    );
  for (const { sql } of indexes) after.exec(String(sql));
  after.exec("pragma wal_checkpoint(truncate)");
  after.close();
}
