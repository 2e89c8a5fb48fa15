import type { Kysely, Transaction } from "kysely";
import type { ContactLogEntry } from "../onboarding/contact-log.ts";
import type { OnboardingReads, OnboardingTransaction } from "../onboarding/ports.ts";
import type { SentCause, SentFinding } from "../onboarding/sent-finding.ts";
import { dayOf } from "./control-rows.ts";
import type { ContactLogRow, OnboardingSchema, SentFindingRow } from "./onboarding-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { ownJson } from "./own-json.ts";

/** Rows that one list gives, at most. */
const FINDINGS_MAX = 500;
const LOG_ENTRIES_MAX = 200;

function findingOf(row: SentFindingRow): SentFinding {
  const { note, changed_by, changed_at_ms } = row;
  return {
    id: row.id,
    organizationId: row.organization_id,
    realm: row.realm,
    rule: row.rule,
    cause: ownJson<SentCause>(row.cause),
    owner: { contactId: row.owner_contact_id, role: row.owner_role, name: row.owner_name },
    sentOn: dayOf(row.sent_on),
    dueOn: dayOf(row.due_on),
    sentAtMs: row.sent_at_ms,
    sentBy: row.sent_by,
    reason: row.reason,
    state: row.state,
    ...(note !== null &&
      changed_by !== null &&
      changed_at_ms !== null && { change: { note, by: changed_by, atMs: changed_at_ms } }),
  };
}

function findingRow(finding: SentFinding): SentFindingRow {
  const { owner, change } = finding;
  return {
    id: finding.id,
    organization_id: finding.organizationId,
    realm: finding.realm,
    rule: finding.rule,
    cause: JSON.stringify(finding.cause),
    owner_contact_id: owner.contactId,
    owner_role: owner.role,
    owner_name: owner.name,
    sent_on: finding.sentOn,
    due_on: finding.dueOn,
    sent_at_ms: finding.sentAtMs,
    sent_by: finding.sentBy,
    reason: finding.reason,
    state: finding.state,
    note: change?.note ?? null,
    changed_by: change?.by ?? null,
    changed_at_ms: change?.atMs ?? null,
  };
}

function entryOf({
  id,
  organization_id,
  at_ms,
  by_name,
  kind,
  contact_id,
  body,
}: ContactLogRow): ContactLogEntry {
  const entry = { id, organizationId: organization_id, atMs: at_ms, by: by_name, kind, text: body };
  return contact_id === null ? entry : { ...entry, contactId: contact_id };
}

function entryRow({ id, organizationId, atMs, by, kind, contactId, text }: ContactLogEntry): ContactLogRow {
  const row = { id, organization_id: organizationId, at_ms: atMs, by_name: by, kind, body: text };
  return { ...row, contact_id: contactId ?? null };
}

type FindingReads = Pick<OnboardingReads, "listSentFindings" | "listOpenFindings" | "listContactLog">;

/** Reads of findings and of the log, inside a transaction or outside of one. */
export function createFindingReads(db: Kysely<OnboardingSchema>): FindingReads {
  return {
    listSentFindings: async (organizationId) => {
      const query = db
        .selectFrom("sent_finding")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .orderBy("sent_at_ms", "desc")
        .orderBy("id")
        .limit(FINDINGS_MAX);
      return (await orUnavailable(query.execute())).map(findingOf);
    },
    listOpenFindings: async (organizationIds) => {
      const query = db
        .selectFrom("sent_finding")
        .selectAll()
        .where("state", "=", "open")
        .$if(organizationIds !== undefined, (some) =>
          some.where("organization_id", "in", organizationIds ?? []),
        )
        .orderBy("due_on")
        .orderBy("id")
        .limit(FINDINGS_MAX);
      return (await orUnavailable(query.execute())).map(findingOf);
    },
    listContactLog: async (organizationId) => {
      const query = db
        .selectFrom("contact_log")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .orderBy("at_ms", "desc")
        .orderBy("id", "desc")
        .limit(LOG_ENTRIES_MAX);
      return (await orUnavailable(query.execute())).map(entryOf);
    },
  };
}

type FindingSaves = Pick<OnboardingTransaction, "saveSentFinding" | "appendContactLog">;

/** Writes of findings and of the log; of a finding only its state changes. */
export function createFindingSaves(tx: Transaction<OnboardingSchema>): FindingSaves {
  return {
    saveSentFinding: async (finding) => {
      const row = findingRow(finding);
      const { state, note, changed_by, changed_at_ms } = row;
      const upsert = tx
        .insertInto("sent_finding")
        .values(row)
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet({ state, note, changed_by, changed_at_ms }),
        );
      await orUnavailable(upsert.execute());
    },
    appendContactLog: async (entry) => {
      await orUnavailable(tx.insertInto("contact_log").values(entryRow(entry)).execute());
    },
  };
}
