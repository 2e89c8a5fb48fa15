import { Client, type ClientBase, type Pool } from "pg";
import { CONTROL_MIGRATIONS } from "./migrations/control-migrations.ts";
import { REALM_MIGRATIONS } from "./migrations/realm-migrations.ts";
import { POSTGRES_LIMITS } from "./postgres-pool.ts";
import { StoreStartError } from "./store-start-error.ts";

/*
 * Who uses a PostgreSQL. A server holds a shared advisory lock as long as it lives, on a connection of its own; its second
 * number is the schema that the server knows. The lock goes with the connection, however the process dies. A restore that is
 * not finished is a table, which stays.
 */

/** First number of the lock; the second is the schema. Advisory locks are of one database. */
const PRESENCE_LOCK = 7_411_003;

/** The schema that this program knows: more steps, a higher number. */
export const SCHEMA_NUMBER: number = CONTROL_MIGRATIONS.length * 1_000 + REALM_MIGRATIONS.length;

const RECONNECT_INTERVAL_MS = 1_000;

/** While this table is in `control` nothing is opened. */
const RESTORING = "restore_unfinished";

/** A server that runs now. */
export interface RunningServer {
  /** As its {@link SCHEMA_NUMBER}. */
  readonly schemaNumber: number;
  /** PostgreSQL's process of its connection; `pg_stat_activity` tells an administrator where it calls from. */
  readonly pid: number;
}

function presenceClient(url: string): Client {
  return new Client({
    connectionString: url,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectionMsMax,
    query_timeout: POSTGRES_LIMITS.queryMsMax,
    keepAlive: true,
    application_name: "gateway-server",
    // A host that vanished is found by PostgreSQL within a minute, not after two hours.
    options: "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
  });
}

/**
 * Tell every other process that a server of this program's schema uses the database, until the end. A connection that breaks
 * is made anew.
 *
 * @param onError told of each connection that broke
 * @returns ends it
 * @throws StoreStartError when PostgreSQL cannot be reached
 */
export async function announceServer(
  url: string,
  onError: (error: Error) => void,
  schemaNumber: number = SCHEMA_NUMBER,
): Promise<() => Promise<void>> {
  let current: Client | undefined;
  let hasEnded = false;
  const connect = async (): Promise<void> => {
    const client = presenceClient(url);
    client.on("error", onError);
    try {
      await client.connect();
      await client.query("select pg_advisory_lock_shared($1, $2)", [PRESENCE_LOCK, schemaNumber]);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    current = client;
    client.once("end", connectLater);
  };
  const again = (): void => void (hasEnded || connect().catch(connectLater));
  const connectLater = (): void => void setTimeout(again, RECONNECT_INTERVAL_MS).unref();
  try {
    await connect();
  } catch (error) {
    throw new StoreStartError("PostgreSQL cannot be used. Check DATABASE_URL and that the server runs.", {
      cause: error,
    });
  }
  return async () => {
    hasEnded = true;
    await current?.end().catch(() => {});
  };
}

/** The servers that use a database now, whatever their version. */
export async function listServers(db: Pool | ClientBase): Promise<readonly RunningServer[]> {
  const { rows } = await db.query<RunningServer>(
    `select objid::int as "schemaNumber", pid
       from pg_locks
      where locktype = 'advisory' and granted and classid::bigint = $1
        and database = (select oid from pg_database where datname = current_database())
      order by 1, 2`,
    [PRESENCE_LOCK],
  );
  return rows;
}

/**
 * Keep servers and commands out until {@link endRestoreIn}, also when this process dies.
 *
 * @param control as the role of schema `control`
 * @throws StoreStartError when a server runs, or another restore does
 */
export async function beginRestoreIn(control: ClientBase): Promise<void> {
  if (await isRestoring(control)) throw notFinished();
  await control.query(`create table ${RESTORING} (began_at timestamptz not null default now())`);
  const [server] = await listServers(control);
  if (server === undefined) return;
  await endRestoreIn(control);
  throw new StoreStartError("A server uses this database. Stop it first; nothing was touched.");
}

export async function endRestoreIn(control: ClientBase): Promise<void> {
  await control.query(`drop table if exists ${RESTORING}`);
}

/** Asked of the catalogue, which every role may read. */
async function isRestoring(db: Pool | ClientBase): Promise<boolean> {
  const { rows } = await db.query(
    `select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'control' and c.relname = $1`,
    [RESTORING],
  );
  return rows.length > 0;
}

function notFinished(): StoreStartError {
  return new StoreStartError(
    'A restore into this database was not finished. If none is running, empty it ("drop schema control, test, production cascade"), or name another in DATABASE_URL, and restore again.',
  );
}

/** @throws StoreStartError while a restore is not finished: who was shut out might come in */
export async function checkNoRestoreIn(db: Pool | ClientBase): Promise<void> {
  if (await isRestoring(db)) throw notFinished();
}
