import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { retryBusy } from "./retry-busy.ts";

/** Prepared statements kept per connection; the texts that a program runs are few. */
const STATEMENTS_MAX = 200;

function isInputValue(value: unknown): value is SQLInputValue {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "bigint" ||
    ArrayBuffer.isView(value)
  );
}

function inputValues(parameters: readonly unknown[]): readonly SQLInputValue[] {
  return parameters.map((value) => {
    if (typeof value === "boolean") return value ? 1 : 0;
    if (value === undefined) return null;
    if (!isInputValue(value)) throw new TypeError("a value of a type that SQLite does not store");
    return value;
  });
}

/** A statement with what never changes about it; asking SQLite for the columns takes longer than a short read. */
interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** One `node:sqlite` connection as Kysely speaks to it. */
class SqliteConnection implements DatabaseConnection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = inputValues(query.parameters);
    // Inside a transaction the lock is ours already: nothing to wait for, and nothing may be repeated.
    if (this.#db.isTransaction) return this.#run<R>(query.sql, parameters);
    return retryBusy(() => this.#run<R>(query.sql, parameters));
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  /** Run a transaction control word. */
  async control(sql: string): Promise<void> {
    await retryBusy(() => {
      this.#db.exec(sql);
    });
  }

  get isTransaction(): boolean {
    return this.#db.isTransaction;
  }

  #run<R>(sql: string, parameters: readonly SQLInputValue[]): QueryResult<R> {
    const { statement, returnsRows } = this.#prepare(sql);
    if (returnsRows) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the query builder made the text for rows of type R
      return { rows: statement.all(...parameters) as R[] };
    }
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    const made = { statement, returnsRows: statement.columns().length > 0 };
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    this.#statements.set(sql, made);
    return made;
  }
}

function savepointWord(word: string, name: string): string {
  return `${word} "${name.replaceAll('"', '""')}"`;
}

/** Kysely's driver on one connection; Kysely itself queues its users (`supportsMultipleConnections` is false). */
class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;

  constructor(db: DatabaseSync) {
    this.#connection = new SqliteConnection(db);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** Takes the write lock at once: a reader that becomes a writer later would fail as busy without a way to wait. */
  async beginTransaction(): Promise<void> {
    await this.#connection.control("begin immediate");
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.control("commit");
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the first error.
    if (this.#connection.isTransaction) await this.#connection.control("rollback");
  }

  async savepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#connection.control(savepointWord("savepoint", name));
  }

  async rollbackToSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#connection.control(savepointWord("rollback to", name));
  }

  async releaseSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#connection.control(savepointWord("release", name));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

/**
 * Kysely on a `node:sqlite` connection; Kysely's own SQLite driver hands parameters as one array, which `node:sqlite`
 * reads as named ones.
 *
 * @param db stays open after `Kysely.destroy`: who opened it closes it
 */
export function sqliteDialect(db: DatabaseSync): Dialect {
  return {
    createAdapter: (): DialectAdapter => new SqliteAdapter(),
    createDriver: (): Driver => new SqliteDriver(db),
    createIntrospector: (kysely: Kysely<unknown>) => new SqliteIntrospector(kysely),
    createQueryCompiler: (): QueryCompiler => new SqliteQueryCompiler(),
  };
}
