import type { Kysely } from "kysely";
import {
  type ChainHead,
  type ChainMac,
  type ChainRow,
  type ChainVerdict,
  chainHash,
  createChainCheck,
  headAt,
} from "../accounts/audit-chain.ts";
import { type AuditEntry, type AuditRow, canonicalJson, type JsonObject } from "../accounts/audit-entry.ts";
import type { AuditFilter, RecentRefusals } from "../accounts/ports.ts";
import type { AuditEntryRow, ControlSchema } from "./control-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** Rows read at a time while the chain is checked. */
const PAGE_ROWS = 1_000;

/** The head, held against other processes until the transaction ends; SQLite holds the whole file already. */
export async function lockHead(
  tx: Kysely<ControlSchema>,
  dialect: "sqlite" | "postgres",
): Promise<ChainHead> {
  const head = tx.selectFrom("audit_head").select(["seq", "hash", "seal"]).where("id", "=", 1);
  const locked = dialect === "postgres" ? head.forUpdate() : head;
  return orUnavailable(locked.executeTakeFirstOrThrow());
}

/**
 * Write one entry behind the head.
 *
 * @param head as {@link lockHead} or the entry before gave it, in the same transaction
 * @returns the new head
 */
export async function appendEntry(
  tx: Kysely<ControlSchema>,
  mac: ChainMac,
  head: ChainHead,
  entry: AuditEntry,
): Promise<ChainHead> {
  const { detail, ...fields } = entry;
  const row = { ...fields, seq: head.seq + 1, detailJson: canonicalJson(detail) };
  const hash = chainHash(mac, head.hash, row);
  const next = headAt(mac, row.seq, hash);
  await orUnavailable(
    tx
      .insertInto("audit_entry")
      .values(rowOf({ ...row, hash }))
      .execute(),
  );
  await orUnavailable(tx.updateTable("audit_head").set(next).where("id", "=", 1).execute());
  return next;
}

/** Refusals of an act to an actor since an instant: `max` of them at most are looked at. */
export async function countRefusals(
  tx: Kysely<ControlSchema>,
  { actor, action, sinceMs }: { readonly actor: string; readonly action: string; readonly sinceMs: number },
  max: number,
): Promise<RecentRefusals> {
  const newest = tx
    .selectFrom("audit_entry")
    .select("at_ms")
    .where("outcome", "=", "refused")
    .where("actor", "=", actor)
    .where("action", "=", action)
    .where("at_ms", ">=", sinceMs)
    .orderBy("at_ms", "desc")
    .limit(max);
  const times = await orUnavailable(newest.execute());
  const lastMs = times[0]?.at_ms;
  return { count: times.length, ...(lastMs !== undefined && { lastMs }) };
}

/** The newest rows that fit, newest first. */
export async function listEntries(
  db: Kysely<ControlSchema>,
  limit: number,
  { action, object, beforeSeq }: AuditFilter = {},
): Promise<readonly AuditRow[]> {
  const newest = db
    .selectFrom("audit_entry")
    .selectAll()
    .$if(action !== undefined, (query) => query.where("action", "=", action ?? ""))
    .$if(object !== undefined, (query) => query.where("object", "=", object ?? ""))
    .$if(beforeSeq !== undefined, (query) => query.where("seq", "<", beforeSeq ?? 0))
    .orderBy("seq", "desc")
    .limit(limit);
  return (await orUnavailable(newest.execute())).map(auditRowOf);
}

/** Check the whole trail against its head, in one transaction that no act comes between. */
export async function verifyEntries(
  db: Kysely<ControlSchema>,
  dialect: "sqlite" | "postgres",
  mac: ChainMac,
): Promise<ChainVerdict> {
  return orUnavailable(
    db.transaction().execute(async (tx) => {
      const query = tx.selectFrom("audit_head").select(["seq", "hash", "seal"]).where("id", "=", 1);
      const head = await (dialect === "postgres" ? query.forUpdate() : query).executeTakeFirst();
      const check = createChainCheck(mac, await hasActs(tx));
      for (let last: number | undefined = -1; last !== undefined;) {
        const rows: readonly AuditEntryRow[] = await tx
          .selectFrom("audit_entry")
          .selectAll()
          .where("seq", ">", last)
          .orderBy("seq")
          .limit(PAGE_ROWS)
          .execute();
        for (const row of rows) check.add(chainRowOf(row));
        last = rows.at(-1)?.seq;
      }
      return check.finish(head);
    }),
  );
}

/** Whether there is anything that only audited acts make. */
async function hasActs(tx: Kysely<ControlSchema>): Promise<boolean> {
  const organization = await tx.selectFrom("organization").select("id").limit(1).executeTakeFirst();
  const user = await tx.selectFrom("user_account").select("username").limit(1).executeTakeFirst();
  return organization !== undefined || user !== undefined;
}

function rowOf(row: ChainRow): AuditEntryRow {
  const { seq, atMs, actor, osUser, source, action, object, outcome, reason, detailJson, hash } = row;
  const names = { seq, at_ms: atMs, actor, os_user: osUser, source, action, object, outcome, hash };
  return { ...names, reason: reason ?? null, detail: detailJson };
}

function auditRowOf(row: AuditEntryRow): AuditRow {
  const { detailJson, ...fields } = chainRowOf(row);
  return { ...fields, detail: detailOf(detailJson) };
}

function chainRowOf(row: AuditEntryRow): ChainRow {
  const { seq, at_ms, actor, os_user, source, action, object, outcome, reason, detail, hash } = row;
  const fields = { seq, atMs: at_ms, actor, osUser: os_user, source, action, object, outcome };
  return { ...fields, ...(reason !== null && { reason }), detailJson: detail, hash };
}

/** The detail as it was written; a text that is no object was not written by us and shows as such. */
function detailOf(json: string): JsonObject {
  try {
    const value: unknown = JSON.parse(json);
    if (isJsonObject(value)) return value;
  } catch {
    // Shown as text below; "audit verify" tells which row it is.
  }
  return { unreadable: json };
}

/** What JSON.parse gave is made of JSON values, so an object of it is one. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
