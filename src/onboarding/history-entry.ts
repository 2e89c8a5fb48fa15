import type { Stage } from "../accounts/organization.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { OnboardingEvent } from "./events.ts";

/** One step of a case; never changed once written. */
export interface HistoryEntry {
  readonly caseId: string;
  /** 1, 2, 3 … within the case. */
  readonly seq: number;
  readonly event: OnboardingEvent;
  readonly from: Stage;
  readonly to: Stage;
  /** Calendar time. */
  readonly atMs: number;
  readonly day: DateOnly;
  /** As in the audit trail. */
  readonly actor: string;
  readonly osUser: string;
  /** Role of the actor; `host` for the host's own authority. */
  readonly role: string;
  /** Who asked for it, when another person confirmed it (decision D28). */
  readonly askedBy?: string;
  readonly reason?: string;
  /** A date was changed after it had passed. */
  readonly late: boolean;
  /** The clock after the step. */
  readonly startedOn: DateOnly;
  readonly dueOn?: DateOnly;
  /** Numbers of the documents that belong to it. */
  readonly documents: readonly string[];
  /** The frozen report that was signed. */
  readonly reportId?: string;
}
