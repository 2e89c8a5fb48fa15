import { Client, DatabaseError } from "pg";
import { POSTGRES_LIMITS } from "./postgres-pool.ts";
import { StoreStartError } from "./store-start-error.ts";

/** PostgreSQL cuts longer names. */
const NAME_LENGTH_MAX = 63;
const PREPARE_LOCK = 7_411_002;
const INSUFFICIENT_PRIVILEGE = "42501";

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The role that owns a schema. Roles are the cluster's, so the name begins with the database's: two gateways in two
 * databases of one cluster share none.
 */
export function roleName(database: string, schema: string): string {
  const name = `${database}_${schema}`;
  if (!/^[a-z_][a-z0-9_]*$/.test(name) || name.length > NAME_LENGTH_MAX) {
    throw new StoreStartError(
      `The database name in DATABASE_URL must be small letters, digits and _ and at most ${NAME_LENGTH_MAX - schema.length - 1} long.`,
    );
  }
  return name;
}

function whatIsMissing(role: string, schema: string, user: string): string {
  return (
    `The user of DATABASE_URL may not make what the gateway needs. Ask the database administrator to run: ` +
    `CREATE ROLE ${quoted(role)} NOLOGIN; GRANT ${quoted(role)} TO ${quoted(user)}; ` +
    `CREATE SCHEMA ${quoted(schema)} AUTHORIZATION ${quoted(role)};`
  );
}

interface Found {
  readonly user: string;
  readonly role_exists: boolean;
  readonly schema_exists: boolean;
}

async function prepareSchema(client: Client, role: string, schema: string): Promise<void> {
  const { rows } = await client.query<Found>(
    `select current_user as user,
            exists (select from pg_roles where rolname = $1) as role_exists,
            exists (select from pg_namespace where nspname = $2) as schema_exists`,
    [role, schema],
  );
  const found = rows[0];
  if (found === undefined) throw new StoreStartError("PostgreSQL gave no answer about roles and schemas.");
  try {
    if (!found.role_exists) await client.query(`create role ${quoted(role)} nologin`);
    if (!(await mayBecome(client, role))) {
      await client.query(`grant ${quoted(role)} to ${quoted(found.user)}`);
    }
    if (!found.schema_exists) {
      await client.query(`create schema ${quoted(schema)} authorization ${quoted(role)}`);
    }
  } catch (error) {
    if (error instanceof DatabaseError && error.code === INSUFFICIENT_PRIVILEGE) {
      throw new StoreStartError(whatIsMissing(role, schema, found.user), { cause: error });
    }
    throw error;
  }
  await checkSchemaRights(client, role, schema, found.user);
}

/** Whether the login user may `set role`; PostgreSQL 16 tells that apart from membership. */
async function mayBecome(client: Client, role: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select pg_has_role(current_user, $1::name,
       case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as may`,
    [role],
  );
  return rows[0]?.may === true;
}

async function checkSchemaRights(client: Client, role: string, schema: string, user: string): Promise<void> {
  const { rows } = await client.query<{ may: boolean }>(
    "select has_schema_privilege($1::name, $2, 'CREATE') and has_schema_privilege($1::name, $2, 'USAGE') as may",
    [role, schema],
  );
  if (rows[0]?.may !== true) throw new StoreStartError(whatIsMissing(role, schema, user));
}

/**
 * No role may read another one's schema, or the realms would be apart in name only (decision D5).
 *
 * @throws StoreStartError when one may
 */
async function checkApart(client: Client, roles: ReadonlyMap<string, string>): Promise<void> {
  for (const [schema, role] of roles) {
    for (const [otherSchema] of roles) {
      if (otherSchema === schema) continue;
      const { rows } = await client.query<{ may: boolean }>(
        "select has_schema_privilege($1::name, $2, 'USAGE') as may",
        [role, otherSchema],
      );
      if (rows[0]?.may !== false) {
        throw new StoreStartError(
          `Role ${quoted(role)} may use schema ${quoted(otherSchema)}. Revoke it: the databases must stay apart.`,
        );
      }
    }
  }
}

/**
 * Make the schemas and their roles where they are not there, one process at a time.
 *
 * @returns the role of each schema
 * @throws StoreStartError saying what an administrator has to run when the login user may not
 */
export async function preparePostgres(
  url: string,
  schemas: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  // Options in the URL would override the role and schema that each pool is bound to.
  if (/[?&]options=/i.test(url)) throw new StoreStartError("DATABASE_URL must not carry options=.");
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectionMsMax,
    query_timeout: POSTGRES_LIMITS.queryMsMax,
  });
  client.on("error", () => {}); // the query in flight rejects with the same error
  try {
    await client.connect();
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [PREPARE_LOCK]);
    const roles = new Map(schemas.map((schema) => [schema, roleName(client.database ?? "", schema)]));
    for (const [schema, role] of roles) await prepareSchema(client, role, schema);
    await checkApart(client, roles);
    await client.query("commit");
    return roles;
  } catch (error) {
    if (error instanceof StoreStartError) throw error;
    throw new StoreStartError("PostgreSQL cannot be used. Check DATABASE_URL and that the server runs.", {
      cause: error,
    });
  } finally {
    await client.end().catch(() => {});
  }
}
