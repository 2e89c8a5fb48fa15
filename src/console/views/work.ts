import type { Stage } from "../../accounts/organization.ts";
import type { Realm } from "../../kernel/realm.ts";
import type { ShownTask } from "../../onboarding/show-onboarding.ts";

/** One line of an organization that asks for something. */
export interface WorkItem {
  readonly organizationId: string;
  readonly organization: string;
  readonly task: ShownTask;
  /** Business days until the due date; negative: late. Absent when nothing is due. */
  readonly daysLeft?: number;
}

/** A measure of an organization's review that does not pass. */
export interface FailedGate {
  readonly organizationId: string;
  readonly organization: string;
  readonly realm: Realm;
  /** Letters a to k whose verdict is FAIL. */
  readonly rules: readonly string[];
}

/** A finding that was sent to an organization and not answered. */
export interface UnansweredFinding {
  readonly organizationId: string;
  readonly organization: string;
  readonly realm: Realm;
  /** The rule's letter and what was found. */
  readonly rule: string;
  readonly title: string;
  /** Name of the contact who answers. */
  readonly owner: string;
  readonly dueOn: string;
  /** Business days until the answer is due; negative: late. */
  readonly daysLeft?: number;
}

/** An act that another person has to confirm (decision D28). */
export interface PendingItem {
  readonly pendingId: string;
  readonly organizationId: string;
  readonly organization: string;
  readonly event: string;
  readonly askedBy: string;
  /** ISO 8601. */
  readonly askedAt: string;
  /** Another person asked, so this one may confirm. */
  readonly mayConfirm: boolean;
}

/** `GET /`. */
export interface MyWorkView {
  /** Late ones and those due within three business days, the nearest first. */
  readonly due: readonly WorkItem[];
  /** All else that waits for this role. */
  readonly other: readonly WorkItem[];
  readonly failedGates: readonly FailedGate[];
  /** The first due first. */
  readonly findings: readonly UnansweredFinding[];
  readonly pending: readonly PendingItem[];
  /** Numbers of people that came in messages and were not closed yet. */
  readonly openIncidents: number;
}

/** `GET /board`: columns are the stages in the guide's order, cards within them by due date. */
export interface BoardView {
  readonly columns: readonly {
    readonly stage: Stage;
    readonly means: string;
    readonly cards: readonly BoardCard[];
  }[];
}

export interface BoardCard {
  readonly organizationId: string;
  readonly organization: string;
  /** Parent's name, when it is a child. */
  readonly parent?: string;
  readonly dayInStage: number;
  readonly dueOn?: string;
  /** Business days until the due date; negative: late. */
  readonly daysLeft?: number;
  readonly overdue: boolean;
  readonly suspended: boolean;
  /** Role that acts next, and what it does. */
  readonly next?: { readonly role: string; readonly text: string };
  /** Place in the queue from 1, and its score, while QUEUED. */
  readonly queue?: { readonly rank: number; readonly score: number };
}
