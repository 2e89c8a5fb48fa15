import type { DateOnly } from "../../kernel/dates.ts";
import type { ConsolidationRuleId } from "./consolidation-rules.ts";
import type { ReportKind } from "./vaccination-report.ts";

/** Something a person should look at; never a reason to leave a dose out. */
export type EventFlag = "same-day-conflict" | "near-date" | "review";

/** A source record in an event and the rule that put it there. */
export interface EventMember {
  readonly reportId: string;
  /** `only` for the record the event is made of. */
  readonly rule: ConsolidationRuleId | "only";
}

/** Descriptive fields that may come from another report than the best one. */
export type FillableField = "lot" | "expires" | "manufacturer" | "route" | "bodySite" | "amount";

/** One vaccination of a person as the registry sees it: computed from its source records, never edited. Plain JSON. */
export interface VaccinationEvent {
  /** Stable over recomputation; ORC-3 of what we send. */
  readonly id: string;
  readonly kind: ReportKind;
  readonly date: DateOnly;
  /** The best report's CVX, `""` when its code is in no table. */
  readonly cvx: string;
  /** CVX that name the vaccine groups; empty for a statement. */
  readonly groups: readonly string[];
  /** The record whose content is sent and shown. */
  readonly bestReportId: string;
  /** All records of the event, best first. */
  readonly members: readonly [EventMember, ...EventMember[]];
  /** Where the best report was silent: the record each value comes from. */
  readonly filled: Readonly<Partial<Record<FillableField, string>>>;
  readonly flags: readonly EventFlag[];
}

/** What of the last computation is needed to keep the ids. */
export type PreviousEvent = Pick<VaccinationEvent, "id" | "bestReportId"> & {
  readonly members: readonly Pick<EventMember, "reportId">[];
};
