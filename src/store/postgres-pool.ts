import { Pool, types } from "pg";
import { StoreStartError } from "./store-start-error.ts";

/** Bounds of every connection, so that a database that is down or stuck gives a fault in time (promise R5). */
export const POSTGRES_LIMITS = {
  connectionMsMax: 1000,
  statementMsMax: 2000,
  /** Ours, for an answer that never comes; longer than the server's own. */
  queryMsMax: 2300,
  idleMsMax: 30_000,
  migrationMsMax: 600_000,
  connectionsMax: 10,
  connectionsMin: 4,
  /** Of one database, all processes of a host together; three databases stay below PostgreSQL's usual 100. */
  connectionsPerHost: 30,
} as const;

const INT8 = 20;

/** PostgreSQL's `bigint` is a number here: the columns hold milliseconds and counts below 2^53. */
function typeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === INT8 && format !== "binary") return Number;
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- pg's declaration knows only its built-in type ids
  return types.getTypeParser(oid, "text");
}

/** What one database's pool is bound to. */
export interface PoolBinding {
  readonly url: string;
  readonly schema: string;
  readonly role: string;
  readonly connectionsMax?: number;
  /** For a migration, which may wait for another process's and rewrite a table; then ten minutes instead of two seconds. */
  readonly isPatient?: boolean;
  /** A connection broke while nobody used it; the pool makes a new one. */
  readonly onError: (error: Error) => void;
}

/**
 * A connection keeps the plans of its statements, and those made while a table was empty or small would read all of it when it
 * has grown, until PostgreSQL has looked at it again (ADR 0026). No statement is worth compiling.
 */
const PLANNING = "-c enable_seqscan=off -c jit=off";

/** Connections of one pool when so many processes share the host. */
export function connectionsFor(workers: number): number {
  const { connectionsMax, connectionsMin, connectionsPerHost } = POSTGRES_LIMITS;
  return Math.max(connectionsMin, Math.min(connectionsMax, Math.floor(connectionsPerHost / workers)));
}

/**
 * A pool whose connections start as one role in one schema. Without the listener a stopped PostgreSQL would end the
 * process: pg emits `error`, and nobody would hear it.
 */
export function postgresPool(binding: PoolBinding): Pool {
  const pool = new Pool({
    connectionString: binding.url,
    max: binding.connectionsMax ?? POSTGRES_LIMITS.connectionsMax,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectionMsMax,
    idleTimeoutMillis: POSTGRES_LIMITS.idleMsMax,
    query_timeout: binding.isPatient ? POSTGRES_LIMITS.migrationMsMax : POSTGRES_LIMITS.queryMsMax,
    statement_timeout: binding.isPatient ? POSTGRES_LIMITS.migrationMsMax : POSTGRES_LIMITS.statementMsMax,
    idle_in_transaction_session_timeout: POSTGRES_LIMITS.statementMsMax * 2,
    keepAlive: true,
    // A statement goes out without waiting for the answer to the one before; they run and are answered in order.
    pipeline: true,
    application_name: `gateway-${binding.schema}`,
    options: `-c role=${binding.role} -c search_path=${binding.schema} ${PLANNING}`,
    types: { getTypeParser: typeParser },
  });
  pool.on("error", binding.onError);
  // While a client is checked out the pool does not listen for it; its query rejects, its event must not end the process.
  pool.on("connect", (client) => {
    client.on("error", binding.onError);
  });
  return pool;
}

/** What a connection must say of itself before the pool is used. */
const REQUIRED_SETTINGS: readonly {
  readonly name: string;
  readonly accepts: (value: string, binding: PoolBinding) => boolean;
  readonly help: string;
}[] = [
  {
    name: "synchronous_commit",
    accepts: (value) => value !== "off",
    help: "synchronous_commit is off: a commit could be lost at power loss. Set it to on for the gateway's user.",
  },
  {
    name: "fsync",
    accepts: (value) => value === "on",
    help: "fsync is off. Set it to on in postgresql.conf.",
  },
  {
    name: "role",
    accepts: (value, { role }) => value === role,
    help: "The connection does not run as the realm's role. Connect to PostgreSQL directly, or through a pooler that passes start-up options.",
  },
  {
    name: "search_path",
    accepts: (value, { schema }) => value === schema,
    help: "The connection does not stand in the realm's schema. Connect to PostgreSQL directly, or through a pooler that passes start-up options.",
  },
];

/**
 * Read back what the promises rest on (R1, decision D5).
 *
 * @throws StoreStartError naming every setting that is weaker
 */
export async function checkPostgresSettings(pool: Pool, binding: PoolBinding): Promise<void> {
  const names = REQUIRED_SETTINGS.map(({ name }) => name);
  const { rows } = await pool.query<{ name: string; value: string }>(
    "select name, current_setting(name) as value from unnest($1::text[]) as name",
    [names],
  );
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  const weak = REQUIRED_SETTINGS.filter(({ name, accepts }) => !accepts(values.get(name) ?? "", binding));
  if (weak.length > 0) throw new StoreStartError(weak.map(({ help }) => help).join(" "));
}
