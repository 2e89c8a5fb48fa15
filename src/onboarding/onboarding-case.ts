import type { Stage } from "../accounts/organization.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { QueuePriority } from "./queue-priority.ts";

/** Where the business days of a stage stand. */
export interface StageClock {
  /** First day that counts; for the plan the invitation's Day 1. May lie ahead. */
  readonly startedOn: DateOnly;
  /** Business days counted before `startedOn`: what a pause kept. */
  readonly daysBefore: number;
  /** Last day, inclusive, to its end on the registry's clock; absent where nothing is due. */
  readonly dueOn?: DateOnly;
}

/** An agreed pause. */
export interface Pause {
  /** The stage to go on with. */
  readonly from: Stage;
  /** The day on which the pause was agreed. */
  readonly on: DateOnly;
  /** Business days reached before the pause; the day of the pause counts unless it was agreed before noon. */
  readonly daysReached: number;
  /** Business days that were left until the due date; absent where nothing was due. */
  readonly daysLeft?: number;
  /** The agreed day of going on. */
  readonly until: DateOnly;
}

/** One interface of an organization on its way from registration to the letter. */
export interface OnboardingCase {
  readonly id: string;
  readonly organizationId: string;
  /** 1, 2, 3 … within the organization. */
  readonly number: number;
  /** The EHR connection that is brought in; `""` for the first. */
  readonly interfaceName: string;
  readonly stage: Stage;
  readonly clock: StageClock;
  /** Present while the stage is PAUSED. */
  readonly pause?: Pause;
  /** The place in the queue, with its reasons; absent before the ranking. */
  readonly priority?: QueuePriority;
  /** First day of waiting; a returned case waits anew. */
  readonly queuedOn?: DateOnly;
  /** A returned case is not invited before this day. */
  readonly earliestInvitationOn?: DateOnly;
  /** Frozen reports that were signed. */
  readonly reviewReportId?: string;
  readonly monitoringReportId?: string;
  /** Its letter was sent and holds; no longer after the next interface went live. */
  readonly letterStands: boolean;
  /** Version of the closings that the due date was counted with. */
  readonly calendarVersion: number;
  /** Messages received from this instant on are the case's; calendar time, 0 for the first case. */
  readonly trafficSinceMs: number;
  /** Calendar time, as the instants that follow. */
  readonly openedAtMs: number;
  /** The letter was sent or the organization left. */
  readonly closedAtMs?: number;
  readonly lastEventAtMs: number;
}
