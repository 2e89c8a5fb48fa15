import type { Kysely } from "kysely";
import type { OnboardingReads } from "../onboarding/ports.ts";
import { createControlReads } from "./control-reads.ts";
import { dayOf } from "./control-rows.ts";
import type { ControlSchema } from "./control-schema.ts";
import {
  caseOf,
  contactOf,
  DOCUMENT_HEAD,
  documentHeadOf,
  documentOf,
  explanationOf,
  historyOf,
  pendingOf,
  planOf,
  taskOf,
} from "./onboarding-rows.ts";
import { createBoardReads } from "./board-reads.ts";
import { createFindingReads } from "./finding-rows.ts";
import type { OnboardingSchema } from "./onboarding-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { reviewActOf, reviewSnapshotOf, thresholdsOf } from "./review-act-rows.ts";

/** Acts that wait, at most; older ones can no longer be confirmed. */
const PENDING_ROWS_MAX = 200;

/** The tables that acts of onboarding reach. */
export type OnboardingTables = ControlSchema & OnboardingSchema;

/**
 * Reads of onboarding, inside a transaction or outside of one.
 *
 * @param db the database, or the transaction that the reads belong to
 */
export function createOnboardingReads(db: Kysely<OnboardingTables>): OnboardingReads {
  return {
    ...createControlReads(db.withTables<ControlSchema>()),
    ...createCaseReads(db),
    ...createBoardReads(db),
    ...createDocumentReads(db),
    ...createFindingReads(db.withTables<OnboardingSchema>()),
    hasMail: async (id) => {
      const query = db.selectFrom("mail").select("id").where("id", "=", id);
      return (await orUnavailable(query.executeTakeFirst())) !== undefined;
    },
    findPending: async (id) => {
      const query = db.selectFrom("pending_act").selectAll().where("id", "=", id);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : pendingOf(row);
    },
    listPending: async () => {
      const query = db
        .selectFrom("pending_act")
        .select(["id", "organization_id", "asked", "asked_by", "asked_by_os_user", "asked_at_ms"])
        .where("done_at_ms", "is", null)
        .orderBy("asked_at_ms", "desc")
        .limit(PENDING_ROWS_MAX);
      const rows = await orUnavailable(query.execute());
      const absent = { attached_name: null, attached: null, done_at_ms: null };
      return rows.map((row) => pendingOf({ ...row, ...absent }));
    },
    findClosings: async () => {
      const query = db.selectFrom("calendar_closing").selectAll().orderBy("day");
      const rows = await orUnavailable(query.execute());
      const version = Math.max(0, ...rows.map((row) => row.version));
      return { version, days: rows.map(({ day, name }) => ({ day: dayOf(day), name })) };
    },
    listReviewActs: async (organizationId, realm) => {
      const query = db
        .selectFrom("review_act")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .where("realm", "=", realm)
        .orderBy("at_ms")
        .orderBy("id");
      return (await orUnavailable(query.execute())).map(reviewActOf);
    },
    findReviewSnapshot: async (organizationId, contentDigest) => {
      const query = db
        .selectFrom("review_snapshot")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .where("content_digest", "=", contentDigest);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : reviewSnapshotOf(row);
    },
    findThresholds: async () => {
      const query = db.selectFrom("review_thresholds").selectAll().orderBy("version", "desc").limit(1);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : thresholdsOf(row);
    },
    listExplanations: async (caseId) => {
      const query = db
        .selectFrom("catch_up_explanation")
        .selectAll()
        .where("case_id", "=", caseId)
        .orderBy("at_ms")
        .orderBy("dose_id");
      return (await orUnavailable(query.execute())).map(explanationOf);
    },
  };
}

type CaseReads = Pick<
  OnboardingReads,
  "listCases" | "listNewestCases" | "listHistory" | "findPlan" | "listContacts" | "listOpenTasks"
>;

function createCaseReads(db: Kysely<OnboardingTables>): CaseReads {
  return {
    listCases: async (organizationId) => {
      const query = db
        .selectFrom("onboarding_case")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .orderBy("number");
      return (await orUnavailable(query.execute())).map(caseOf);
    },
    listNewestCases: async () => {
      const query = db.selectFrom("onboarding_case").selectAll().orderBy("number").orderBy("opened_at_ms");
      const rows = await orUnavailable(query.execute());
      return [...new Map(rows.map((row) => [row.organization_id, caseOf(row)])).values()];
    },
    listHistory: async (caseId) => {
      const query = db
        .selectFrom("onboarding_history")
        .selectAll()
        .where("case_id", "=", caseId)
        .orderBy("seq");
      return (await orUnavailable(query.execute())).map(historyOf);
    },
    findPlan: async (caseId) => {
      const query = db
        .selectFrom("onboarding_plan")
        .selectAll()
        .where("case_id", "=", caseId)
        .orderBy("version", "desc")
        .limit(1);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : planOf(row);
    },
    listContacts: async (organizationId) => {
      const query = db
        .selectFrom("contact")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .where("removed_at_ms", "is", null)
        .orderBy("added_at_ms")
        .orderBy("id");
      return (await orUnavailable(query.execute())).map(contactOf);
    },
    listOpenTasks: async (caseId) => {
      const open = db
        .selectFrom("onboarding_task")
        .selectAll()
        .where("closed_at_ms", "is", null)
        .orderBy("opened_at_ms")
        .orderBy("id");
      const query = caseId === undefined ? open : open.where("case_id", "=", caseId);
      return (await orUnavailable(query.execute())).map(taskOf);
    },
  };
}

type DocumentReads = Pick<
  OnboardingReads,
  "listDocuments" | "findLetter" | "findDocument" | "listUnaddressed"
>;

function createDocumentReads(db: Kysely<OnboardingTables>): DocumentReads {
  const heads = (caseId: string) =>
    db
      .selectFrom("document")
      .select(DOCUMENT_HEAD)
      .where("case_id", "=", caseId)
      .orderBy("at_ms")
      .orderBy("id");
  return {
    listDocuments: async (caseId) => (await orUnavailable(heads(caseId).execute())).map(documentHeadOf),
    findLetter: async (caseId, kind) => {
      const query = db
        .selectFrom("document")
        .selectAll()
        .where("case_id", "=", caseId)
        .where("kind", "=", kind)
        .orderBy("at_ms", "desc")
        .orderBy("id", "desc")
        .limit(1);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : documentOf(row);
    },
    findDocument: async (id) => {
      const query = db.selectFrom("document").selectAll().where("id", "=", id);
      const row = await orUnavailable(query.executeTakeFirst());
      return row === undefined ? undefined : documentOf(row);
    },
    listUnaddressed: async (caseId) => {
      const query = heads(caseId)
        .where("kind", "!=", "attachment")
        .where((is) =>
          is.not(
            is.exists(
              is.selectFrom("mail").select("mail.id").whereRef("mail.document_id", "=", "document.id"),
            ),
          ),
        );
      return (await orUnavailable(query.execute())).map(documentHeadOf);
    },
  };
}
