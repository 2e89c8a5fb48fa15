import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const DATABASE_FILES = ["control.db", "test.db", "production.db"] as const;

/** A row of a realm's message table, as far as tests look at it from outside. */
export interface MessageRow {
  readonly control_id: string;
  readonly ack_code: string;
  readonly replays: number;
}

function query(file: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** What lies in a realm's SQLite file, read past the program; oldest first. */
export function storedMessages(dataDir: string, realm: "test" | "production"): readonly MessageRow[] {
  const sql = "select control_id, ack_code, replays from message order by id";
  return query(join(dataDir, `${realm}.db`), sql).map((row) => ({
    control_id: String(row["control_id"]),
    ack_code: String(row["ack_code"]),
    replays: Number(row["replays"]),
  }));
}

/** What SQLite's own check of the three files of a DATA_DIR finds wrong. */
export function damageIn(dataDir: string): readonly string[] {
  return DATABASE_FILES.flatMap((file) =>
    query(join(dataDir, file), "pragma integrity_check")
      .map((row) => `${file}: ${String(row["integrity_check"])}`)
      .filter((line) => line !== `${file}: ok`),
  );
}
