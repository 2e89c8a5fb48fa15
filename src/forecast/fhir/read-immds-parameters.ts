import { type Day, parseIsoDay } from "../day.ts";
import type { AdministeredDose, Patient } from "../patient.ts";
import { PATIENT_LIMITS } from "../read-patient-json.ts";
import type { Gender } from "../schedule/schedule.ts";
import type { Issue } from "./operation-outcome.ts";

const CVX_SYSTEM = "http://hl7.org/fhir/sid/cvx";
const MVX_SYSTEM = "http://hl7.org/fhir/sid/mvx";

/** FHIR `id`; anything else is not repeated in an answer. */
const ID = /^[A-Za-z0-9.-]{1,64}$/;

/** What `$immds-forecast` was asked. */
export interface ImmdsRequest {
  /** Patient.id; undefined when the request gave none. */
  readonly patientId: string | undefined;
  readonly patient: Patient;
  readonly assessment: Day;
}

export type ImmdsRead =
  | { readonly kind: "request"; readonly request: ImmdsRequest }
  | { readonly kind: "bad"; readonly issues: readonly Issue[] };

type Members = ReadonlyMap<string, unknown>;

function membersOf(value: unknown): Members {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= PATIENT_LIMITS.textLengthMax
    ? value
    : undefined;
}

/** The day of a FHIR `date` or `dateTime` of day precision or finer. */
function dayOfDateTime(value: unknown): Day | undefined {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(value)
    ? parseIsoDay(value.slice(0, 10))
    : undefined;
}

function issue(code: Issue["code"], diagnostics: string, expression: string): Issue {
  return { severity: "error", code, diagnostics, expression: [expression] };
}

/** The code of one system in a CodeableConcept. */
function codeIn(concept: unknown, system: string): string | undefined {
  const coding = listOf(membersOf(concept).get("coding"))
    .map(membersOf)
    .find((one) => one.get("system") === system);
  return textOf(coding?.get("code"));
}

function manufacturerOf(immunization: Members): string | undefined {
  const identifier = membersOf(membersOf(immunization.get("manufacturer")).get("identifier"));
  return identifier.get("system") === MVX_SYSTEM ? textOf(identifier.get("value")) : undefined;
}

/** FHIR Patient.gender says the administrative gender. */
const GENDERS: Readonly<Record<string, Gender>> = { female: "Female", male: "Male" };

interface Collected {
  readonly issues: Issue[];
  readonly doses: AdministeredDose[];
}

function readImmunization(value: unknown, place: string, { issues, doses }: Collected): void {
  const members = membersOf(value);
  if (members.get("resourceType") !== "Immunization") {
    issues.push(issue("invalid", "The parameter immunization must hold an Immunization.", place));
    return;
  }
  // What was not done, or entered in error, is no dose.
  if (members.get("status") !== "completed") return;
  const day = dayOfDateTime(members.get("occurrenceDateTime"));
  const cvx = codeIn(members.get("vaccineCode"), CVX_SYSTEM);
  if (day === undefined)
    issues.push(issue("value", "occurrenceDateTime must name a day.", `${place}.occurrenceDateTime`));
  if (cvx === undefined)
    issues.push(issue("required", `vaccineCode needs a coding of ${CVX_SYSTEM}.`, `${place}.vaccineCode`));
  if (day === undefined || cvx === undefined) return;
  const id = textOf(members.get("id"));
  doses.push({
    id: id !== undefined && ID.test(id) ? id : `immunization-${doses.length + 1}`,
    day,
    cvx,
    mvx: manufacturerOf(members),
    expires: dayOfDateTime(members.get("expirationDate")),
    isSubstandard: members.get("isSubpotent") === true,
  });
}

interface Named {
  readonly name: unknown;
  readonly members: Members;
  readonly place: string;
}

/** The parameters of a name; reports when there are fewer or more than the operation takes. */
function exactlyOne(name: string, all: readonly Named[], issues: Issue[]): Named | undefined {
  const found = all.filter((one) => one.name === name);
  if (found.length !== 1)
    issues.push(
      issue("required", `There must be one parameter ${name}, not ${found.length}.`, "Parameters.parameter"),
    );
  return found.length === 1 ? found[0] : undefined;
}

function readPatient(
  named: Named | undefined,
  issues: Issue[],
): { readonly members: Members; readonly born: Day } {
  const members = membersOf(named?.members.get("resource"));
  const born = dayOfDateTime(members.get("birthDate"));
  if (named !== undefined && members.get("resourceType") !== "Patient")
    issues.push(issue("invalid", "The parameter patient must hold a Patient.", `${named.place}.resource`));
  else if (named !== undefined && born === undefined)
    issues.push(issue("required", "birthDate must name a day.", `${named.place}.resource.birthDate`));
  return { members, born: born ?? 0 };
}

/**
 * Reads the Parameters of `$immds-forecast` (ImmDS 1.0.0, FHIR R4): assessmentDate 1..1, patient 1..1, immunization 0..*.
 * Other parameters are left unread.
 */
export function readImmdsParameters(body: unknown): ImmdsRead {
  const root = membersOf(body);
  if (root.get("resourceType") !== "Parameters")
    return {
      kind: "bad",
      issues: [issue("invalid", "The body must be a FHIR Parameters resource.", "Parameters")],
    };
  const parameters = listOf(root.get("parameter"));
  if (parameters.length > PATIENT_LIMITS.dosesMax) {
    const diagnostics = `There are more than ${PATIENT_LIMITS.dosesMax} parameters.`;
    return { kind: "bad", issues: [issue("too-costly", diagnostics, "Parameters.parameter")] };
  }
  const all = parameters.map((parameter, index): Named => {
    const members = membersOf(parameter);
    return { name: members.get("name"), members, place: `Parameters.parameter[${index}]` };
  });
  const collected: Collected = { issues: [], doses: [] };
  const { issues, doses } = collected;
  const date = exactlyOne("assessmentDate", all, issues);
  const assessment = dayOfDateTime(date?.members.get("valueDate"));
  if (date !== undefined && assessment === undefined)
    issues.push(issue("value", "assessmentDate must be a valueDate that names a day.", date.place));
  const { members, born } = readPatient(exactlyOne("patient", all, issues), issues);
  for (const { name, members: one, place } of all)
    if (name === "immunization") readImmunization(one.get("resource"), `${place}.resource`, collected);
  if (issues.length > 0 || assessment === undefined) return { kind: "bad", issues };
  const id = textOf(members.get("id"));
  const patient: Patient = {
    born,
    gender: GENDERS[String(members.get("gender"))] ?? "Unknown",
    countryOfBirth: undefined,
    doses,
    observations: [],
  };
  return {
    kind: "request",
    request: { patientId: id !== undefined && ID.test(id) ? id : undefined, patient, assessment },
  };
}
