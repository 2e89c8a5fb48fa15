import type { CodeSets } from "../codes/code-sets.ts";
import type { Component, Repetition } from "../hl7/message.ts";
import { fieldAt, isFieldEmpty, isRepetitionEmpty } from "../hl7/value-at.ts";
import { predicate, type SegmentScope } from "../immunization/profiles/predicates.ts";
import type {
  ComponentCondition,
  ComponentRow,
  FieldRow,
  PrimitiveType,
  Usage,
} from "../immunization/profiles/profile.ts";
import { judgeCode, judgeValue } from "./check-value.ts";
import type { Place, Report } from "./defect.ts";
import type { Rule } from "./rule.ts";
import type { CompiledComponent, CompiledField, CompiledSegment } from "./rule-book.ts";
import type { DefectKind } from "./rule-kinds.ts";

/** What the checks of one segment share. */
interface Check {
  readonly codes: CodeSets;
  readonly report: Report;
}

/** Whether the repetition is gone with this rule; what else is wrong in it is then not said (D17). */
function isRepetitionLost(rule: Rule): boolean {
  return rule.loss !== "none" && rule.loss !== "component";
}

/**
 * Reports the rule, when there is one: a tolerated defect has none.
 *
 * @returns whether the repetition is lost
 */
function reported(check: Check, rule: Rule | undefined, place: Place, value?: string): boolean {
  if (rule === undefined) return false;
  check.report(rule, place, value);
  return isRepetitionLost(rule);
}

function fieldUsage(row: FieldRow, scope: SegmentScope): Usage {
  const { usage } = row;
  if (typeof usage === "string") return usage;
  const holds = predicate(usage.if, scope);
  if (holds === undefined) return "O";
  return holds ? usage.yes : usage.no;
}

function isMet(condition: ComponentCondition, units: readonly Component[]): boolean {
  const value = units[condition.component - 1]?.[0] ?? "";
  if (condition.is !== undefined) return (value === "") === (condition.is === "empty");
  return condition.in === undefined
    ? condition.notIn?.includes(value) !== true
    : condition.in.includes(value);
}

function componentUsage(row: ComponentRow, units: readonly Component[]): Usage {
  const { usage } = row;
  if (typeof usage === "string") return usage;
  return isMet(usage.if, units) ? usage.yes : usage.no;
}

/** Primitive types whose value HL7 puts into a component, so that ERR-2 names component 1. */
const IN_COMPONENT: ReadonlySet<string> = new Set(["TS", "TS_Z", "TS_NZ", "TS_M"]);

/** A row with its rules: a field, or a component of one. */
type Compiled = CompiledField | CompiledComponent;

function isPrimitive({ row }: Compiled, type: Compiled["row"]["type"]): type is PrimitiveType {
  return type === row.type;
}

/** The kind of defect of a valued leaf, or undefined. */
function leafDefect({ row, rules }: Compiled, type: PrimitiveType, text: string): DefectKind | undefined {
  if (row.values !== undefined && !row.values.includes(text))
    return row.tables === undefined ? "value" : "code";
  const verdict = judgeValue(type, text);
  if (verdict === "bad") return rules.number === undefined ? "date" : "number";
  if (verdict === "form") return "form";
  if (row.form !== undefined && !row.form.pattern.test(text)) return "format";
  const isTooLong = row.lengthMax !== undefined && text.length > row.lengthMax;
  // A code that is too long is not in its table, which says more.
  return isTooLong && row.tables === undefined ? "length" : undefined;
}

/** Where a leaf stands: `whole`, or the component of it. The place is made only of what is reported: nearly every leaf is right. */
function placeOf(whole: Place, component: number | undefined): Place {
  if (component === undefined) return whole;
  return whole.component === undefined
    ? { field: whole.field ?? 0, repetition: whole.repetition ?? 1, component }
    : { ...whole, subcomponent: component };
}

/** @returns whether the repetition is lost */
function checkLeaf(
  check: Check,
  compiled: Compiled,
  text: string,
  whole: Place,
  component: number | undefined,
): boolean {
  const { row, rules } = compiled;
  if (!isPrimitive(compiled, row.type)) return false;
  const kind = leafDefect(compiled, row.type, text);
  if (kind !== undefined) return reported(check, rules[kind], placeOf(whole, component), text);
  return row.tables !== undefined && checkCode(check, compiled, text, whole, component);
}

/** A code against the tables of its place; `system` is component 3 of a coded element. */
function checkCode(
  check: Check,
  { row, rules }: Compiled,
  text: string,
  whole: Place,
  component: number | undefined,
  system = "",
): boolean {
  const verdict = judgeCode(check.codes, row.tables ?? [], text);
  if (verdict.kind === "guide" && (system === "" || verdict.systems.includes(system))) return false;
  const place = placeOf(whole, component);
  if (verdict.kind === "mapped" && rules.mapped !== undefined) {
    check.report(rules.mapped, place, text, [verdict.code, verdict.name, verdict.system]);
    return false;
  }
  if (verdict.kind === "unknown" || verdict.kind === "mapped")
    return reported(check, rules.code, place, text);
  if (verdict.kind === "known") reported(check, rules.outside, place, text);
  if (system !== "" && !verdict.systems.includes(system)) {
    reported(check, rules.system, { ...place, component: 3 });
  }
  return false;
}

function isEmpty(component: Component | undefined): boolean {
  return component === undefined || component.every((leaf) => leaf === "");
}

/** @returns whether the repetition is lost */
function checkPart(
  check: Check,
  part: CompiledComponent,
  units: readonly Component[],
  whole: Place,
): boolean {
  const { row, rules, parts } = part;
  const { component } = row;
  const unit = units[component - 1];
  const usage = componentUsage(row, units);
  const isSent = unit !== undefined && !isEmpty(unit);
  if (!isSent) return usage === "R" && reported(check, rules.missing, placeOf(whole, component));
  if (usage === "X") return reported(check, rules.forbidden ?? rules.contradicts, placeOf(whole, component));
  if (parts === undefined) return checkLeaf(check, part, unit[0] ?? "", whole, component);
  return checkParts(
    check,
    parts,
    unit.map((leaf) => [leaf]),
    placeOf(whole, component),
  );
}

function checkParts(
  check: Check,
  parts: readonly CompiledComponent[],
  units: readonly Component[],
  place: Place,
): boolean {
  for (const part of parts) if (checkPart(check, part, units, place)) return true;
  return false;
}

function checkRepetition(
  check: Check,
  compiled: CompiledField,
  repetition: Repetition,
  number: number,
): void {
  const { row, parts } = compiled;
  if (isRepetitionEmpty(repetition)) return;
  const whole: Place = { field: row.field, repetition: number };
  const code = repetition[0]?.[0] ?? "";
  if (parts === undefined) {
    checkLeaf(check, compiled, code, whole, IN_COMPONENT.has(row.type) ? 1 : undefined);
    return;
  }
  if (checkParts(check, parts, repetition, whole) || row.tables === undefined || code === "") return;
  checkCode(check, compiled, code, whole, 1, repetition[2]?.[0]);
}

function checkField(check: Check, compiled: CompiledField, scope: SegmentScope): void {
  const { row, rules } = compiled;
  const field = fieldAt(scope.segment, row.field);
  const usage = fieldUsage(row, scope);
  if (usage === "X") {
    const rule = rules.forbidden ?? rules.contradicts;
    if (rule !== undefined && !isFieldEmpty(field)) check.report(rule, { field: row.field });
    return;
  }
  const max = row.max ?? 1;
  // A value that stands only in repetitions that are dropped is not there.
  const kept = field.length > max ? field.slice(0, max) : field;
  if (usage === "R" && rules.missing !== undefined && isFieldEmpty(kept))
    check.report(rules.missing, { field: row.field });
  if (field.length > max && rules.repeated !== undefined && !isFieldEmpty(field.slice(max))) {
    check.report(rules.repeated, { field: row.field, repetition: max + 1, toEnd: true });
  }
  for (const [index, repetition] of kept.entries()) checkRepetition(check, compiled, repetition, index + 1);
}

/** Walks the rows of one segment: usage, cardinality, types, lengths, tables. */
export function checkFields(
  compiled: CompiledSegment,
  scope: SegmentScope,
  codes: CodeSets,
  report: Report,
): void {
  const check = { codes, report };
  for (const field of compiled.fields) checkField(check, field, scope);
}
