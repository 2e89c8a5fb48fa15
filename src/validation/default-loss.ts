import type { SegmentRow } from "../immunization/profiles/profile.ts";
import type { Severity } from "./finding.ts";
import type { Loss } from "./rule.ts";
import type { DefectKind } from "./rule-kinds.ts";

/** What a defect costs where no row of its own says otherwise. */
export interface Cost {
  readonly severity: Severity;
  readonly loss: Loss;
}

/** Where a rule stands: a field or a component of it, and whether the field is always required. */
export interface RulePlace {
  readonly segment: SegmentRow["segment"];
  readonly required: boolean;
  /** 0 for the field itself. */
  readonly component: number;
  /** A subcomponent; what is wrong with it never costs the component. */
  readonly isNested: boolean;
}

/** Segments that say nothing without their required fields: Table 3-1, "R field empty → segment empty". */
const SEGMENT_LOSS: Readonly<Record<string, Severity>> = {
  NK1: "E",
  PV1: "W",
  GT1: "W",
  IN1: "W",
  RXR: "W",
  OBX: "W",
  NTE: "W",
};

const QUERY_SEGMENTS: ReadonlySet<string> = new Set(["QPD", "RCP"]);

/** Defects that leave the value readable: it is kept as sent. */
const READABLE: ReadonlySet<DefectKind> = new Set([
  "form",
  "length",
  "format",
  "value",
  "outside",
  "mapped",
  "system",
]);

function queryCost(kind: DefectKind, place: RulePlace): Cost {
  if (place.required && place.component <= 1 && kind !== "forbidden")
    return { severity: "E", loss: "message" };
  return {
    severity: "I",
    loss: READABLE.has(kind) ? "none" : place.component === 0 ? "repetition" : "component",
  };
}

function fieldCost(kind: DefectKind, { segment, required, component }: RulePlace): Cost {
  if (READABLE.has(kind)) return { severity: "W", loss: "none" };
  const severity = SEGMENT_LOSS[segment];
  if (required && severity !== undefined) return { severity, loss: "segment" };
  if (kind === "missing") return { severity: "W", loss: component === 0 || required ? "none" : "repetition" };
  return { severity: "W", loss: required ? "none" : "repetition" };
}

/**
 * Table 3-1 of the guide as decision D9 reads it: a bad value empties its repetition, an empty required field its segment where
 * that segment is worth nothing without it, and everything else is kept and said.
 */
export function defaultCost(kind: DefectKind, place: RulePlace): Cost {
  if (place.isNested) return { severity: QUERY_SEGMENTS.has(place.segment) ? "I" : "W", loss: "none" };
  if (kind === "forbidden") return { severity: "I", loss: place.component === 0 ? "field" : "component" };
  if (QUERY_SEGMENTS.has(place.segment)) return queryCost(kind, place);
  if (kind === "contradicts") return { severity: "W", loss: place.component === 0 ? "field" : "component" };
  if (kind === "repeated") return { severity: "W", loss: "repetition" };
  if (place.component <= 1) return fieldCost(kind, place);
  if (kind === "missing" || READABLE.has(kind)) return { severity: "W", loss: "none" };
  return { severity: "W", loss: "component" };
}
