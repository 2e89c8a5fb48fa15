import { dayInZone } from "../kernel/dates.ts";
import type { Message, Segment } from "../hl7/message.ts";
import { checkFields } from "./check-fields.ts";
import type { Defect, Place, Report } from "./defect.ts";
import {
  type GroupInstance,
  orderOf,
  type PlacedMessage,
  type PlacedSegment,
  placeSegments,
  type StructureDefect,
} from "./place-segments.ts";
import type { NullValue } from "./read-null-values.ts";
import type { Rule } from "./rule.ts";
import { type CompiledProfile, NULL_VALUE_RULE } from "./rule-books.ts";
import type { Hit, StatementScope } from "./statement.ts";
import type { ValidationContext } from "./validation.ts";

/** Stands for a segment that the message does not have. */
const NO_SEGMENT: Segment = { name: "MSH", sequence: 1, fields: [] };

export interface FoundDefects {
  /** Message order. */
  readonly defects: readonly Defect[];
  readonly placement: PlacedMessage;
}

function defectOf(
  rule: Rule,
  at: Pick<Defect, "index" | "segment" | "order">,
  place: Place = {},
  rest: Pick<Hit, "value" | "instead" | "into"> = {},
): Defect {
  return {
    rule,
    ...at,
    place,
    value: rest.value ?? "",
    instead: rest.instead ?? rule.instead,
    ...(rest.into !== undefined && { into: rest.into }),
  };
}

function structureDefect(compiled: CompiledProfile, found: StructureDefect): Defect | undefined {
  if (found.kind !== "missing") {
    const rule = compiled.book.segmentRules.get(found.segment.name)?.[found.kind];
    return rule === undefined
      ? undefined
      : defectOf(rule, { index: found.index, segment: found.segment, order: undefined });
  }
  const rule = compiled.book.segmentRules.get(found.name)?.missing;
  if (rule === undefined) return undefined;
  const [first] = found.instance.segments;
  return defectOf(rule, {
    index: found.instance.startIndex,
    segment:
      found.instance.element === undefined || first === undefined ? { name: found.name, sequence: 1 } : first,
    order: orderOf(found.instance),
  });
}

interface Judged {
  readonly compiled: CompiledProfile;
  readonly context: ValidationContext;
  readonly today: string;
  readonly patient: Segment | undefined;
  readonly header: Segment;
  readonly defects: Defect[];
}

function checkSegment(judged: Judged, { segment, index, instance }: PlacedSegment): void {
  const { compiled, context, defects } = judged;
  const order: GroupInstance | undefined = orderOf(instance);
  const at = { index, segment, order };
  const group = order?.segments ?? [];
  const report: Report = (rule, place, value, instead) => {
    defects.push(
      defectOf(rule, at, place, {
        ...(value !== undefined && { value }),
        ...(instead !== undefined && { instead }),
      }),
    );
  };
  const rows = compiled.book.segments.get(segment.name);
  if (rows !== undefined) checkFields(rows, { segment, group }, context.codes, report);
  const statements = compiled.statements.get(segment.name);
  if (statements === undefined) return;
  const scope: StatementScope = {
    segment,
    group,
    patient: judged.patient,
    header: judged.header,
    profile: compiled.id,
    today: judged.today,
    codes: context.codes,
  };
  for (const statement of statements) {
    for (const hit of statement.find(scope)) defects.push(defectOf(statement, at, hit, hit));
  }
}

/** Without the defects that another one in the same segment or ORDER group already says (D17). */
function withoutCovered(defects: readonly Defect[]): readonly Defect[] {
  const bySegment = new Map<number, Set<string>>();
  const byOrder = new Map<GroupInstance, Set<string>>();
  for (const { rule, index, order } of defects) {
    if (rule.covers === undefined) continue;
    bySegment.set(index, new Set([...(bySegment.get(index) ?? []), ...rule.covers]));
    if (order !== undefined) byOrder.set(order, new Set([...(byOrder.get(order) ?? []), ...rule.covers]));
  }
  if (bySegment.size === 0) return defects;
  return defects.filter(
    ({ rule, index, order }) =>
      bySegment.get(index)?.has(rule.id) !== true &&
      (order === undefined || byOrder.get(order)?.has(rule.id) !== true),
  );
}

function nullDefects(
  message: Message,
  nulls: readonly NullValue[],
  defects: readonly Defect[],
  placement: PlacedMessage,
): readonly Defect[] {
  if (nulls.length === 0) return [];
  const told = new Set(defects.map(({ index, place }) => `${index}-${place.field ?? 0}`));
  const placed = new Map(placement.placed.map((one) => [one.index, one]));
  return nulls.flatMap(({ index, field }) => {
    const segment = message.segments[index];
    const own = placed.get(index);
    if (segment === undefined || own === undefined || told.has(`${index}-${field}`)) return [];
    return [defectOf(NULL_VALUE_RULE, { index, segment, order: orderOf(own.instance) }, { field })];
  });
}

function inMessageOrder(a: Defect, b: Defect): number {
  return (
    a.index - b.index ||
    (a.place.field ?? 0) - (b.place.field ?? 0) ||
    (a.place.repetition ?? 0) - (b.place.repetition ?? 0) ||
    (a.place.component ?? 0) - (b.place.component ?? 0)
  );
}

/** Walks a message whose null values are read already: structure, fields, statements. */
export function findDefects(
  compiled: CompiledProfile,
  message: Message,
  nulls: readonly NullValue[],
  context: ValidationContext,
): FoundDefects {
  const placement = placeSegments(compiled.structure, message);
  const judged: Judged = {
    compiled,
    context,
    today: dayInZone(context.nowMs, context.zone).replaceAll("-", ""),
    patient: placement.placed.find(({ segment }) => segment.name === "PID")?.segment,
    header: message.segments[0] ?? NO_SEGMENT,
    defects: [],
  };
  for (const found of placement.defects) {
    const defect = structureDefect(compiled, found);
    if (defect !== undefined) judged.defects.push(defect);
  }
  for (const placed of placement.placed) checkSegment(judged, placed);
  const defects = withoutCovered(judged.defects);
  const all = [...defects, ...nullDefects(message, nulls, defects, placement)];
  return { defects: all.toSorted(inMessageOrder), placement };
}
