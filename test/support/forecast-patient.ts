import { type Day, parseIsoDay } from "../../src/forecast/day.ts";
import type { AdministeredDose, Patient } from "../../src/forecast/patient.ts";

/** The day of an ISO date. */
export function day(iso: string): Day {
  const parsed = parseIsoDay(iso);
  if (parsed === undefined) throw new RangeError(`${iso} is no day`);
  return parsed;
}

/** A dose that nothing is wrong with, named by its day. */
export function dose(iso: string, cvx: string, rest: Partial<AdministeredDose> = {}): AdministeredDose {
  return { id: iso, day: day(iso), cvx, mvx: undefined, expires: undefined, isSubstandard: false, ...rest };
}

/** A patient of unknown gender without observations. */
export function patient(
  born: string,
  doses: readonly AdministeredDose[] = [],
  rest: Partial<Patient> = {},
): Patient {
  return { born: day(born), gender: "Unknown", countryOfBirth: undefined, doses, observations: [], ...rest };
}
