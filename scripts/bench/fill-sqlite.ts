import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { TakeRows } from "./fill-store.ts";
import { PATIENT_TABLES, type PatientTable } from "./patient-tables.ts";
import { readRows } from "./row-stream.ts";

/** Sorting and building go through memory. */
const CACHE_KIB = 2_000_000;
const PATIENTS_PER_COMMIT = 20_000;

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  // The benchmark's store: it is made anew when this breaks off.
  db.exec(
    `pragma locking_mode = exclusive; pragma journal_mode = delete; pragma journal_mode = off;
     pragma foreign_keys = off; pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -${CACHE_KIB}`,
  );
  return db;
}

function insertInto(db: DatabaseSync, { name, columns }: PatientTable): StatementSync {
  const names = columns.map(([column]) => column);
  return db.prepare(`insert into ${name} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`);
}

/** The indexes of the tables, each as the statement that makes it; they are gone now. */
function dropIndexes(db: DatabaseSync): readonly string[] {
  const indexes = db
    .prepare(
      `select name, sql from sqlite_master
        where type = 'index' and sql is not null and tbl_name in (${PATIENT_TABLES.map(() => "?").join(", ")})`,
    )
    .all(...PATIENT_TABLES.map(({ name }) => name));
  for (const { name } of indexes) db.exec(`drop index "${String(name)}"`);
  return indexes.map(({ sql }) => String(sql));
}

function columnsOf({ columns }: PatientTable): string {
  return columns.map(([column]) => column).join(", ");
}

/**
 * Run `fill` on a realm's SQLite file that has, for that time, its keyed tables as unordered lists, no indexes but those of
 * ids and no journal; afterwards all is built in order. What the file holds then is what filling it row by row would have
 * left, in a fraction of the time.
 */
export async function fillSqlite(path: string, fill: (take: TakeRows) => Promise<void>): Promise<void> {
  const db = open(path);
  try {
    const indexes = dropIndexes(db);
    const keyed = PATIENT_TABLES.filter(({ isKeyed }) => isKeyed);
    for (const { name } of keyed)
      db.exec(
        `alter table ${name} rename to ${name}_ordered;
         create table ${name} (key integer not null, patient_id text not null) strict`,
      );
    const tables = new Map(
      PATIENT_TABLES.map((table) => [
        table.name,
        { insert: insertInto(db, table), types: table.columns.map(([, type]) => type) },
      ]),
    );
    let waiting = 0;
    db.exec("begin");
    await fill((sealed) => {
      for (const { table: name, rows } of sealed.rows) {
        const table = tables.get(name);
        if (table !== undefined) for (const row of readRows(rows, table.types)) table.insert.run(...row);
      }
      waiting += sealed.count;
      if (waiting < PATIENTS_PER_COMMIT) return;
      waiting = 0;
      db.exec("commit; begin");
    });
    db.exec("commit");
    for (const table of keyed) {
      const columns = columnsOf(table);
      db.exec(
        `insert into ${table.name}_ordered (${columns}) select ${columns} from ${table.name} order by ${columns};
         drop table ${table.name};
         alter table ${table.name}_ordered rename to ${table.name}`,
      );
    }
    for (const sql of indexes) db.exec(sql);
    db.exec("pragma locking_mode = normal; pragma journal_mode = wal");
  } finally {
    db.close();
  }
}
