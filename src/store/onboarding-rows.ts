import type { CatchUpExplanation } from "../onboarding/catch-up-report.ts";
import type { Contact } from "../onboarding/contact.ts";
import type { HistoryEntry } from "../onboarding/history-entry.ts";
import type { OnboardingCase, Pause } from "../onboarding/onboarding-case.ts";
import type { PendingAct } from "../onboarding/pending-act.ts";
import type { Plan, PlanVersion } from "../onboarding/plan.ts";
import type { DocumentHead, QueuedMail, StoredDocument } from "../onboarding/ports.ts";
import { effectiveScore, type QueuePriority } from "../onboarding/queue-priority.ts";
import type { Task } from "../onboarding/tasks.ts";
import { dayOf } from "./control-rows.ts";
import type {
  CaseRow,
  ContactRow,
  DocumentRow,
  ExplanationRow,
  HistoryRow,
  MailRow,
  PendingRow,
  PlanRow,
  TaskRow,
} from "./onboarding-schema.ts";
import { ownJson } from "./own-json.ts";

export function caseOf(row: CaseRow): OnboardingCase {
  const { due_on, pause, priority, queued_on, earliest_invitation_on, closed_at_ms } = row;
  const { review_report_id, monitoring_report_id } = row;
  const clock = { startedOn: dayOf(row.started_on), daysBefore: row.days_before };
  return {
    id: row.id,
    organizationId: row.organization_id,
    number: row.number,
    interfaceName: row.interface_name,
    stage: row.stage,
    clock: due_on === null ? clock : { ...clock, dueOn: dayOf(due_on) },
    ...(pause !== null && { pause: ownJson<Pause>(pause) }),
    ...(priority !== null && { priority: ownJson<QueuePriority>(priority) }),
    ...(queued_on !== null && { queuedOn: dayOf(queued_on) }),
    ...(earliest_invitation_on !== null && { earliestInvitationOn: dayOf(earliest_invitation_on) }),
    ...(review_report_id !== null && { reviewReportId: review_report_id }),
    ...(monitoring_report_id !== null && { monitoringReportId: monitoring_report_id }),
    letterStands: row.letter_stands === 1,
    calendarVersion: row.calendar_version,
    trafficSinceMs: row.traffic_since_ms,
    openedAtMs: row.opened_at_ms,
    ...(closed_at_ms !== null && { closedAtMs: closed_at_ms }),
    lastEventAtMs: row.last_event_at_ms,
  };
}

export function caseRow(onboarding: OnboardingCase): CaseRow {
  const { clock, pause, priority } = onboarding;
  return {
    id: onboarding.id,
    organization_id: onboarding.organizationId,
    number: onboarding.number,
    interface_name: onboarding.interfaceName,
    stage: onboarding.stage,
    started_on: clock.startedOn,
    days_before: clock.daysBefore,
    due_on: clock.dueOn ?? null,
    pause: pause === undefined ? null : JSON.stringify(pause),
    priority: priority === undefined ? null : JSON.stringify(priority),
    queued_on: onboarding.queuedOn ?? null,
    earliest_invitation_on: onboarding.earliestInvitationOn ?? null,
    review_report_id: onboarding.reviewReportId ?? null,
    monitoring_report_id: onboarding.monitoringReportId ?? null,
    letter_stands: onboarding.letterStands ? 1 : 0,
    calendar_version: onboarding.calendarVersion,
    traffic_since_ms: onboarding.trafficSinceMs,
    opened_at_ms: onboarding.openedAtMs,
    closed_at_ms: onboarding.closedAtMs ?? null,
    last_event_at_ms: onboarding.lastEventAtMs,
    board_key: boardKey(onboarding),
  };
}

/** Sorts after every due date. */
export const NOTHING_DUE: string = "9999-12-31";
/** Above every score. */
const SCORE_BOUND = 1_000;

/** In the queue the highest score first, then who has waited longest; elsewhere the nearest due date. */
function boardKey({ stage, clock, priority, queuedOn }: OnboardingCase): string {
  if (stage !== "QUEUED") return clock.dueOn ?? NOTHING_DUE;
  const left = String(SCORE_BOUND - Math.round(effectiveScore(priority)));
  return `${left.padStart(4, "0")} ${queuedOn ?? ""}`;
}

export function historyOf(row: HistoryRow): HistoryEntry {
  const { asked_by, reason, due_on, documents, report_id } = row;
  return {
    caseId: row.case_id,
    seq: row.seq,
    event: row.event,
    from: row.from_stage,
    to: row.to_stage,
    atMs: row.at_ms,
    day: dayOf(row.day),
    actor: row.actor,
    osUser: row.os_user,
    role: row.role,
    ...(asked_by !== null && { askedBy: asked_by }),
    ...(reason !== null && { reason }),
    late: row.late === 1,
    startedOn: dayOf(row.started_on),
    ...(due_on !== null && { dueOn: dayOf(due_on) }),
    documents: documents === "" ? [] : documents.split(" "),
    ...(report_id !== null && { reportId: report_id }),
  };
}

export function historyRow(entry: HistoryEntry): HistoryRow {
  return {
    case_id: entry.caseId,
    seq: entry.seq,
    event: entry.event,
    from_stage: entry.from,
    to_stage: entry.to,
    at_ms: entry.atMs,
    day: entry.day,
    actor: entry.actor,
    os_user: entry.osUser,
    role: entry.role,
    asked_by: entry.askedBy ?? null,
    reason: entry.reason ?? null,
    late: entry.late ? 1 : 0,
    started_on: entry.startedOn,
    due_on: entry.dueOn ?? null,
    documents: entry.documents.join(" "),
    report_id: entry.reportId ?? null,
  };
}

export function planOf({ version, at_ms, plan }: PlanRow): PlanVersion {
  return { version, atMs: at_ms, plan: ownJson<Plan>(plan) };
}

export function contactOf(row: ContactRow): Contact {
  const { id, organization_id, role, name, email, added_at_ms, removed_at_ms } = row;
  const contact = { id, organizationId: organization_id, role, name, email, addedAtMs: added_at_ms };
  return removed_at_ms === null ? contact : { ...contact, removedAtMs: removed_at_ms };
}

export function contactRow(contact: Contact): ContactRow {
  const { id, organizationId, role, name, email, addedAtMs, removedAtMs = null } = contact;
  const times = { added_at_ms: addedAtMs, removed_at_ms: removedAtMs };
  return { id, organization_id: organizationId, role, name, email, ...times };
}

export function taskOf(row: TaskRow): Task {
  const { id, case_id, kind, opened_at_ms, due_on, closed_at_ms, subject, detail } = row;
  const task = { id, caseId: case_id, kind, openedAtMs: opened_at_ms };
  return {
    ...task,
    ...(subject !== "" && { subject }),
    ...(detail !== "" && { detail }),
    ...(due_on !== null && { dueOn: dayOf(due_on) }),
    ...(closed_at_ms !== null && { closedAtMs: closed_at_ms }),
  };
}

export function taskRow(task: Task): TaskRow {
  const { id, caseId, kind, openedAtMs, dueOn = null, closedAtMs = null, subject = "", detail = "" } = task;
  const times = { opened_at_ms: openedAtMs, due_on: dueOn, closed_at_ms: closedAtMs };
  return { id, case_id: caseId, kind, ...times, subject, detail };
}

/** Columns of a document without its contents. */
export const DOCUMENT_HEAD = [
  "id",
  "number",
  "organization_id",
  "case_id",
  "kind",
  "title",
  "at_ms",
  "sha256",
  "bytes",
] as const;

export function documentHeadOf(row: Pick<DocumentRow, (typeof DOCUMENT_HEAD)[number]>): DocumentHead {
  const { id, number, organization_id, case_id, kind, title, at_ms, sha256, bytes } = row;
  const names = { id, number, organizationId: organization_id, caseId: case_id };
  return { ...names, kind, title, atMs: at_ms, sha256, bytes };
}

export function documentOf(row: DocumentRow): StoredDocument {
  const document = { ...documentHeadOf(row), content: new Uint8Array(row.content) };
  return row.html === null ? document : { ...document, html: row.html };
}

export function documentRow(document: StoredDocument): DocumentRow {
  const { id, number, organizationId, caseId, kind, title, atMs, sha256, bytes, content, html } = document;
  const names = { id, number, organization_id: organizationId, case_id: caseId, kind, title };
  return { ...names, at_ms: atMs, sha256, bytes, content, html: html ?? null };
}

export function mailOf(row: MailRow): QueuedMail {
  const { id, document_id, recipients, subject, body, queued_at_ms, sent_at_ms, failed_at_ms } = row;
  return {
    id,
    ...(document_id !== null && { documentId: document_id }),
    to: recipients.split(" "),
    subject,
    text: body,
    queuedAtMs: queued_at_ms,
    attempts: row.attempts,
    ...(sent_at_ms !== null && { sentAtMs: sent_at_ms }),
    ...(failed_at_ms !== null && { failedAtMs: failed_at_ms }),
  };
}

export function mailRow(mail: QueuedMail): MailRow {
  const { id, documentId = null, to, subject, text, queuedAtMs, sentAtMs = null, failedAtMs = null } = mail;
  const texts = { recipients: to.join(" "), subject, body: text };
  const times = { queued_at_ms: queuedAtMs, next_try_at_ms: queuedAtMs };
  const ends = { sent_at_ms: sentAtMs, failed_at_ms: failedAtMs };
  return { id, document_id: documentId, ...texts, ...times, ...ends, attempts: mail.attempts };
}

export function pendingOf(row: PendingRow): PendingAct {
  const { id, organization_id, asked, attached_name, attached, done_at_ms } = row;
  return {
    id,
    organizationId: organization_id ?? undefined,
    asked: ownJson<PendingAct["asked"]>(asked),
    ...(attached_name !== null &&
      attached !== null && { attached: { name: attached_name, content: new Uint8Array(attached) } }),
    askedBy: row.asked_by,
    askedByOsUser: row.asked_by_os_user,
    askedAtMs: row.asked_at_ms,
    ...(done_at_ms !== null && { doneAtMs: done_at_ms }),
  };
}

export function pendingRow(pending: PendingAct): PendingRow {
  return {
    id: pending.id,
    organization_id: pending.organizationId ?? null,
    asked: JSON.stringify(pending.asked),
    attached_name: pending.attached?.name ?? null,
    attached: pending.attached?.content ?? null,
    asked_by: pending.askedBy,
    asked_by_os_user: pending.askedByOsUser,
    asked_at_ms: pending.askedAtMs,
    done_at_ms: pending.doneAtMs ?? null,
  };
}

export function explanationOf(row: ExplanationRow): CatchUpExplanation {
  const { case_id, dose_id, control_id, reason, by_name, at_ms } = row;
  return { caseId: case_id, doseId: dose_id, controlId: control_id, reason, by: by_name, atMs: at_ms };
}

export function explanationRow(explanation: CatchUpExplanation): ExplanationRow {
  const { caseId, doseId, controlId, reason, by, atMs } = explanation;
  return { case_id: caseId, dose_id: doseId, control_id: controlId, reason, by_name: by, at_ms: atMs };
}
