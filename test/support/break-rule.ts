import type { CodeSets } from "../../src/codes/code-sets.ts";
import type { ComponentCondition, ComponentRow, FieldRow } from "../../src/immunization/profiles/profile.ts";
import type { Rule } from "../../src/validation/rule.ts";
import type { CompiledComponent, RuleBook } from "../../src/validation/rule-book.ts";
import type { DefectKind } from "../../src/validation/rule-kinds.ts";
import { editMessage } from "./edit-message.ts";

/** One place in ER7 text; component and subcomponent of the first repetition. */
export interface TextPlace {
  readonly segment: string;
  readonly occurrence?: number;
  readonly field: number;
  readonly component?: number;
  readonly subcomponent?: number;
}

/** A rule of a profile row, with what a test needs to break it. */
export interface RowRule {
  readonly rule: Rule;
  readonly kind: DefectKind;
  readonly row: FieldRow | ComponentRow;
  readonly place: TextPlace;
}

/** The field of a segment as text. */
export function fieldText(er7: string, { segment, occurrence = 1, field }: TextPlace): string {
  const line = er7.split("\r").filter((text) => text.startsWith(`${segment}|`))[occurrence - 1] ?? "";
  return line.split("|")[segment === "MSH" ? field - 1 : field] ?? "";
}

function withPart(text: string, separator: string, number: number, value: string): string {
  const parts = text.split(separator);
  while (parts.length < number) parts.push("");
  parts[number - 1] = value;
  return parts.join(separator);
}

/** The message with one place replaced, however deep. */
export function setPlace(er7: string, place: TextPlace, value: string): string {
  const { segment, occurrence = 1, field, component, subcomponent } = place;
  const [first = "", ...others] = fieldText(er7, place).split("~");
  const leaf =
    component === undefined || subcomponent === undefined
      ? value
      : withPart(first.split("^")[component - 1] ?? "", "&", subcomponent, value);
  const repetition = component === undefined ? leaf : withPart(first, "^", component, leaf);
  const whole = component === undefined ? repetition : [repetition, ...others].join("~");
  return editMessage(er7, [{ segment, occurrence, field, value: whole }]);
}

function partRules(parts: readonly CompiledComponent[] | undefined, at: TextPlace): readonly RowRule[] {
  return (parts ?? []).flatMap((part) => {
    const place =
      at.component === undefined
        ? { ...at, component: part.row.component }
        : { ...at, subcomponent: part.row.component };
    return rulesOf(part.rules, part.row, place).concat(partRules(part.parts, place));
  });
}

function rulesOf(
  rules: CompiledComponent["rules"],
  row: FieldRow | ComponentRow,
  place: TextPlace,
): readonly RowRule[] {
  return Object.entries(rules).map(([kind, rule]) => ({ rule, kind: kind as DefectKind, row, place }));
}

/** Every rule that a row of the profile makes. */
export function rowRules(book: RuleBook): readonly RowRule[] {
  return [...book.segments].flatMap(([segment, { fields }]) =>
    fields.flatMap((field) => {
      const place = { segment, field: field.row.field };
      return [...rulesOf(field.rules, field.row, place), ...partRules(field.parts, place)];
    }),
  );
}

const TIMES: Readonly<Record<string, { readonly bad: string; readonly edge: string }>> = {
  TS_Z: { bad: "20260114093012", edge: "20240229235959.1234+1400" },
  TS_NZ: { bad: "20240309-0600", edge: "202402292359" },
  TS_M: { bad: "2027093012", edge: "202702" },
  DT_D: { bad: "202601141200", edge: "20240229" },
  DT: { bad: "202601141200", edge: "2024" },
};

function codesStanding(codes: CodeSets, table: string | undefined, standing: string): readonly string[] {
  const rows = [...(codes.tables.get(table ?? "")?.values() ?? [])];
  return rows.filter((row) => row.standing === standing && row.mapsTo === "").map(({ code }) => code);
}

function guideCodes(codes: CodeSets, table: string | undefined): readonly string[] {
  if (table === "MVX") return [...codes.mvx.keys()];
  const rows = [...(codes.tables.get(table ?? "")?.values() ?? [])];
  return rows.filter((row) => row.standing === "guide").map(({ code }) => code);
}

function mappedCode(codes: CodeSets, tables: readonly string[]): string {
  return (
    tables
      .flatMap((table) => [...(codes.tables.get(table)?.values() ?? [])])
      .find((row) => row.mapsTo !== "" && row.standing !== "guide")?.code ??
    [...(codes.tables.get(tables[1] ?? "")?.values() ?? [])].find((row) => row.mapsTo !== "")?.code ??
    ""
  );
}

/** A value that breaks the rule, and the nearest one that does not. */
export interface Breaking {
  readonly bad: string;
  readonly edge: string;
}

type Breaker = (rule: RowRule, current: string, codes: CodeSets) => Breaking;

const PATTERN_EDGES = ["1.2", "218", "5550142", "1"];
const PATTERN_BREAKERS = ["0", "12", "a.b"];

const BREAKERS: Readonly<Record<DefectKind, Breaker>> = {
  missing: () => ({ bad: "", edge: "0" }),
  forbidden: () => ({ bad: "X", edge: "" }),
  contradicts: ({ place }, current) => ({
    bad: place.component === undefined && current !== "" ? current : "7",
    edge: "",
  }),
  repeated: (_rule, current) => ({ bad: `${current}~${current}`, edge: `${current}~` }),
  number: () => ({ bad: "1a", edge: "0" }),
  date: ({ row }) => ({ bad: "20260230", edge: TIMES[row.type]?.edge ?? "2024" }),
  form: ({ row }) => TIMES[row.type] ?? { bad: "", edge: "" },
  length: ({ row: { lengthMax = 0 } }) => ({ bad: "1".repeat(lengthMax + 1), edge: "1".repeat(lengthMax) }),
  format: ({ row: { form: { pattern } = { pattern: /$/ } } }) => ({
    bad: PATTERN_BREAKERS.find((text) => !pattern.test(text)) ?? "",
    edge: PATTERN_EDGES.find((text) => pattern.test(text)) ?? "",
  }),
  value: ({ row: { values = [] } }) => ({ bad: "9", edge: values[0] ?? "" }),
  code: ({ row: { tables = [], values } }, _current, codes) => ({
    bad: "ZZZ",
    edge: values?.at(-1) ?? guideCodes(codes, tables[0]).at(-1) ?? "",
  }),
  outside: ({ row: { tables = [] } }, _current, codes) => ({
    bad: codesStanding(codes, tables[0], "known").at(0) ?? "",
    edge: guideCodes(codes, tables[0]).at(0) ?? "",
  }),
  mapped: ({ row: { tables = [] } }, _current, codes) => ({
    bad: mappedCode(codes, tables),
    edge: guideCodes(codes, tables[0]).at(0) ?? "",
  }),
  system: () => ({ bad: "L", edge: "" }),
};

/** Where the value goes: a code into component 1 of a coded element, its system into component 3. */
export function placeOfBreak({ kind, row, place }: RowRule): TextPlace {
  if (kind === "system") return { ...place, component: 3 };
  const isCoded = row.type === "CE" || row.type === "CWE";
  return isCoded && (kind === "code" || kind === "outside" || kind === "mapped")
    ? { ...place, component: 1 }
    : place;
}

/** Places whose text the reader itself depends on. */
const OWN_VALUES: Readonly<Record<string, Breaking>> = {
  "MSH-2-MISSING": { bad: "", edge: "^~\\&" },
  "MSH-2-VALUE": { bad: "^~\\&#", edge: "^~\\&" },
};

/** How to break one rule of a row, given what stands there in a clean message. */
export function breaking(rule: RowRule, er7: string, codes: CodeSets): Breaking {
  return OWN_VALUES[rule.rule.id] ?? BREAKERS[rule.kind](rule, fieldText(er7, rule.place), codes);
}

/** A value of the sibling component with which the condition is (not) met. */
function valueFor(condition: ComponentCondition, isMet: boolean): string {
  if (condition.is !== undefined) return (condition.is === "valued") === isMet ? "1.2" : "";
  return (condition.in === undefined) === isMet ? "PRN" : "NET";
}

/** The message in which the usage of a component with a condition is the one that the rule is about. */
export function underCondition(er7: string, { kind, row, place }: RowRule): string {
  if (!("component" in row) || typeof row.usage === "string") return er7;
  const { usage } = row;
  const isMet =
    kind === "missing" ? usage.yes === "R" : kind === "contradicts" ? usage.yes === "X" : usage.yes !== "X";
  const { component } = usage.if;
  const sibling =
    place.subcomponent === undefined ? { ...place, component } : { ...place, subcomponent: component };
  return setPlace(er7, sibling, valueFor(usage.if, isMet));
}

/** Empties a place but not what it is part of, which would then be missing as a whole. */
export function emptied(er7: string, place: TextPlace): string {
  const text = setPlace(er7, place, "");
  const { component, subcomponent } = place;
  if (component === undefined) return text;
  const [first = ""] = fieldText(text, place).split("~");
  if (subcomponent !== undefined) {
    const isWhole = (first.split("^")[component - 1] ?? "").replaceAll("&", "") === "";
    return isWhole ? setPlace(text, { ...place, subcomponent: subcomponent + 1 }, "van") : text;
  }
  return first.replaceAll(/[\^&]/g, "") === ""
    ? setPlace(text, { ...place, component: component + 1 }, "1")
    : text;
}
