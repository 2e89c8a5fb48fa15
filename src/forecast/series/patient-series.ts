import type { Day } from "../day.ts";
import type { AdministeredDose, Patient } from "../patient.ts";
import type { AntigenSeries, Schedule, SeriesDose } from "../schedule/schedule.ts";
import type { Trace } from "../trace.ts";

/** Table 3-1. */
export type EvaluationStatus = "Valid" | "Not Valid" | "Extraneous" | "Sub-standard";

/** Table 3-2. */
export type TargetDoseStatus = "Not Satisfied" | "Satisfied" | "Skipped";

/** Table 3-3. */
export type PatientSeriesStatus =
  | "Not Complete"
  | "Complete"
  | "Immune"
  | "Contraindicated"
  | "Not Recommended"
  | "Aged Out";

/** Why a dose was judged as it was, in the words of chapter 6. */
export type EvaluationReason =
  | "Expired lot"
  | "Dose condition"
  | "Inadvertent Administration"
  | "Too young"
  | "Too old"
  | "Grace period"
  | "Too soon"
  | "Vaccine conflict"
  | "Not a preferable or allowable vaccine"
  | "Series already complete";

export interface DoseEvaluation {
  readonly dose: AdministeredDose;
  readonly status: EvaluationStatus;
  readonly reasons: readonly EvaluationReason[];
  /** The target dose it was judged against; undefined when none was left. */
  readonly target: SeriesDose | undefined;
}

/** A target dose of one patient. Its status changes while the series is evaluated. */
export interface TargetDose {
  readonly seriesDose: SeriesDose;
  status: TargetDoseStatus;
  satisfiedBy: AdministeredDose | undefined;
}

/** What stays the same while one patient is evaluated. */
export interface PatientContext {
  readonly schedule: Schedule;
  readonly patient: Patient;
  /** All doses in date order. */
  readonly doses: readonly AdministeredDose[];
  /** Observation code → its day, the most recent. */
  readonly observations: ReadonlyMap<string, Day | undefined>;
  readonly assessment: Day;
}

/** A relevant patient series (chapter 5) with what its evaluation found so far. */
export interface PatientSeries {
  readonly context: PatientContext;
  readonly series: AntigenSeries;
  /** The antigen administered records of section 4.2, in date order. */
  readonly records: readonly AdministeredDose[];
  /** Recurring doses add to it. */
  readonly targets: TargetDose[];
  /** In the order of the records. */
  readonly evaluations: DoseEvaluation[];
  readonly evaluationOf: Map<AdministeredDose, DoseEvaluation>;
  /** Series groups of the antigen that are complete, for the condition of table 6-7. */
  readonly completedGroups: ReadonlySet<string>;
  readonly trace: Trace | undefined;
}

/** A target dose that nothing satisfied yet. */
export function newTarget(seriesDose: SeriesDose): TargetDose {
  return { seriesDose, status: "Not Satisfied", satisfiedBy: undefined };
}

/** The first target dose that is neither satisfied nor skipped. */
export function nextTarget(series: PatientSeries): TargetDose | undefined {
  return series.targets.find((target) => target.status === "Not Satisfied");
}

/** The number of valid doses (rule SELECTB-21). */
export function satisfiedCount(series: PatientSeries): number {
  return series.targets.filter((target) => target.status === "Satisfied").length;
}
