import { type Day, parseIsoDay } from "./day.ts";
import type { AdministeredDose, Patient, PatientObservation } from "./patient.ts";
import type { Gender } from "./schedule/schedule.ts";

/** What one forecast may be asked for: far more than a person has. */
export const PATIENT_LIMITS = { dosesMax: 500, observationsMax: 500, textLengthMax: 100 } as const;

/** A patient as a file gives it, or what is wrong with the file, each problem with its place. */
export type PatientRead =
  | { readonly kind: "patient"; readonly patient: Patient; readonly assessment: Day | undefined }
  | { readonly kind: "bad"; readonly problems: readonly string[] };

const GENDERS: Readonly<Record<string, Gender>> = { F: "Female", M: "Male", T: "Transgender" };

/** The members of a JSON object; none of anything else. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

class Reader {
  readonly problems: string[] = [];

  day(value: unknown, place: string): Day | undefined {
    const parsed = typeof value === "string" ? parseIsoDay(value) : undefined;
    if (parsed === undefined) this.problems.push(`${place} must be a day, YYYY-MM-DD`);
    return parsed;
  }

  optionalDay(value: unknown, place: string): Day | undefined {
    return value === undefined || value === null ? undefined : this.day(value, place);
  }

  text(value: unknown, place: string): string {
    const isText = typeof value === "string" && value !== "" && value.length <= PATIENT_LIMITS.textLengthMax;
    if (!isText)
      this.problems.push(`${place} must be a text of 1 to ${PATIENT_LIMITS.textLengthMax} characters`);
    return isText ? value : "";
  }

  optionalText(value: unknown, place: string): string | undefined {
    return value === undefined || value === null || value === "" ? undefined : this.text(value, place);
  }

  list(value: unknown, place: string, lengthMax: number): readonly unknown[] {
    if (value === undefined) return [];
    if (Array.isArray(value) && value.length <= lengthMax) return value;
    this.problems.push(`${place} must be a list of at most ${lengthMax}`);
    return [];
  }
}

function readDose(reader: Reader, value: unknown, index: number): AdministeredDose {
  const members = membersOf(value);
  const place = `doses[${index}]`;
  return {
    id: reader.optionalText(members.get("id"), `${place}.id`) ?? `${index + 1}`,
    day: reader.day(members.get("date"), `${place}.date`) ?? 0,
    cvx: reader.text(members.get("cvx"), `${place}.cvx`),
    mvx: reader.optionalText(members.get("mvx"), `${place}.mvx`),
    expires: reader.optionalDay(members.get("expires"), `${place}.expires`),
    isSubstandard: members.get("substandard") === true,
  };
}

function readObservation(reader: Reader, value: unknown, index: number): PatientObservation {
  const members = membersOf(value);
  const place = `observations[${index}]`;
  return {
    code: reader.text(members.get("code"), `${place}.code`),
    day: reader.optionalDay(members.get("date"), `${place}.date`),
  };
}

/**
 * Reads `{birthDate, gender?, countryOfBirth?, assessmentDate?, doses?: [{date, cvx, mvx?, expires?, substandard?, id?}],
 * observations?: [{code, date?}]}`; observation codes are CDC's.
 */
export function readPatientJson(value: unknown): PatientRead {
  const reader = new Reader();
  const members = membersOf(value);
  const born = reader.day(members.get("birthDate"), "birthDate");
  const assessment = reader.optionalDay(members.get("assessmentDate"), "assessmentDate");
  const gender = reader.optionalText(members.get("gender"), "gender") ?? "";
  const patient: Patient = {
    born: born ?? 0,
    gender: GENDERS[gender.slice(0, 1).toUpperCase()] ?? "Unknown",
    countryOfBirth: reader.optionalText(members.get("countryOfBirth"), "countryOfBirth"),
    doses: reader
      .list(members.get("doses"), "doses", PATIENT_LIMITS.dosesMax)
      .map((dose, index) => readDose(reader, dose, index)),
    observations: reader
      .list(members.get("observations"), "observations", PATIENT_LIMITS.observationsMax)
      .map((observation, index) => readObservation(reader, observation, index)),
  };
  if (reader.problems.length > 0) return { kind: "bad", problems: reader.problems };
  return { kind: "patient", patient, assessment };
}
