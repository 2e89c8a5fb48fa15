import type { CompiledQuery, Kysely } from "kysely";
import type { CertificatePin } from "../accounts/certificate-pins.ts";
import type { CredentialUses, LoginDirectory, LoginFailures } from "../accounts/ports.ts";
import type { RenewSecret } from "../accounts/renew-secret.ts";
import type { Sender } from "../accounts/principal.ts";
import type { DateOnly } from "../kernel/dates.ts";
import { credentialOf, rightsOf } from "./control-rows.ts";
import type { ControlSchema, OrganizationRow } from "./control-schema.ts";
import type { ControlDatabase } from "./databases.ts";
import { ownJsonList } from "./own-json.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** Rows that one purge takes at most: more than come between two purges, and a statement of milliseconds. */
const PURGE_ROWS_MAX = 2_000;

/** What the log-ins read from. */
type Read = Pick<ControlDatabase, "reader" | "engine">;

/**
 * A query built once; each call brings its parameters only.
 *
 * @param name under which a connection to PostgreSQL keeps it with its plan: planning costs ten times what the answer does
 */
function prepared<Row extends object>(
  { reader, engine }: Read,
  name: string,
  query: CompiledQuery<Row>,
): (parameters: readonly unknown[]) => Promise<readonly Row[]> {
  const run = (parameters: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }> =>
    engine.kind === "postgres"
      ? engine.pool.query<Row>({ name, text: query.sql, values: [...parameters] })
      : reader.executeQuery<Row>({ ...query, parameters });
  return async (parameters) => (await orUnavailable(run(parameters))).rows;
}

/** What deciding a log-in reads: two statements on indexed columns, built once. */
export function createLoginDirectory(control: Read): LoginDirectory {
  const { reader: db } = control;
  const login = prepared(
    control,
    "find-login",
    db
      .selectFrom("credential")
      .innerJoin("organization", "organization.id", "credential.organization_id")
      .leftJoin("organization as parent", "parent.id", "organization.parent_id")
      .selectAll("credential")
      .select([
        "organization.suspended as own_suspended",
        "organization.certificate_pins",
        "parent.suspended as parent_suspended",
      ])
      .where("credential.username", "=", "")
      .compile(),
  );
  const sites = prepared(
    control,
    "current-sites",
    db
      .selectFrom("organization")
      .innerJoin("site", "site.organization_id", "organization.id")
      .leftJoin("organization as parent", "parent.id", "organization.parent_id")
      .select([
        "site.code",
        "site.mnvfc",
        "organization.id",
        "organization.stage",
        "organization.zone",
        "organization.ack_warnings",
        "organization.may",
        "organization.suspended",
        "organization.production_override",
        "organization.backload_from",
        "organization.backload_to",
        "organization.simulated",
        "parent.suspended as parent_suspended",
      ])
      .where((is) => is.or([is("organization.id", "=", ""), is("organization.parent_id", "=", "")]))
      .where("site.from_day", "<=", "")
      .where((is) => is.or([is("site.until_day", "is", null), is("site.until_day", ">=", "")]))
      .compile(),
  );
  return {
    findLogin: async (username) => {
      const [row] = await login([username]);
      if (row === undefined) return undefined;
      const suspended = row.own_suspended === 1 || row.parent_suspended === 1;
      return {
        credential: credentialOf(row),
        suspended,
        ...(row.certificate_pins !== null && {
          certificatePins: ownJsonList<CertificatePin>(row.certificate_pins),
        }),
      };
    },
    currentSites: async (organizationId, day) => {
      const rows = await sites([organizationId, organizationId, day, day]);
      const owners = new Map<string, Sender>();
      const enrolled = Map.groupBy(
        rows.filter(({ mnvfc }) => mnvfc === 1),
        ({ id }) => id,
      );
      return new Map(
        rows.map((row) => {
          const mnvfcSites = new Set((enrolled.get(row.id) ?? []).map(({ code }) => code));
          const owner = owners.get(row.id) ?? {
            ...senderOf(row, row.parent_suspended === 1),
            ...(row.simulated !== null && { simulated: row.simulated }),
            ...(isLoading(row, day) && { isLoadingOldDoses: true }),
            ...(mnvfcSites.size > 0 && { mnvfcSites }),
          };
          owners.set(row.id, owner);
          return [row.code, owner];
        }),
      );
    },
  };
}

type SenderRow = Pick<
  OrganizationRow,
  "id" | "stage" | "zone" | "ack_warnings" | "may" | "suspended" | "production_override"
>;

function isLoading(
  { backload_from, backload_to }: Pick<OrganizationRow, "backload_from" | "backload_to">,
  day: DateOnly,
): boolean {
  return backload_from !== null && backload_to !== null && backload_from <= day && day <= backload_to;
}

function senderOf(row: SenderRow, parentSuspended: boolean): Sender {
  return {
    organizationId: row.id,
    stage: row.stage,
    zone: row.zone,
    ackWarnings: row.ack_warnings,
    may: rightsOf(row.may),
    suspended: row.suspended === 1 || parentSuspended,
    productionOverride: row.production_override === 1,
  };
}

/** Failed log-ins (decision D33), shared by every process on the database. What every log-in asks no waiting write holds up. */
export function createLoginFailures(control: Pick<ControlDatabase, "kysely"> & Read): LoginFailures {
  const { kysely: db, reader } = control;
  const find = prepared(
    control,
    "find-login-failures",
    reader.selectFrom("login_failure").select(["failures", "last_at_ms"]).where("key", "=", "").compile(),
  );
  return {
    find: async (key) => {
      const [row] = await find([key]);
      return row === undefined ? undefined : { failures: row.failures, lastAtMs: row.last_at_ms };
    },
    add: async (key, atMs, forgetBeforeMs) => {
      const upsert = db
        .insertInto("login_failure")
        .values({ key, failures: 1, last_at_ms: atMs })
        .onConflict((conflict) =>
          conflict.column("key").doUpdateSet((row) => ({
            failures: row
              .case()
              .when("login_failure.last_at_ms", "<", forgetBeforeMs)
              .then(1)
              .else(row("login_failure.failures", "+", 1))
              .end(),
            last_at_ms: atMs,
          })),
        )
        .returning("failures");
      return (await orUnavailable(upsert.executeTakeFirstOrThrow())).failures;
    },
    claim: async (key, seen, atMs) => {
      const update = db
        .updateTable("login_failure")
        .set({ failures: seen.failures + 1, last_at_ms: atMs })
        .where("key", "=", key)
        .where("failures", "=", seen.failures)
        .where("last_at_ms", "=", seen.lastAtMs);
      return (await orUnavailable(update.executeTakeFirst())).numUpdatedRows === 1n;
    },
    clear: async (key) => {
      await orUnavailable(db.deleteFrom("login_failure").where("key", "=", key).execute());
    },
    purge: async (beforeMs, rowsMax) => {
      const counted = db.selectFrom("login_failure").select((is) => is.fn.countAll<number>().as("rows"));
      const oldest = db.selectFrom("login_failure").select("key").orderBy("last_at_ms");
      const forgotten = oldest.where("last_at_ms", "<", beforeMs).limit(PURGE_ROWS_MAX);
      await orUnavailable(db.deleteFrom("login_failure").where("key", "in", forgotten).execute());
      const surplus = (await orUnavailable(counted.executeTakeFirstOrThrow())).rows - rowsMax;
      if (surplus <= 0) return;
      const over = oldest.limit(Math.min(surplus, PURGE_ROWS_MAX));
      await orUnavailable(db.deleteFrom("login_failure").where("key", "in", over).execute());
    },
  };
}

/**
 * Puts hashes under the current pepper in the place of earlier ones, where they have not changed meanwhile.
 *
 * @param onFailure told of what the database did not take
 */
export function createRenewSecret(
  db: Kysely<ControlSchema>,
  onFailure: (error: unknown) => void,
): RenewSecret {
  return (kind, id, old, next) => {
    const renewed = { pepper_id: next.pepperId, secret_hash: next.hash };
    const update =
      kind === "credential"
        ? db.updateTable("credential").set(renewed).where("id", "=", id).where("secret_hash", "=", old.hash)
        : db.updateTable("token").set(renewed).where("id", "=", id).where("secret_hash", "=", old.hash);
    update.execute().catch(onFailure);
  };
}

/** Last uses of credentials. */
export function createCredentialUses(db: Kysely<ControlSchema>): CredentialUses {
  return {
    saveUses: (uses) =>
      orUnavailable(
        db.transaction().execute(async (tx) => {
          for (const { credentialId, atMs, from } of uses) {
            await tx
              .updateTable("credential")
              .set({ last_used_at_ms: atMs, last_used_from: from })
              .where("id", "=", credentialId)
              .where((is) => is.or([is("last_used_at_ms", "is", null), is("last_used_at_ms", "<", atMs)]))
              .execute();
          }
        }),
      ),
  };
}
