import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { FoundationSchema } from "./foundation.ts";
import { StoreStartError } from "./store-start-error.ts";

/*
 * How to add a migration: write `migrations/control/NNNN-what.ts` (or `migrations/realm/…`) that exports one
 * `Migration` with the next number (1 is `foundation.ts` in every database), and append it to the list in `migrations/control-migrations.ts` (or
 * `migrations/realm-migrations.ts`). `statements` returns plain SQL that both databases take, one statement per string;
 * the words in which they differ come as `words`. A shipped migration is never edited: its checksum is in the database
 * and a difference stops the start. What the tables hold in TypeScript stands in `control-schema.ts` / `realm-schema.ts`.
 */

/** The words in which SQLite and PostgreSQL differ. */
export interface SqlWords {
  readonly dialect: "sqlite" | "postgres";
  /** Whole number up to 2^53: milliseconds, counts. */
  readonly integer: string;
  readonly bytes: string;
  /** Ends a `create table (…)`. */
  readonly tableEnd: string;
  /** Ends a `create table (…)` of small rows that are read by their primary key. */
  readonly keyedTableEnd: string;
}

export const SQL_WORDS: Readonly<Record<"sqlite" | "postgres", SqlWords>> = {
  sqlite: {
    dialect: "sqlite",
    integer: "integer",
    bytes: "blob",
    tableEnd: "strict",
    keyedTableEnd: "strict, without rowid",
  },
  postgres: { dialect: "postgres", integer: "bigint", bytes: "bytea", tableEnd: "", keyedTableEnd: "" },
};

/** One step of a schema; never edited once shipped. */
export interface Migration {
  /** 1, 2, 3 … without a gap. */
  readonly number: number;
  readonly name: string;
  readonly statements: (words: SqlWords) => readonly string[];
}

/** Same on every process and program version; PostgreSQL's advisory locks are per database. */
const MIGRATION_LOCK = 7_411_001;

function checksumOf(statements: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(statements)).digest("hex");
}

function historyError(
  applied: readonly { readonly number: number; readonly checksum: string }[],
  known: readonly { readonly number: number; readonly checksum: string }[],
): string | undefined {
  const last = applied.at(-1)?.number ?? 0;
  if (last > known.length) {
    return `The database has schema ${last}, this program knows ${known.length}. Start the newer program.`;
  }
  const changed = applied.find((row, index) => {
    const expected = known[index];
    return expected?.number !== row.number || expected.checksum !== row.checksum;
  });
  return changed === undefined
    ? undefined
    : `Schema step ${changed.number} in the database is not the one of this program. Start the program that made it.`;
}

/**
 * Bring one database to this program's schema, in one transaction that every other process waits for.
 *
 * @param checkChange asked before a database that is in use already is changed; throws when it must not be
 * @throws StoreStartError when the database is newer than the program, or was made by other steps
 */
export async function migrate(
  db: Kysely<FoundationSchema>,
  dialect: "sqlite" | "postgres",
  migrations: readonly Migration[],
  checkChange: () => Promise<void> | void = () => {},
): Promise<void> {
  const words = SQL_WORDS[dialect];
  const steps = migrations.map(({ number, name, statements }, index) => {
    if (number !== index + 1) throw new RangeError(`migration ${name} has the number of another place`);
    const texts = statements(words);
    return { number, name, texts, checksum: checksumOf(texts) };
  });
  await db.transaction().execute(async (transaction) => {
    if (dialect === "postgres") {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
    }
    await transaction.schema
      .createTable("schema_migration")
      .ifNotExists()
      .addColumn("number", "integer", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("checksum", "text", (column) => column.notNull())
      .execute();
    const applied = await transaction
      .selectFrom("schema_migration")
      .select(["number", "checksum"])
      .orderBy("number")
      .execute();
    const error = historyError(applied, steps);
    if (error !== undefined) throw new StoreStartError(error);
    if (applied.length > 0 && applied.length < steps.length) await checkChange();
    for (const { number, name, texts, checksum } of steps.slice(applied.length)) {
      // PostgreSQL takes a step's statements in one round trip; SQLite prepares one statement at a time.
      const scripts = dialect === "postgres" ? [texts.join(";\n")] : texts;
      for (const script of scripts) await sql.raw(script).execute(transaction);
      await transaction.insertInto("schema_migration").values({ number, name, checksum }).execute();
    }
  });
}
