import { type Kysely, sql, type Transaction } from "kysely";
import type { ChainMac } from "../accounts/audit-chain.ts";
import type { ControlStore, ControlTransaction } from "../accounts/ports.ts";
import { addressRulesDigest, certificatePinsDigest } from "../accounts/protection-digest.ts";
import type { AccessEntry } from "../journal/journal-entry.ts";
import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { appendEntry, countRefusals, listEntries, lockHead, verifyEntries } from "./control-audit.ts";
import { createControlReads } from "./control-reads.ts";
import { credentialRow, deliveryRow, organizationRow, siteRows, tokenRow, userRow } from "./control-rows.ts";
import type { ControlSchema } from "./control-schema.ts";
import type { ControlDatabase } from "./databases.ts";
import { orUnavailable } from "./or-unavailable.ts";

export interface ControlStoreDeps {
  readonly database: ControlDatabase;
  /** HMAC under the vault's audit key. */
  readonly auditMac: ChainMac;
  /** Orders organizations by their making. */
  readonly clock: Clock;
}

/** Sites written by one statement; SQLite takes 32 766 parameters in one. */
const SITES_PER_STATEMENT = 500;

/**
 * The control database for administration, on both databases.
 *
 * @throws GatewayError `unavailable` from every function when the keys are not the database's, or it does not answer
 */
export function createControlStore(deps: ControlStoreDeps): ControlStore {
  const { database, auditMac } = deps;
  const { engine } = database;
  const db: Kysely<ControlSchema> = database.kysely.withTables<ControlSchema>();
  return {
    ...createControlReads(db),
    transaction: (work) => inControlTransaction(deps, work),
    listAudit: (limit, filter) => listEntries(db, limit, filter),
    verifyAudit: () => verifyEntries(db, engine.kind, auditMac),
  };
}

/**
 * Run one act in a transaction of the control database.
 *
 * @param work gets the transaction of accounts, and the bare one for the tables of other folders
 * @throws GatewayError `unavailable` when the database does not take it; whatever `work` threw, as thrown
 */
export async function inControlTransaction<T>(
  deps: ControlStoreDeps,
  work: (control: ControlTransaction, tx: Transaction<ControlSchema>) => Promise<T>,
): Promise<T> {
  const { kysely, keys } = deps.database;
  if (keys.kind === "keys-differ") throw new GatewayError("unavailable");
  const failure: { thrown?: unknown } = {};
  try {
    return await kysely
      .withTables<ControlSchema>()
      .transaction()
      .execute(async (tx) => {
        try {
          const changes: AccessEntry[] = [];
          const value = await work(await createTransaction(deps, tx, changes), tx);
          // Before the commit: what a restore must not let live again is noted, or it is not done.
          await deps.database.journal?.append(changes);
          return value;
        } catch (error) {
          failure.thrown = error;
          throw error;
        }
      });
  } catch (error) {
    // What `work` threw goes on as thrown; all else is the database's begin, commit or connection.
    if ("thrown" in failure) throw failure.thrown;
    throw new GatewayError("unavailable", { cause: error });
  }
}

async function createTransaction(
  deps: ControlStoreDeps,
  tx: Transaction<ControlSchema>,
  changes: AccessEntry[],
): Promise<ControlTransaction> {
  // The head is the first row taken in every act: acts run one after the other, and none waits in a circle.
  let head = await lockHead(tx, deps.database.engine.kind);
  return {
    ...createControlReads(tx),
    ...noting(createSaves(tx, deps.clock), deps.clock, changes),
    ownersOfSite: async (code, day) => {
      const query = tx
        .selectFrom("site")
        .select("organization_id")
        .distinct()
        .where(sql<string>`upper(code)`, "=", code.toUpperCase())
        .where((is) => is.or([is("until_day", "is", null), is("until_day", ">=", day)]));
      return (await orUnavailable(query.execute())).map((row) => row.organization_id);
    },
    appendAudit: async (entry) => {
      head = await appendEntry(tx, deps.auditMac, head, entry);
    },
    countRefusals: (actor, action, sinceMs, max) => countRefusals(tx, { actor, action, sinceMs }, max),
  };
}

type Saves = Pick<
  ControlTransaction,
  | "saveOrganization"
  | "saveCredential"
  | "saveUser"
  | "saveToken"
  | "saveDelivery"
  | "saveCodeImport"
  | "saveMaintenance"
  | "saveForecastApproval"
>;

/** The saves, which also note what they change about who may come in. */
function noting(saves: Saves, clock: Clock, changes: AccessEntry[]): Saves {
  return {
    ...saves,
    saveOrganization: async (organization) => {
      await saves.saveOrganization(organization);
      const { id, suspended } = organization;
      const certificatePins = certificatePinsDigest(organization.certificatePins);
      changes.push({ kind: "organization", atMs: clock(), id, suspended, certificatePins });
    },
    saveCredential: async (credential) => {
      await saves.saveCredential(credential);
      const { id, organizationId, realm, expiresAtMs, revokedAtMs = null, suspendedAtMs = null } = credential;
      const addressRules = addressRulesDigest(credential.addressRules);
      const state = { expiresAtMs, revokedAtMs, suspendedAtMs, addressRules };
      changes.push({ kind: "credential", atMs: clock(), id, organizationId, realm, ...state });
    },
    saveUser: async (user) => {
      await saves.saveUser(user);
      const { username: id, disabled, epoch } = user;
      changes.push({ kind: "user", atMs: clock(), id, disabled, epoch });
    },
    saveToken: async (token) => {
      await saves.saveToken(token);
      const { id, revokedAtMs = null } = token;
      changes.push({ kind: "token", atMs: clock(), id, revokedAtMs });
    },
  };
}

function createSaves(tx: Transaction<ControlSchema>, clock: Clock): Saves {
  return {
    saveOrganization: async (organization) => {
      const { id, ...changing } = organizationRow(organization);
      const upsert = tx
        .insertInto("organization")
        .values({ id, created_at_ms: clock(), ...changing })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(changing));
      await orUnavailable(upsert.execute());
      const rows = siteRows(organization);
      for (let start = 0; start < rows.length; start += SITES_PER_STATEMENT) {
        const sites = tx
          .insertInto("site")
          .values(rows.slice(start, start + SITES_PER_STATEMENT))
          .onConflict((conflict) =>
            conflict.columns(["organization_id", "code", "from_day"]).doUpdateSet((row) => ({
              until_day: row.ref("excluded.until_day"),
              name: row.ref("excluded.name"),
              mnvfc: row.ref("excluded.mnvfc"),
            })),
          );
        await orUnavailable(sites.execute());
      }
    },
    saveCredential: async (credential) => {
      const row = credentialRow(credential);
      const { expires_at_ms, revoked_at_ms, suspended_at_ms, superseded_by, address_rules } = row;
      // The rest never changes; the last use is written elsewhere and must not be put back.
      const changing = { expires_at_ms, revoked_at_ms, suspended_at_ms, superseded_by, address_rules };
      const upsert = tx
        .insertInto("credential")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet(changing));
      await orUnavailable(upsert.execute());
    },
    saveUser: async (user) => {
      const { username, ...changing } = userRow(user);
      const upsert = tx
        .insertInto("user_account")
        .values({ username, totp_step: 0, ...changing })
        .onConflict((conflict) => conflict.column("username").doUpdateSet(changing));
      await orUnavailable(upsert.execute());
    },
    saveMaintenance: async (realm, untilMs) => {
      await orUnavailable(tx.deleteFrom("maintenance").where("realm", "=", realm).execute());
      if (untilMs !== undefined)
        await orUnavailable(tx.insertInto("maintenance").values({ realm, until_ms: untilMs }).execute());
    },
    saveCodeImport: async ({ importedAtMs, delta }) => {
      const newest = tx
        .selectFrom("code_import")
        .select("number")
        .orderBy("number", "desc")
        .limit(1)
        .executeTakeFirst();
      // Acts run one after the other, so that no two get one number.
      const number = ((await orUnavailable(newest))?.number ?? 0) + 1;
      const row = { number, imported_at_ms: importedAtMs, delta };
      await orUnavailable(tx.insertInto("code_import").values(row).execute());
      return number;
    },
    saveForecastApproval: async ({ sha256, version, approvedAtMs, approvedBy, reason }) => {
      const changing = { version, approved_at_ms: approvedAtMs, approved_by: approvedBy, reason };
      const upsert = tx
        .insertInto("forecast_approval")
        .values({ sha256, ...changing })
        .onConflict((conflict) => conflict.column("sha256").doUpdateSet(changing));
      await orUnavailable(upsert.execute());
    },
    saveDelivery: async (delivery) => {
      const row = deliveryRow(delivery);
      const upsert = tx
        .insertInto("credential_delivery")
        .values(row)
        .onConflict((conflict) =>
          conflict.column("link_hash").doUpdateSet({ opened_at_ms: row.opened_at_ms }),
        );
      await orUnavailable(upsert.execute());
    },
    saveToken: async (token) => {
      const row = tokenRow(token);
      const upsert = tx
        .insertInto("token")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ revoked_at_ms: row.revoked_at_ms }));
      await orUnavailable(upsert.execute());
    },
  };
}
