import type { Stage } from "../../accounts/organization.ts";
import type { DateOnly } from "../../kernel/dates.ts";
import type { Realm } from "../../kernel/realm.ts";
import type { ShownTask } from "../../onboarding/open-tasks.ts";

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
  readonly dueOn: DateOnly;
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
  /** Late ones and those due within three business days, the nearest first; not more than the page shows. */
  readonly due: readonly WorkItem[];
  /** All else that waits for this role. */
  readonly other: readonly WorkItem[];
  /** There are more than these; the board has them all. */
  readonly isCut: boolean;
  readonly failedGates: readonly FailedGate[];
  /** Reviews that are due soon and were not looked at yet. */
  readonly reviewsUnknown: number;
  /** The first due first. */
  readonly findings: readonly UnansweredFinding[];
  readonly pending: readonly PendingItem[];
  /** Numbers of people that came in messages and were not closed yet. */
  readonly openIncidents: number;
}

/** One stage of the board with some of its organizations. */
export interface BoardColumn {
  readonly stage: Stage;
  readonly means: string;
  /** All that are in it, and of them the late ones. */
  readonly organizations: number;
  readonly late: number;
  readonly cards: readonly BoardCard[];
  /** The page of the stage that follows these cards; absent when they are all that were asked for. */
  readonly further?: string;
}

/** `GET /board`: columns are the stages in the guide's order, cards within them by due date. */
export interface BoardView {
  readonly columns: readonly BoardColumn[];
  readonly asked: { readonly stage?: Stage; readonly name?: string; readonly late?: boolean };
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
