import type { Kysely } from "kysely";
import type {
  ConsoleSession,
  Reveal,
  SessionChange,
  SessionNotice,
  SessionStore,
} from "../accounts/console-session.ts";
import type { ConsoleSessionRow, ControlSchema } from "./control-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { ownJson } from "./own-json.ts";

function sessionOf(row: ConsoleSessionRow): ConsoleSession {
  const { reveal, notice } = row;
  return {
    id: row.id,
    username: row.username,
    epoch: row.epoch,
    stage: row.stage,
    startedAtMs: row.started_at_ms,
    seenAtMs: row.seen_at_ms,
    provedAtMs: row.proved_at_ms,
    ...(reveal !== null && { reveal: ownJson<Reveal>(reveal) }),
    ...(notice !== null && { notice: ownJson<SessionNotice>(notice) }),
  };
}

function changedColumns(change: SessionChange): Partial<ConsoleSessionRow> {
  const { stage, seenAtMs, provedAtMs, reveal, notice } = change;
  return {
    ...(stage !== undefined && { stage }),
    ...(seenAtMs !== undefined && { seen_at_ms: seenAtMs }),
    ...(provedAtMs !== undefined && { proved_at_ms: provedAtMs }),
    ...("reveal" in change && { reveal: reveal === undefined ? null : JSON.stringify(reveal) }),
    ...("notice" in change && { notice: notice === undefined ? null : JSON.stringify(notice) }),
  };
}

/** Console sessions on either database. */
export function createSessionStore(db: Kysely<ControlSchema>): SessionStore {
  return {
    add: async ({ id, username, epoch, stage, startedAtMs, seenAtMs, provedAtMs }) => {
      const row = { id, username, epoch, stage, reveal: null, notice: null };
      const times = { started_at_ms: startedAtMs, seen_at_ms: seenAtMs, proved_at_ms: provedAtMs };
      await orUnavailable(
        db
          .insertInto("console_session")
          .values({ ...row, ...times })
          .execute(),
      );
    },
    find: async (id) => {
      const query = db.selectFrom("console_session").selectAll().where("id", "=", id);
      const row = await orUnavailable(query.executeTakeFirst());
      return row && sessionOf(row);
    },
    change: async (id, change) => {
      const columns = changedColumns(change);
      if (Object.keys(columns).length === 0) return;
      await orUnavailable(db.updateTable("console_session").set(columns).where("id", "=", id).execute());
    },
    end: async (id) => {
      await orUnavailable(db.deleteFrom("console_session").where("id", "=", id).execute());
    },
    purge: async (startedBeforeMs, seenBeforeMs) => {
      const old = db
        .deleteFrom("console_session")
        .where((is) =>
          is.or([is("started_at_ms", "<", startedBeforeMs), is("seen_at_ms", "<", seenBeforeMs)]),
        );
      await orUnavailable(old.execute());
    },
    claimStep: async (username, step) => {
      const update = db
        .updateTable("user_account")
        .set({ totp_step: step })
        .where("username", "=", username)
        .where("totp_step", "<", step);
      return (await orUnavailable(update.executeTakeFirst())).numUpdatedRows === 1n;
    },
  };
}
