import type { BusinessCalendar } from "../kernel/business-days.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { ContactRole } from "./contact.ts";
import type { OnboardingEvent } from "./events.ts";
import type { Plan, PlanForm } from "./plan.ts";
import type { QueueInputs } from "./queue-priority.ts";
import type { SignableReport } from "./review-report-port.ts";
import type { LocalTime } from "./stage-clock.ts";

/** An event as it is asked for. */
export interface AskedEvent {
  readonly event: OnboardingEvent;
  /** One line, checked. */
  readonly reason?: string;
  readonly form?: PlanForm;
  /** A document is attached: the written confirmation, a monitoring plan. */
  readonly hasDocument: boolean;
  /** An agreed day: the new due date, the end of a pause, the earliest invitation. */
  readonly until?: DateOnly;
  /** MN.IT sets a new date after the old one has passed. */
  readonly late?: boolean;
  /** The interface of a new case. */
  readonly interfaceName?: string;
  /** Staff's number in the place of the computed score, 0 to 100. */
  readonly score?: number;
}

/** Everything that an event is decided from. */
export interface EventFacts {
  /** Calendar time, in which messages are received too. */
  readonly atMs: number;
  readonly now: LocalTime;
  readonly calendar: BusinessCalendar;
  readonly calendarVersion: number;
  /** Sites of the organization or its children that are current today. */
  readonly currentSites: number;
  readonly queryOnly: boolean;
  /** Roles that have a contact, those of the form included. */
  readonly contactRoles: readonly ContactRole[];
  /** The plan with the form applied. */
  readonly plan: Plan;
  readonly queue: QueueInputs;
  /** Whether an update (a query, when query-only) since the case was opened was answered AA or AE in the realm asked. */
  readonly answered: boolean;
  readonly report?: SignableReport;
  /** Given doses of the review that are neither in production nor explained; absent until they were compared. */
  readonly missingDoses?: number;
  /** Id of the new case when the event opens one. */
  readonly newCaseId: string;
}
