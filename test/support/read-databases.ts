import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The three SQLite files of a DATA_DIR. */
export const DATABASE_FILES = ["control.db", "test.db", "production.db"] as const;

/** A row of a realm's message table, as far as tests look at it from outside. */
export interface MessageRow {
  readonly control_id: string;
  readonly ack_code: string;
  readonly replays: number;
}

function query<Row>(file: string, sql: string): readonly Row[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(sql).all() as unknown as readonly Row[];
  } finally {
    database.close();
  }
}

/** What lies in a realm's file, read past the program; oldest first. */
export function storedMessages(dataDir: string, realm: "test" | "production"): readonly MessageRow[] {
  return query(join(dataDir, `${realm}.db`), "select control_id, ack_code, replays from message order by id");
}

/** The verdict of SQLite's own check on each of the three files. */
export function integrityOf(dataDir: string): readonly string[] {
  return DATABASE_FILES.flatMap((file) =>
    query<{ readonly integrity_check: string }>(join(dataDir, file), "pragma integrity_check").map(
      (row) => `${file}: ${row.integrity_check}`,
    ),
  );
}
