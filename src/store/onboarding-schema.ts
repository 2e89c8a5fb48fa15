import type { Stage } from "../accounts/organization.ts";
import type { LetterKind } from "../documents/letter.ts";
import type { ContactRole } from "../onboarding/contact.ts";
import type { ContactLogKind } from "../onboarding/contact-log.ts";
import type { OnboardingEvent } from "../onboarding/events.ts";
import type { Realm } from "../kernel/realm.ts";
import type { ReviewAct } from "../onboarding/review-acts.ts";
import type { FindingState, SentFinding } from "../onboarding/sent-finding.ts";
import type { TaskKind } from "../onboarding/tasks.ts";

/** Tables of onboarding as Kysely reads them; they stand in the control database. Days are `YYYY-MM-DD`. */
export type OnboardingSchema = {
  readonly onboarding_case: CaseRow;
  readonly onboarding_history: HistoryRow;
  readonly onboarding_plan: PlanRow;
  readonly contact: ContactRow;
  readonly onboarding_task: TaskRow;
  readonly document: DocumentRow;
  readonly mail: MailRow;
  readonly pending_act: PendingRow;
  readonly calendar_closing: ClosingRow;
  readonly review_act: ReviewActRow;
  readonly review_snapshot: ReviewSnapshotRow;
  readonly review_thresholds: ReviewThresholdsRow;
  readonly catch_up_explanation: ExplanationRow;
  readonly sent_finding: SentFindingRow;
  readonly contact_log: ContactLogRow;
};

export interface SentFindingRow {
  readonly id: string;
  readonly organization_id: string;
  readonly realm: Realm;
  readonly rule: SentFinding["rule"];
  /** JSON of `SentCause`. */
  readonly cause: string;
  readonly owner_contact_id: string;
  readonly owner_role: ContactRole;
  readonly owner_name: string;
  readonly sent_on: string;
  readonly due_on: string;
  readonly sent_at_ms: number;
  readonly sent_by: string;
  readonly reason: string;
  readonly state: FindingState;
  readonly note: string | null;
  readonly changed_by: string | null;
  readonly changed_at_ms: number | null;
}

export interface ContactLogRow {
  readonly id: string;
  readonly organization_id: string;
  readonly at_ms: number;
  readonly by_name: string;
  readonly kind: ContactLogKind;
  readonly contact_id: string | null;
  readonly body: string;
}

export interface ExplanationRow {
  readonly case_id: string;
  /** Id in the test realm. */
  readonly dose_id: string;
  readonly control_id: string;
  readonly reason: string;
  readonly by_name: string;
  readonly at_ms: number;
}

export interface ReviewActRow {
  readonly id: string;
  readonly organization_id: string;
  readonly realm: Realm;
  readonly kind: ReviewAct["kind"];
  readonly rule: ReviewAct["rule"];
  readonly finding_key: string | null;
  readonly until_ms: number | null;
  readonly at_ms: number;
  readonly by_name: string;
  readonly reason: string;
}

export interface ReviewSnapshotRow {
  readonly id: string;
  readonly organization_id: string;
  readonly content_digest: string;
  readonly digest: string;
  readonly made_at_ms: number;
  /** Canonical JSON of the report. */
  readonly document: string;
}

export interface ReviewThresholdsRow {
  readonly version: number;
  readonly at_ms: number;
  readonly by_name: string;
  readonly reason: string;
  /** JSON of `ReviewThresholds`. */
  readonly document: string;
}

export interface CaseRow {
  readonly id: string;
  readonly organization_id: string;
  readonly number: number;
  readonly interface_name: string;
  readonly stage: Stage;
  readonly started_on: string;
  readonly days_before: number;
  readonly due_on: string | null;
  /** JSON of `Pause`. */
  readonly pause: string | null;
  /** JSON of `QueuePriority`. */
  readonly priority: string | null;
  readonly queued_on: string | null;
  readonly earliest_invitation_on: string | null;
  readonly review_report_id: string | null;
  readonly monitoring_report_id: string | null;
  readonly letter_stands: number;
  readonly calendar_version: number;
  readonly traffic_since_ms: number;
  readonly opened_at_ms: number;
  readonly closed_at_ms: number | null;
  readonly last_event_at_ms: number;
  /** The order within the stage: due date, or score and day of waiting. */
  readonly board_key: string;
}

export interface HistoryRow {
  readonly case_id: string;
  readonly seq: number;
  readonly event: OnboardingEvent;
  readonly from_stage: Stage;
  readonly to_stage: Stage;
  readonly at_ms: number;
  readonly day: string;
  readonly actor: string;
  readonly os_user: string;
  readonly role: string;
  readonly asked_by: string | null;
  readonly reason: string | null;
  readonly late: number;
  readonly started_on: string;
  readonly due_on: string | null;
  /** Numbers with a space between them. */
  readonly documents: string;
  readonly report_id: string | null;
}

export interface PlanRow {
  readonly case_id: string;
  readonly version: number;
  readonly at_ms: number;
  /** JSON of `Plan`. */
  readonly plan: string;
}

export interface ContactRow {
  readonly id: string;
  readonly organization_id: string;
  readonly role: ContactRole;
  readonly name: string;
  readonly email: string;
  readonly added_at_ms: number;
  readonly removed_at_ms: number | null;
}

export interface TaskRow {
  readonly id: string;
  readonly case_id: string;
  readonly kind: TaskKind;
  readonly opened_at_ms: number;
  readonly due_on: string | null;
  readonly closed_at_ms: number | null;
  /** `""` unless a watch raised it. */
  readonly subject: string;
  readonly detail: string;
}

export interface DocumentRow {
  readonly id: string;
  readonly number: string;
  readonly organization_id: string;
  readonly case_id: string;
  readonly kind: LetterKind | "attachment";
  readonly title: string;
  readonly at_ms: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly content: Uint8Array;
  readonly html: string | null;
}

export interface MailRow {
  readonly id: string;
  readonly document_id: string | null;
  /** Addresses with a space between them. */
  readonly recipients: string;
  readonly subject: string;
  readonly body: string;
  readonly queued_at_ms: number;
  readonly sent_at_ms: number | null;
  readonly attempts: number;
  readonly next_try_at_ms: number;
  readonly failed_at_ms: number | null;
}

export interface PendingRow {
  readonly id: string;
  readonly organization_id: string | null;
  /** JSON of `PendingAct.asked`. */
  readonly asked: string;
  readonly attached_name: string | null;
  readonly attached: Uint8Array | null;
  readonly asked_by: string;
  readonly asked_by_os_user: string;
  readonly asked_at_ms: number;
  readonly done_at_ms: number | null;
}

export interface ClosingRow {
  readonly day: string;
  readonly name: string;
  readonly version: number;
  readonly imported_at_ms: number;
}
