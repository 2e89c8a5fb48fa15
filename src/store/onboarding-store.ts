import type { Kysely, Transaction } from "kysely";
import type { ControlTransaction } from "../accounts/ports.ts";
import type { OnboardingStore, OnboardingTransaction } from "../onboarding/ports.ts";
import type { ControlSchema } from "./control-schema.ts";
import { type ControlStoreDeps, createControlStore, inControlTransaction } from "./control-store.ts";
import { createFindingSaves } from "./finding-rows.ts";
import { createOnboardingReads, type OnboardingTables } from "./onboarding-reads.ts";
import {
  caseRow,
  contactRow,
  documentRow,
  explanationRow,
  historyRow,
  mailOf,
  mailRow,
  pendingRow,
  taskRow,
} from "./onboarding-rows.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { reviewActRow, reviewSnapshotRow, thresholdsRow } from "./review-act-rows.ts";

/**
 * The control database for onboarding, on both databases.
 *
 * @throws GatewayError `unavailable` from every function when the keys are not the database's, or it does not answer
 */
export function createOnboardingStore(deps: ControlStoreDeps): OnboardingStore {
  const db = deps.database.kysely.withTables<OnboardingTables>();
  return {
    ...createControlStore(deps),
    ...createOnboardingReads(db),
    transaction: (work) =>
      inControlTransaction(deps, (control, tx) => work(createOnboardingTransaction(control, tx))),
    ...createMailbox(db),
  };
}

type Mailbox = Pick<
  OnboardingStore,
  "listUnsentMails" | "listDueMails" | "claimMail" | "markMailSent" | "markMailFailed"
>;

function createMailbox(db: Kysely<OnboardingTables>): Mailbox {
  const unsent = (limit: number) =>
    db
      .selectFrom("mail")
      .selectAll()
      .where("sent_at_ms", "is", null)
      .where("failed_at_ms", "is", null)
      .orderBy("queued_at_ms")
      .orderBy("id")
      .limit(limit);
  const end = async (id: string, column: "sent_at_ms" | "failed_at_ms", atMs: number): Promise<void> => {
    const query = db
      .updateTable("mail")
      .set({ [column]: atMs })
      .where("id", "=", id)
      .where("sent_at_ms", "is", null);
    await orUnavailable(query.execute());
  };
  return {
    listUnsentMails: async (limit) => (await orUnavailable(unsent(limit).execute())).map(mailOf),
    listDueMails: async (nowMs, limit) => {
      const query = unsent(limit).where("next_try_at_ms", "<=", nowMs);
      return (await orUnavailable(query.execute())).map(mailOf);
    },
    claimMail: async (id, nowMs, nextTryAtMs) => {
      const query = db
        .updateTable("mail")
        .set((update) => ({ next_try_at_ms: nextTryAtMs, attempts: update("attempts", "+", 1) }))
        .where("id", "=", id)
        .where("sent_at_ms", "is", null)
        .where("failed_at_ms", "is", null)
        .where("next_try_at_ms", "<=", nowMs)
        .returning("id");
      return (await orUnavailable(query.executeTakeFirst())) !== undefined;
    },
    markMailSent: (id, atMs) => end(id, "sent_at_ms", atMs),
    markMailFailed: (id, atMs) => end(id, "failed_at_ms", atMs),
  };
}

function createOnboardingTransaction(
  control: ControlTransaction,
  transaction: Transaction<ControlSchema>,
): OnboardingTransaction {
  const tx = transaction.withTables<OnboardingTables>();
  return {
    ...control,
    ...createOnboardingReads(tx),
    ...createSaves(tx),
    ...createAppends(tx),
    ...createFindingSaves(tx),
  };
}

type Saves = Pick<
  OnboardingTransaction,
  "saveCase" | "saveContact" | "saveTask" | "saveMail" | "savePending"
>;

function createSaves(tx: Transaction<OnboardingTables>): Saves {
  return {
    saveCase: async (onboarding) => {
      const { id, ...changing } = caseRow(onboarding);
      const upsert = tx
        .insertInto("onboarding_case")
        .values({ id, ...changing })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(changing));
      await orUnavailable(upsert.execute());
    },
    saveContact: async (contact) => {
      const row = contactRow(contact);
      const upsert = tx
        .insertInto("contact")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ removed_at_ms: row.removed_at_ms }));
      await orUnavailable(upsert.execute());
    },
    saveTask: async (task) => {
      const row = taskRow(task);
      const { due_on, closed_at_ms, detail } = row;
      const upsert = tx
        .insertInto("onboarding_task")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ due_on, closed_at_ms, detail }));
      await orUnavailable(upsert.execute());
    },
    saveMail: async (mail) => {
      await orUnavailable(tx.insertInto("mail").values(mailRow(mail)).execute());
    },
    savePending: async (pending) => {
      const row = pendingRow(pending);
      const upsert = tx
        .insertInto("pending_act")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ done_at_ms: row.done_at_ms }));
      await orUnavailable(upsert.execute());
    },
  };
}

type Appends = Pick<
  OnboardingTransaction,
  | "appendHistory"
  | "appendPlan"
  | "nextDocumentNumber"
  | "appendDocument"
  | "appendClosings"
  | "appendReviewAct"
  | "appendReviewSnapshot"
  | "appendThresholds"
  | "appendExplanation"
>;

function createAppends(tx: Transaction<OnboardingTables>): Appends {
  return {
    appendHistory: async (entry) => {
      await orUnavailable(tx.insertInto("onboarding_history").values(historyRow(entry)).execute());
    },
    appendPlan: async (caseId, { version, plan, atMs }) => {
      const row = { case_id: caseId, version, at_ms: atMs, plan: JSON.stringify(plan) };
      await orUnavailable(tx.insertInto("onboarding_plan").values(row).execute());
    },
    nextDocumentNumber: async (year) => {
      // Acts run one after the other, so that no two get one number.
      const query = tx
        .selectFrom("document")
        .select("number")
        .where("number", "like", `MIIC-${year}-%`)
        .orderBy("number", "desc")
        .limit(1);
      const last = (await orUnavailable(query.executeTakeFirst()))?.number.split("-").at(-1) ?? "0";
      return `MIIC-${year}-${String(Number(last) + 1).padStart(6, "0")}`;
    },
    appendDocument: async (document) => {
      await orUnavailable(tx.insertInto("document").values(documentRow(document)).execute());
    },
    appendReviewAct: async (act) => {
      await orUnavailable(tx.insertInto("review_act").values(reviewActRow(act)).execute());
    },
    appendReviewSnapshot: async (snapshot) => {
      await orUnavailable(tx.insertInto("review_snapshot").values(reviewSnapshotRow(snapshot)).execute());
    },
    appendThresholds: async (set) => {
      await orUnavailable(tx.insertInto("review_thresholds").values(thresholdsRow(set)).execute());
    },
    appendExplanation: async (explanation) => {
      const row = explanationRow(explanation);
      const insert = tx
        .insertInto("catch_up_explanation")
        .values(row)
        .onConflict((conflict) => conflict.columns(["case_id", "dose_id"]).doNothing());
      await orUnavailable(insert.execute());
    },
    appendClosings: async ({ version, days }, atMs) => {
      const rows = days.map(({ day, name }) => ({ day, name, version, imported_at_ms: atMs }));
      const insert = tx
        .insertInto("calendar_closing")
        .values(rows)
        .onConflict((conflict) => conflict.column("day").doNothing());
      await orUnavailable(insert.execute());
    },
  };
}
