import type { Day } from "./day.ts";
import type { Gender } from "./schedule/schedule.ts";

/** A vaccine dose administered (Logic Specification 4.6, table A-7). */
export interface AdministeredDose {
  /** The caller's name for the dose; not interpreted. */
  readonly id: string;
  readonly day: Day;
  readonly cvx: string;
  /** Undefined when unknown: then the trade name is not compared (table 6-26). */
  readonly mvx: string | undefined;
  /** The last day of use of the lot (rule CALCDTLOTEXP-1). */
  readonly expires: Day | undefined;
  /** The dose condition flag of table 6-3: recalled, sub-potent, wrongly stored. */
  readonly isSubstandard: boolean;
}

/** An active patient observation or adverse reaction by CDC's observation code. */
export interface PatientObservation {
  readonly code: string;
  readonly day: Day | undefined;
}

/** What is known of one patient. */
export interface Patient {
  readonly born: Day;
  readonly gender: Gender;
  readonly countryOfBirth: string | undefined;
  readonly doses: readonly AdministeredDose[];
  readonly observations: readonly PatientObservation[];
}
