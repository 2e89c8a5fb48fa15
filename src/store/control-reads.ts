import type { Kysely } from "kysely";
import type { ControlReads } from "../accounts/ports.ts";
import { credentialOf, deliveryOf, organizationOf, tokenOf, userOf } from "./control-rows.ts";
import type { ControlSchema, SiteRow } from "./control-schema.ts";
import { holdsText } from "./holds-text.ts";
import { orUnavailable } from "./or-unavailable.ts";

/**
 * Reads of the control database, inside a transaction or outside of one.
 *
 * @param db the database, or the transaction that the reads belong to
 */
export function createControlReads(db: Kysely<ControlSchema>): ControlReads {
  const organizations = () =>
    db.selectFrom("organization").selectAll().orderBy("created_at_ms").orderBy("id");
  const sites = () => db.selectFrom("site").selectAll().orderBy("position");
  const credentials = () => db.selectFrom("credential").selectAll();
  return {
    readMaintenance: async () => {
      const rows = await orUnavailable(db.selectFrom("maintenance").selectAll().execute());
      return Object.fromEntries(rows.map(({ realm, until_ms }) => [realm, until_ms]));
    },
    findCodeImport: async (afterNumber) => {
      const query = db
        .selectFrom("code_import")
        .selectAll()
        .where("number", ">", afterNumber)
        .orderBy("number", "desc")
        .limit(1);
      const row = await orUnavailable(query.executeTakeFirst());
      return row && { number: row.number, importedAtMs: row.imported_at_ms, delta: row.delta };
    },
    findForecastApproval: async (sha256) => {
      const query = db.selectFrom("forecast_approval").selectAll().where("sha256", "=", sha256);
      const row = await orUnavailable(query.executeTakeFirst());
      return (
        row && {
          sha256: row.sha256,
          version: row.version,
          approvedAtMs: row.approved_at_ms,
          approvedBy: row.approved_by,
          reason: row.reason,
        }
      );
    },
    findOrganization: async (id) => {
      const row = await orUnavailable(organizations().where("id", "=", id).executeTakeFirst());
      if (row === undefined) return undefined;
      return organizationOf(row, await orUnavailable(sites().where("organization_id", "=", id).execute()));
    },
    listOrganizations: async () => {
      const rows = await orUnavailable(organizations().execute());
      const byOrganization = grouped(await orUnavailable(sites().execute()));
      return rows.map((row) => organizationOf(row, byOrganization.get(row.id) ?? []));
    },
    searchOrganizations: async ({ text, organizationIds, after = "", limit }) => {
      const query = db
        .selectFrom("organization as o")
        .selectAll("o")
        .where("o.id", ">", after)
        .$if(organizationIds !== undefined, (some) => some.where("o.id", "in", organizationIds ?? []))
        .$if(text !== "", (some) =>
          some.where((where) =>
            where.or([
              holdsText("o.name", text),
              where.exists(
                where
                  .selectFrom("site as s")
                  .select("s.code")
                  .whereRef("s.organization_id", "=", "o.id")
                  .where(holdsText("s.code", text)),
              ),
            ]),
          ),
        )
        .orderBy("o.id")
        .limit(limit);
      const rows = await orUnavailable(query.execute());
      if (rows.length === 0) return [];
      const ids = rows.map(({ id }) => id);
      const own = grouped(await orUnavailable(sites().where("organization_id", "in", ids).execute()));
      return rows.map((row) => organizationOf(row, own.get(row.id) ?? []));
    },
    listOrganizationIds: async () =>
      (await orUnavailable(db.selectFrom("organization").select("id").orderBy("id").execute())).map(
        ({ id }) => id,
      ),
    nameOrganizations: async (ids) => {
      if (ids.length === 0) return new Map();
      const query = db
        .selectFrom("organization")
        .select(["id", "name"])
        .where("id", "in", [...new Set(ids)]);
      return new Map((await orUnavailable(query.execute())).map(({ id, name }) => [id, name]));
    },
    findCredential: async (id) => {
      const row = await orUnavailable(credentials().where("id", "=", id).executeTakeFirst());
      return row === undefined ? undefined : credentialOf(row);
    },
    hasUsername: async (username) => {
      const query = credentials().where("username", "=", username).executeTakeFirst();
      return (await orUnavailable(query)) !== undefined;
    },
    listCredentials: async ({ organizationId, organizationIds, realm, ends }) => {
      const every = credentials().orderBy("issued_at_ms").orderBy("id");
      const all =
        ends === undefined
          ? every
          : every
              .where("expires_at_ms", ">", ends.fromMs)
              .where("expires_at_ms", "<=", ends.toMs)
              .where("revoked_at_ms", "is", null);
      const ofSome =
        organizationIds === undefined ? all : all.where("organization_id", "in", organizationIds);
      const ofOne =
        organizationId === undefined ? ofSome : ofSome.where("organization_id", "=", organizationId);
      const ofRealm = realm === undefined ? ofOne : ofOne.where("realm", "=", realm);
      return (await orUnavailable(ofRealm.execute())).map(credentialOf);
    },
    findUser: async (username) => {
      const query = db.selectFrom("user_account").selectAll().where("username", "=", username);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : userOf(row);
    },
    listUsers: async () => {
      const query = db.selectFrom("user_account").selectAll().orderBy("created_at_ms").orderBy("username");
      return (await orUnavailable(query.execute())).map(userOf);
    },
    findToken: async (id) => {
      const query = db.selectFrom("token").selectAll().where("id", "=", id);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : tokenOf(row);
    },
    findDelivery: async (linkHash) => {
      const query = db.selectFrom("credential_delivery").selectAll().where("link_hash", "=", linkHash);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : deliveryOf(row);
    },
    listTokens: async () => {
      const query = db.selectFrom("token").selectAll().orderBy("issued_at_ms").orderBy("id");
      return (await orUnavailable(query.execute())).map(tokenOf);
    },
  };
}

function grouped(rows: readonly SiteRow[]): ReadonlyMap<string, readonly SiteRow[]> {
  const groups = new Map<string, SiteRow[]>();
  for (const row of rows) {
    const group = groups.get(row.organization_id);
    if (group === undefined) groups.set(row.organization_id, [row]);
    else group.push(row);
  }
  return groups;
}
