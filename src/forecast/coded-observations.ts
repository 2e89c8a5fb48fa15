import type { CodedObservation, Schedule } from "./schedule/schedule.ts";

/** Something said of a patient in the codes of a message. */
export interface SaidObservation {
  readonly code: string;
  /** `SCT`, `CDCPHINVS` or `CVX` as HL7 table 0396 names code systems. */
  readonly system: string;
  /** CVX of the vaccine that it was said with; empty when of none. */
  readonly vaccines: readonly string[];
}

/** HL7's name of a code system → CDC's. */
const SYSTEMS: Readonly<Record<string, string>> = {
  SCT: "SNOMED",
  SNOMED: "SNOMED",
  CDCPHINVS: "CDCPHINVS",
  CVX: "CVX",
};

function names(observation: CodedObservation, code: string, system: string): boolean {
  return observation.values.some((value) => value.code === code && value.system === system);
}

/**
 * CDC's observation codes for something said. A code that several observations share, such as an allergy to "this vaccine",
 * stands for those of them that name the vaccine it was said with; said with none it is not guessed.
 */
export function observationCodes(schedule: Schedule, said: SaidObservation): readonly string[] {
  const system = SYSTEMS[said.system];
  if (system === undefined) return [];
  const found = [...schedule.observations.values()].filter((one) => names(one, said.code, system));
  if (found.length <= 1) return found.map((one) => one.code);
  return found.filter((one) => said.vaccines.some((cvx) => names(one, cvx, "CVX"))).map((one) => one.code);
}
