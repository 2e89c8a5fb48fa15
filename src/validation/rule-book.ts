import { DATA_TYPES } from "../immunization/profiles/data-types.ts";
import type {
  ComponentCondition,
  ComponentRow,
  CompositeType,
  Conditional,
  DataType,
  FieldRow,
  GroupElement,
  PrimitiveType,
  Profile,
  SegmentElement,
  SegmentRow,
  StructureElement,
  Usage,
} from "../immunization/profiles/profile.ts";
import { isNumberType, isOpenTable, isTimeType } from "./check-value.ts";
import { defaultCost } from "./default-loss.ts";
import { firstOf, opensGroup } from "./place-segments.ts";
import type { Rule, RuleChange } from "./rule.ts";
import { RULE_CHANGES, TOLERATED } from "./rule-changes.ts";
import { DEFECT_KINDS, type DefectKind } from "./rule-kinds.ts";
import { conditionText, outcomeText, timeForm } from "./rule-text.ts";

/** The rules of one place by what is wrong; a kind without a rule cannot occur there or is tolerated. */
export type PlaceRules = Readonly<Partial<Record<DefectKind, Rule>>>;

/** One component as the engine walks it. */
export interface CompiledComponent {
  readonly row: ComponentRow;
  readonly rules: PlaceRules;
  /** Undefined for a primitive. */
  readonly parts: readonly CompiledComponent[] | undefined;
}

export interface CompiledField {
  readonly row: FieldRow;
  readonly rules: PlaceRules;
  readonly parts: readonly CompiledComponent[] | undefined;
}

export interface CompiledSegment {
  readonly row: SegmentRow;
  readonly fields: readonly CompiledField[];
}

/** Rules about a segment as a whole; one that cannot be broken is not there. */
export type SegmentRules = Readonly<Partial<Record<SegmentDefect, Rule>>>;

type SegmentDefect = "missing" | "sequence" | "repeated";

/** A profile with its rules made, ready for the engine and for the rule reference. */
export interface RuleBook {
  readonly profile: Profile;
  readonly segments: ReadonlyMap<string, CompiledSegment>;
  readonly segmentRules: ReadonlyMap<string, SegmentRules>;
  /** Every rule above, in the order of the profile. */
  readonly rules: readonly Rule[];
}

/** @returns the components of a composite type, undefined for a primitive */
function componentsOf(type: DataType): readonly ComponentRow[] | undefined {
  return isComposite(type) ? DATA_TYPES[type] : undefined;
}

function isComposite(type: DataType): type is CompositeType {
  return type in DATA_TYPES;
}

interface Place {
  readonly segment: SegmentRow;
  /** `PID-5.2`. */
  readonly label: string;
  readonly name: string;
  readonly required: boolean;
  /** 0 the field itself. */
  readonly component: number;
  readonly isNested: boolean;
  readonly row: FieldRow | ComponentRow;
  readonly isQuery: boolean;
}

/** Usages a place can have. */
function usagesOf(usage: Usage | Conditional<unknown>): readonly Usage[] {
  return typeof usage === "string" ? [usage] : [usage.yes, usage.no];
}

function conditionOf(usage: Usage | Conditional<string | ComponentCondition>): string {
  if (typeof usage === "string") return "";
  return typeof usage.if === "string" ? usage.if : conditionText(usage.if);
}

function primitiveOf(type: DataType): PrimitiveType | undefined {
  return isComposite(type) ? undefined : type;
}

/** Kinds of defect that the row can find. */
function kindsOf(row: FieldRow | ComponentRow): readonly DefectKind[] {
  const usages = usagesOf(row.usage);
  const type = primitiveOf(row.type);
  const isTime = type !== undefined && isTimeType(type);
  // Where a table or a list says what may stand here, nothing else is asked.
  const isFree = row.values === undefined && row.tables === undefined;
  const found: readonly (readonly [DefectKind, boolean])[] = [
    ["missing", usages.includes("R")],
    ["forbidden", row.usage === "X"],
    ["contradicts", row.usage !== "X" && usages.includes("X")],
    ["repeated", "field" in row && (row.max ?? 1) === 1 && row.usage !== "X"],
    ["number", isFree && type !== undefined && isNumberType(type)],
    ["date", isTime],
    ["form", isTime && type !== "TS"],
    ["length", isFree && row.lengthMax !== undefined],
    ["format", row.form !== undefined],
    ["value", row.values !== undefined && row.tables === undefined],
    ["code", row.tables !== undefined],
    ["outside", isOpenTable(row.tables?.[0])],
    ["mapped", row.maps === true],
    ["system", row.tables !== undefined && type === undefined],
  ];
  return row.usage === "X" ? ["forbidden"] : found.filter(([, can]) => can).map(([kind]) => kind);
}

const DETAILS: Readonly<Partial<Record<DefectKind, (row: FieldRow | ComponentRow) => string>>> = {
  missing: ({ usage }) =>
    typeof usage === "string"
      ? ""
      : `; it is required ${isRequiredUnless(usage) ? "unless" : "when"} ${conditionOf(usage)}`,
  contradicts: ({ usage }) => (isForbiddenWhen(usage) ? `not: ${conditionOf(usage)}` : conditionOf(usage)),
  repeated: () => "1",
  date: ({ type }) => timeForm(primitiveOf(type) ?? "DT"),
  form: ({ type }) => timeForm(primitiveOf(type) ?? "DT"),
  length: ({ lengthMax }) => `${lengthMax ?? ""}`,
  format: (row) => row.form?.words ?? "",
  value: ({ values = [] }) => values.join(" or "),
};

/** What the row adds to the text of a kind: a condition, a form, a bound, else the name of its table. */
function detailOf(kind: DefectKind, row: FieldRow | ComponentRow): string {
  return DETAILS[kind]?.(row) ?? row.tables?.[0] ?? "";
}

function isRequiredUnless(usage: Usage | Conditional<unknown>): boolean {
  return typeof usage !== "string" && usage.no === "R";
}

function isForbiddenWhen(usage: Usage | Conditional<unknown>): boolean {
  return typeof usage !== "string" && usage.yes === "X";
}

/** The row of RULE_CHANGES for a rule; a first component answers for its field. */
function changeOf(id: string, suffix: string, place: Place): RuleChange | typeof TOLERATED | undefined {
  const own = RULE_CHANGES[id];
  if (own !== undefined || place.component !== 1 || place.isNested) return own;
  return RULE_CHANGES[`${place.label.split(".")[0] ?? ""}-${suffix}`];
}

function makeRule(kind: DefectKind, place: Place): Rule | undefined {
  const { suffix, errorCode, applicationErrorCode, problem, fix, example } = DEFECT_KINDS[kind];
  const id = `${place.label}-${suffix}`;
  const change = changeOf(id, suffix, place);
  if (change === TOLERATED) return undefined;
  const cost = defaultCost(kind, {
    segment: place.segment.segment,
    required: place.required,
    component: place.component,
    isNested: place.isNested,
  });
  const severity = change?.severity ?? cost.severity;
  const loss = change?.loss ?? cost.loss;
  const rule: Rule = {
    id,
    place: place.label,
    name: place.name,
    outcome: outcomeText(loss, place.isQuery),
    problem,
    fix,
    source: [place.segment.source, ...(place.row.statements ?? [])].join("; "),
    example,
    errorCode: severity === "I" ? "0" : errorCode,
    ...(applicationErrorCode !== undefined && severity !== "I" && { applicationErrorCode }),
    ...change,
    severity,
    loss,
  };
  return worded(rule, detailOf(kind, place.row));
}

/** The rule with its own place and detail in its texts. */
function worded(rule: Rule, detail: string): Rule {
  const fill = (text: string): string =>
    text.replaceAll("{label}", () => `${rule.place} ${rule.name}`).replaceAll("{detail}", () => detail);
  return { ...rule, problem: fill(rule.problem), fix: fill(rule.fix) };
}

function placeRules(place: Place): PlaceRules {
  const rules = kindsOf(place.row).map((kind) => [kind, makeRule(kind, place)] as const);
  return Object.fromEntries(rules.filter(([, rule]) => rule !== undefined));
}

function compileParts(parent: Place, isNested: boolean): readonly CompiledComponent[] | undefined {
  return componentsOf(parent.row.type)?.map((row) => {
    const place: Place = {
      ...parent,
      label: `${parent.label}.${row.component}`,
      name: `${parent.name}, ${row.name}`,
      component: isNested ? parent.component : row.component,
      isNested,
      row,
    };
    return {
      row,
      rules: placeRules(place),
      parts: compileParts(place, true),
    };
  });
}

function compileField(segment: SegmentRow, row: FieldRow, isQuery: boolean): CompiledField {
  const place: Place = {
    segment,
    label: `${segment.segment}-${row.field}`,
    name: row.name,
    required: row.usage === "R",
    component: 0,
    isNested: false,
    row,
    isQuery,
  };
  return { row, rules: placeRules(place), parts: compileParts(place, false) };
}

const SEGMENT_PROBLEMS: Readonly<Record<SegmentDefect, readonly [string, string]>> = {
  missing: ["The {label} segment is missing", "Send it in its place."],
  sequence: ["The {label} segment stands in the wrong place", "Send the segments in the order of the guide."],
  repeated: ["The {label} segment comes more often than the guide allows", "Send it once."],
};

function segmentRule(kind: SegmentDefect, name: string, isQuery: boolean, source: string): Rule {
  const id = `${name}-${kind.toUpperCase()}`;
  const listed = RULE_CHANGES[id];
  const change = listed === TOLERATED ? undefined : listed;
  const [problem, fix] = SEGMENT_PROBLEMS[kind];
  const loss = change?.loss ?? (kind === "missing" ? "none" : "segment");
  return worded(
    {
      id,
      place: name,
      name: "",
      severity: name === "NK1" ? "E" : "W",
      errorCode: "100",
      loss,
      problem: problem.replace("{label}", name),
      outcome: outcomeText(loss, isQuery),
      fix,
      source: `${source}; Table 3-1`,
      example: kind === "missing" ? `no ${name}` : `${name} ${kind === "repeated" ? "twice" : "elsewhere"}`,
      ...change,
    },
    "",
  );
}

/** A segment of the structure with the group it stands in. */
interface SegmentPlace {
  readonly element: SegmentElement;
  readonly group: GroupElement | undefined;
}

function segmentPlaces(elements: readonly StructureElement[], group?: GroupElement): readonly SegmentPlace[] {
  return elements.flatMap((element) =>
    element.kind === "segment" ? [{ element, group }] : segmentPlaces(element.elements, element),
  );
}

/**
 * Whether a segment can come too late: not when it opens the last group, and a required one only behind a group, since a plain
 * segment before it is itself what stands wrong.
 */
function canBeMisplaced(
  element: SegmentElement,
  group: GroupElement | undefined,
  { structure }: Profile,
): boolean {
  if (group !== undefined) return !(opensGroup(group, element.segment) && structure.at(-1) === group);
  const later = structure.slice(structure.indexOf(element) + 1);
  return element.usage !== "R" || later.length === 0 || later.some(({ kind }) => kind === "group");
}

/** What can go wrong with a segment: one that opens a new group is neither repeated nor, in the last group, out of place. */
function segmentDefects({ element, group }: SegmentPlace, profile: Profile): readonly SegmentDefect[] {
  const name = element.segment;
  if (name === "MSH") return [];
  const isOpener = group !== undefined && opensGroup(group, name);
  const isNeeded = element.usage === "R" && !(group?.anchor === name && firstOf(group) === name);
  const found: readonly (readonly [SegmentDefect, boolean])[] = [
    ["missing", isNeeded || (group?.usage === "R" && group.anchor === name)],
    ["sequence", canBeMisplaced(element, group, profile)],
    ["repeated", element.max === 1 && !(isOpener && group.max > 1)],
  ];
  return found.filter(([, can]) => can).map(([kind]) => kind);
}

function allRules(parts: readonly CompiledComponent[] | undefined): readonly Rule[] {
  return (parts ?? []).flatMap((part) => Object.values(part.rules).concat(allRules(part.parts)));
}

const isQueryProfile = ({ id }: Profile): boolean => id === "Z34" || id === "Z44";

/** Makes all rules of a profile: once, at start. */
export function compileRuleBook(profile: Profile): RuleBook {
  const isQuery = isQueryProfile(profile);
  const segments = new Map(
    profile.segments.map((row): readonly [string, CompiledSegment] => [
      row.segment,
      { row, fields: row.fields.map((field) => compileField(row, field, isQuery)) },
    ]),
  );
  const segmentRules = new Map(
    segmentPlaces(profile.structure).map((place): readonly [string, SegmentRules] => {
      const name = place.element.segment;
      const kinds = segmentDefects(place, profile);
      return [
        name,
        Object.fromEntries(kinds.map((kind) => [kind, segmentRule(kind, name, isQuery, profile.source)])),
      ];
    }),
  );
  const rules = [
    ...[...segmentRules.values()].flatMap((own) => Object.values(own)),
    ...[...segments.values()].flatMap(({ fields }) =>
      fields.flatMap((field) => Object.values(field.rules).concat(allRules(field.parts))),
    ),
  ];
  return { profile, segments, segmentRules, rules };
}
