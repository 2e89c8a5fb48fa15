import { type DateOnly, isNamedDay } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { isContactRole, isEmail, type NewContact } from "./contact.ts";
import type { CatchUp, Plan, PlanForm } from "./plan.ts";

const LIST_MAX = 50;
const TEXT_LENGTH_MAX = 4_000;
const LINE_LENGTH_MAX = 200;
const PER_DAY_MAX = 1_000_000;

/** Reads one field of the form; `undefined` when the value has another shape. */
type Reader<T> = (value: unknown) => T | undefined;

interface Field<T> {
  readonly read: Reader<T>;
  /** Said when the value has another shape. */
  readonly takes: string;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown, lengthMax: number = TEXT_LENGTH_MAX): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  // oxlint-disable-next-line no-control-regex -- a text may hold tabs and line ends, no other control character
  return text === "" || text.length > lengthMax || /[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)
    ? undefined
    : text;
}

function listOf<T>(value: unknown, read: Reader<T>): readonly T[] | undefined {
  if (!Array.isArray(value) || value.length > LIST_MAX) return undefined;
  const items = value.map((item) => read(item)).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}

function countOf(value: unknown): number | undefined {
  const isCount = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= PER_DAY_MAX;
  return isCount ? value : undefined;
}

function dayOf(value: unknown): DateOnly | undefined {
  return typeof value === "string" && isNamedDay(value) ? value : undefined;
}

function volumesOf(value: unknown): Plan["volumes"] {
  if (!isRecord(value)) return undefined;
  const [messagesPerDay, dosesPerDay] = [countOf(value["messagesPerDay"]), countOf(value["dosesPerDay"])];
  return messagesPerDay === undefined || dosesPerDay === undefined
    ? undefined
    : { messagesPerDay, dosesPerDay };
}

/** A text, a day, or both as `{how, on}`. */
function catchUpOf(value: unknown): CatchUp | undefined {
  const day = dayOf(value);
  if (day !== undefined)
    return { how: "Doses given during the review are sent again to production.", on: day, isAgreed: true };
  const text = textOf(value);
  if (text !== undefined) return { how: text, isAgreed: true };
  if (!isRecord(value)) return undefined;
  const [how, on] = [textOf(value["how"]), dayOf(value["on"])];
  if (how === undefined || (value["on"] !== undefined && on === undefined)) return undefined;
  return { how, ...(on !== undefined && { on }), isAgreed: true };
}

function contactOf(value: unknown): NewContact | undefined {
  if (!isRecord(value)) return undefined;
  const { role, email } = value;
  const name = textOf(value["name"], LINE_LENGTH_MAX);
  if (typeof role !== "string" || !isContactRole(role) || name === undefined) return undefined;
  return typeof email === "string" && isEmail(email) ? { role, name, email } : undefined;
}

function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (value) => words.find((word) => word === value);
}

const TEXTS: Reader<readonly string[]> = (value) => listOf(value, (item) => textOf(item, LINE_LENGTH_MAX));

/** The fields of the form, in the order of the operator's interface. */
const FIELDS: { readonly [Name in keyof PlanForm]-?: Field<NonNullable<PlanForm[Name]>> } = {
  resources: { read: TEXTS, takes: "a list of texts" },
  contacts: {
    read: (value) => listOf(value, contactOf),
    takes: "a list of {role, name, email}; role is technical, clinical, privacy or deputy",
  },
  volumes: { read: volumesOf, takes: "{messagesPerDay, dosesPerDay}, whole numbers" },
  dataKind: { read: oneOf("real", "test"), takes: "real or test" },
  transport: { read: oneOf("SOAP"), takes: "SOAP" },
  pd112Meaning: { read: oneOf("protect", "may-be-viewed"), takes: "protect or may-be-viewed" },
  capabilities: { read: TEXTS, takes: "a list of texts" },
  monitoringPlan: { read: (value) => textOf(value), takes: "a text" },
  catchUp: { read: catchUpOf, takes: "a text, a day YYYY-MM-DD, or {how, on}" },
  goLiveOn: { read: dayOf, takes: "a day, YYYY-MM-DD" },
};

/**
 * Read a plan form. Keys that begin with `//` are comments.
 *
 * @param text JSON of the operator's interface
 * @throws RefusedError `usage` with everything that is wrong with it
 */
export function readPlanForm(text: string): PlanForm {
  const form = parsed(text);
  const known = new Set<string>(Object.keys(FIELDS));
  const problems = Object.keys(form)
    .filter((key) => !key.startsWith("//") && !known.has(key))
    .map((key) => `${JSON.stringify(key)} is no field of it`);
  const field = <T>(name: string, { read, takes }: Field<T>): T | undefined => {
    const given = form[name];
    const value = given === undefined ? undefined : read(given);
    if (given !== undefined && value === undefined) problems.push(`${name} takes ${takes}`);
    return value;
  };
  const resources = field("resources", FIELDS.resources);
  const contacts = field("contacts", FIELDS.contacts);
  const volumes = field("volumes", FIELDS.volumes);
  const dataKind = field("dataKind", FIELDS.dataKind);
  const transport = field("transport", FIELDS.transport);
  const pd112Meaning = field("pd112Meaning", FIELDS.pd112Meaning);
  const capabilities = field("capabilities", FIELDS.capabilities);
  const monitoringPlan = field("monitoringPlan", FIELDS.monitoringPlan);
  const catchUp = field("catchUp", FIELDS.catchUp);
  const goLiveOn = field("goLiveOn", FIELDS.goLiveOn);
  if (problems.length > 0)
    throw new RefusedError(
      "usage",
      `The plan cannot be read: ${problems.join("; ")}. See docs/onboarding.md.`,
    );
  return {
    ...(resources !== undefined && { resources }),
    ...(contacts !== undefined && { contacts }),
    ...(volumes !== undefined && { volumes }),
    ...(dataKind !== undefined && { dataKind }),
    ...(transport !== undefined && { transport }),
    ...(pd112Meaning !== undefined && { pd112Meaning }),
    ...(capabilities !== undefined && { capabilities }),
    ...(monitoringPlan !== undefined && { monitoringPlan }),
    ...(catchUp !== undefined && { catchUp }),
    ...(goLiveOn !== undefined && { goLiveOn }),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // No JSON; said below.
  }
  throw new RefusedError("usage", "The plan is not a JSON object. docs/onboarding.md has one to fill in.");
}
