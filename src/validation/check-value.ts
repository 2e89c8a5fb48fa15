import type { CodeSets, TableCode } from "../codes/code-sets.ts";
import type { PrimitiveType } from "../immunization/profiles/profile.ts";
import { daysInMonth } from "../kernel/dates.ts";

const TIME = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const COUNT = /^\d+$/;

/** No person whose record is sent was born earlier; a year below is a typing error. */
const YEAR_MIN = 1850;

interface TimeParts {
  /** Digits before fraction and zone: 4 year … 14 second. */
  readonly digits: number;
  readonly hasZone: boolean;
}

function within(text: string | undefined, max: number): boolean {
  return text === undefined || Number(text) <= max;
}

const DAY = /^\d{8}$/;
const WHOLE_DAY: TimeParts = { digits: 8, hasZone: false };

/** A day alone, which most times are: read without the pattern of them all. */
function isDayAlone(text: string): boolean {
  const digits = Number(text);
  const [year, month, day] = [Math.floor(digits / 10_000), Math.floor(digits / 100) % 100, digits % 100];
  return year >= YEAR_MIN && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** @returns undefined when the text is no HL7 time, or no day or hour of any calendar */
function readTime(text: string): TimeParts | undefined {
  if (text === "") return undefined;
  if (DAY.test(text)) return isDayAlone(text) ? WHOLE_DAY : undefined;
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, year = "", month, day, hour, minute, second, zone] = match;
  if (Number(year) < YEAR_MIN) return undefined;
  if (month !== undefined && (month === "00" || Number(month) > 12)) return undefined;
  if (day !== undefined && (day === "00" || Number(day) > daysInMonth(Number(year), Number(month)))) {
    return undefined;
  }
  if (!within(hour, 23) || !within(minute, 59) || !within(second, 59)) return undefined;
  if (zone !== undefined && (!within(zone.slice(1, 3), 14) || !within(zone.slice(3), 59))) return undefined;
  const parts = [year, month, day, hour, minute, second].filter((part) => part !== undefined);
  return { digits: 2 + 2 * parts.length, hasZone: zone !== undefined };
}

/** `ok`; `form`: a real day, but not in the form the type asks for; `bad`: nothing that can be used. */
export type ValueVerdict = "ok" | "form" | "bad";

type TimeRule = (time: TimeParts) => ValueVerdict;

const TIME_RULES: Partial<Readonly<Record<PrimitiveType, TimeRule>>> = {
  TS_Z: ({ digits, hasZone }) => (digits === 14 && hasZone ? "ok" : digits >= 8 ? "form" : "bad"),
  TS_NZ: ({ digits, hasZone }) => (digits < 8 ? "bad" : hasZone ? "form" : "ok"),
  TS_M: ({ digits, hasZone }) =>
    (digits === 6 || digits === 8) && !hasZone ? "ok" : digits >= 6 ? "form" : "bad",
  DT_D: ({ digits, hasZone }) => (digits < 8 ? "bad" : digits === 8 && !hasZone ? "ok" : "form"),
  DT: ({ digits, hasZone }) => (digits <= 8 && !hasZone ? "ok" : "form"),
  TS: () => "ok",
};

/** @returns whether values of the type are dates or times */
export function isTimeType(type: PrimitiveType): boolean {
  return TIME_RULES[type] !== undefined;
}

/** @returns whether values of the type are numbers */
export function isNumberType(type: PrimitiveType): boolean {
  return type === "NM" || type === "SI";
}

/** Judges the form of one valued leaf; dates against the calendar, which the guide's patterns are not. */
export function judgeValue(type: PrimitiveType, text: string): ValueVerdict {
  if (type === "NM") return NUMBER.test(text) ? "ok" : "bad";
  if (type === "SI") return COUNT.test(text) ? "ok" : "bad";
  const rule = TIME_RULES[type];
  if (rule === undefined) return "ok";
  const time = readTime(text);
  return time === undefined ? "bad" : rule(time);
}

/** @returns whether the text begins with a real day, `YYYYMMDD` */
export function isRealDay(text: string): boolean {
  const time = readTime(text);
  return time !== undefined && time.digits >= 8;
}

/** How a code stands to the tables of its place. */
export type CodeVerdict =
  | { readonly kind: "guide" | "known"; readonly systems: readonly string[] }
  | { readonly kind: "mapped"; readonly code: string; readonly name: string; readonly system: string }
  | { readonly kind: "unknown" };

const UNKNOWN: CodeVerdict = { kind: "unknown" };
const MVX_CODE: CodeVerdict = { kind: "guide", systems: ["MVX"] };
const CVX_CODE: CodeVerdict = { kind: "guide", systems: ["CVX"] };

function mapped(codes: CodeSets, tables: readonly string[], row: TableCode): CodeVerdict {
  const target = tables
    .map((table) => codes.tables.get(table)?.get(row.mapsTo))
    .find((found) => found?.standing === "guide");
  return target === undefined
    ? UNKNOWN
    : { kind: "mapped", code: target.code, name: target.name, system: target.system };
}

/**
 * Tables whose HL7 and later codes are understood although the guide's value set is narrower. In every other table only the
 * guide's codes are known.
 */
const OPEN_TABLES: ReadonlySet<string> = new Set([
  "HL70004",
  "HL70063",
  "HL70064",
  "HL70163",
  "HL70190",
  "HL70200",
  "HL70201",
  "HL70202",
  "HL70203",
  "HL70215",
  "PHVS_ImmunizationFundingSource_IIS",
  "PHVS_SerologicalEvidenceOfImmunity_IIS",
]);

/** @returns whether codes beyond the guide's value set are understood */
export function isOpenTable(table: string | undefined): boolean {
  return table !== undefined && OPEN_TABLES.has(table);
}

function judgeIn(codes: CodeSets, tables: readonly string[], table: string, code: string): CodeVerdict {
  const row = codes.tables.get(table)?.get(code);
  if (row === undefined) return UNKNOWN;
  if (row.standing === "invalid") return UNKNOWN;
  if (row.standing === "guide" && table === tables[0]) return { kind: "guide", systems: [row.system, table] };
  if (row.mapsTo !== "") return mapped(codes, tables, row);
  return row.standing === "known" && isOpenTable(table)
    ? { kind: "known", systems: [row.system, table] }
    : UNKNOWN;
}

/**
 * Looks a code up in the tables of its place, in order. A code of the second table, a retired one and one below the level of
 * the guide count by the code of the first table that they mean.
 */
export function judgeCode(codes: CodeSets, tables: readonly string[], code: string): CodeVerdict {
  for (const table of tables) {
    if (table === "MVX") return codes.mvx.has(code) ? MVX_CODE : UNKNOWN;
    if (table === "CVX") return codes.cvx.has(code) ? CVX_CODE : UNKNOWN;
    const verdict = judgeIn(codes, tables, table, code);
    if (verdict.kind !== "unknown") return verdict;
  }
  return UNKNOWN;
}
