import type { ControlReads, ControlStore, ControlTransaction } from "../accounts/ports.ts";
import type { Letter, LetterKind, RenderedLetter } from "../documents/letter.ts";
import type { Realm } from "../kernel/realm.ts";
import type { ThresholdsVersion } from "../review/thresholds.ts";
import type { BoardReads } from "./board.ts";
import type { CatchUpExplanation } from "./catch-up-report.ts";
import type { Closings } from "./closings.ts";
import type { Contact } from "./contact.ts";
import type { ContactLogEntry } from "./contact-log.ts";
import type { HistoryEntry } from "./history-entry.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import type { OrganizationTask, TaskFilter } from "./open-tasks.ts";
import type { PendingAct } from "./pending-act.ts";
import type { PlanVersion } from "./plan.ts";
import type { ReviewAct } from "./review-acts.ts";
import type { SentFinding } from "./sent-finding.ts";
import type { Task } from "./tasks.ts";

/** A document without its contents. */
export interface DocumentHead {
  readonly id: string;
  /** `MIIC-2026-0007`: one series a year. */
  readonly number: string;
  readonly organizationId: string;
  readonly caseId: string;
  /** A letter's kind, or what somebody attached. */
  readonly kind: LetterKind | "attachment";
  /** Subject of a letter, file name of an attachment. */
  readonly title: string;
  readonly atMs: number;
  readonly bytes: number;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
}

/** A document as it is stored, never to be changed: a letter's PDF with its HTML, or an attached file. */
export interface StoredDocument extends DocumentHead {
  readonly content: Uint8Array;
  readonly html?: string;
}

/** A mail that waits for its way out. Holds no secret and no patient data. */
export interface QueuedMail {
  readonly id: string;
  /** The letter that it brings; a digest or notice brings none. */
  readonly documentId?: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly queuedAtMs: number;
  /** Times that it was tried. */
  readonly attempts: number;
  readonly sentAtMs?: number;
  /** It was given up. */
  readonly failedAtMs?: number;
}

/** A report as it was frozen; never changed. */
export interface ReviewSnapshot {
  readonly id: string;
  readonly organizationId: string;
  /** Digest of the canonical JSON without the moment of making: what a report is known again by. */
  readonly contentDigest: string;
  /** Digest of `json`, `sha256:…`. */
  readonly digest: string;
  /** Canonical JSON of the report. */
  readonly json: string;
  readonly madeAtMs: number;
}

/** What the control database answers about onboarding. Lists are in the order of making. */
export interface OnboardingReads extends ControlReads, BoardReads {
  /** Every case of an organization. */
  listCases(organizationId: string): Promise<readonly OnboardingCase[]>;
  /** The newest case of every organization that has one. */
  listNewestCases(): Promise<readonly OnboardingCase[]>;
  listHistory(caseId: string): Promise<readonly HistoryEntry[]>;
  findPlan(caseId: string): Promise<PlanVersion | undefined>;
  /** Those that were not removed. */
  listContacts(organizationId: string): Promise<readonly Contact[]>;
  /** Those that are not closed; of one case, or of all. */
  listOpenTasks(caseId?: string): Promise<readonly Task[]>;
  /** Open tasks of all cases of the organizations, the first due first, those without a date last. */
  listTasks(filter: TaskFilter): Promise<readonly OrganizationTask[]>;
  listDocuments(caseId: string): Promise<readonly DocumentHead[]>;
  /** The newest letter of a kind that a case sent. */
  findLetter(caseId: string, kind: LetterKind): Promise<StoredDocument | undefined>;
  findDocument(id: string): Promise<StoredDocument | undefined>;
  /** Letters of a case that no mail was queued for. */
  listUnaddressed(caseId: string): Promise<readonly DocumentHead[]>;
  hasMail(id: string): Promise<boolean>;
  findPending(id: string): Promise<PendingAct | undefined>;
  /** Acts that nobody confirmed yet, without what was attached; the newest 200. */
  listPending(): Promise<readonly PendingAct[]>;
  findClosings(): Promise<Closings>;
  /** What people decided on reviews of an organization in a realm, oldest first. */
  listReviewActs(organizationId: string, realm: Realm): Promise<readonly ReviewAct[]>;
  findReviewSnapshot(organizationId: string, contentDigest: string): Promise<ReviewSnapshot | undefined>;
  /** The newest set of thresholds; undefined when the program's own numbers hold. */
  findThresholds(): Promise<ThresholdsVersion | undefined>;
  /** Why doses of a case's review need not be in production. */
  listExplanations(caseId: string): Promise<readonly CatchUpExplanation[]>;
  /** The newest 500 that an organization was sent, newest first. */
  listSentFindings(organizationId: string): Promise<readonly SentFinding[]>;
  /** Those of all organizations, or of some, that wait for an answer, the first due first; at most 500. */
  listOpenFindings(organizationIds?: readonly string[]): Promise<readonly SentFinding[]>;
  /** The newest 200, newest first. */
  listContactLog(organizationId: string): Promise<readonly ContactLogEntry[]>;
}

/** What one act of onboarding may do inside its transaction. `save…` makes the row or replaces it. */
export interface OnboardingTransaction extends ControlTransaction, OnboardingReads {
  saveCase(onboarding: OnboardingCase): Promise<void>;
  appendHistory(entry: HistoryEntry): Promise<void>;
  appendPlan(caseId: string, version: PlanVersion): Promise<void>;
  saveContact(contact: Contact): Promise<void>;
  saveTask(task: Task): Promise<void>;
  /** @returns the next number of the year's series */
  nextDocumentNumber(year: string): Promise<string>;
  appendDocument(document: StoredDocument): Promise<void>;
  saveMail(mail: QueuedMail): Promise<void>;
  savePending(pending: PendingAct): Promise<void>;
  appendReviewAct(act: ReviewAct): Promise<void>;
  appendThresholds(set: ThresholdsVersion): Promise<void>;
  appendReviewSnapshot(snapshot: ReviewSnapshot): Promise<void>;
  appendClosings(closings: Closings, atMs: number): Promise<void>;
  appendExplanation(explanation: CatchUpExplanation): Promise<void>;
  /** Of one that is there only state and note are taken. */
  saveSentFinding(finding: SentFinding): Promise<void>;
  appendContactLog(entry: ContactLogEntry): Promise<void>;
}

/** The control database for onboarding. */
export interface OnboardingStore extends ControlStore, OnboardingReads {
  /** As {@link ControlStore.transaction}: case, history, stage of the organization and audit row together or not at all. */
  transaction<T>(work: (tx: OnboardingTransaction) => Promise<T>): Promise<T>;
  /** Mails that are neither sent nor given up, oldest first. */
  listUnsentMails(limit: number): Promise<readonly QueuedMail[]>;
  /** Of these the ones that are to be tried now. */
  listDueMails(nowMs: number, limit: number): Promise<readonly QueuedMail[]>;
  /**
   * Take a due mail and count one more attempt; nobody else takes it before `nextTryAtMs`.
   *
   * @returns false when somebody else took or sent it
   */
  claimMail(id: string, nowMs: number, nextTryAtMs: number): Promise<boolean>;
  markMailSent(id: string, atMs: number): Promise<void>;
  /** It is not tried again. */
  markMailFailed(id: string, atMs: number): Promise<void>;
}

/** Traffic as guards ask for it. */
export interface AnsweredMessages {
  /** Whether a message was answered AA or AE in a realm since an instant of real time. */
  isAnswered(question: {
    readonly organizationId: string;
    readonly realm: Realm;
    readonly kind: "update" | "query";
    readonly sinceMs: number;
  }): Promise<boolean>;
}

/** Sets letters as HTML and PDF. */
export type SetLetter = (letter: Letter) => Promise<RenderedLetter>;
