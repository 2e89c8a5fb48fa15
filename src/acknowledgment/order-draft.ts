import { type FieldContents, segment, type SegmentText } from "../hl7/encode-message.ts";

/** What may be left out of an answer that is too long, the first first (decision D29). */
export const OPTIONAL_TIERS = ["note", "information-statement", "funding", "other-observation"] as const;
export type OptionalTier = (typeof OPTIONAL_TIERS)[number];

/** A segment of an answer that is not yet counted. */
export interface DraftSegment {
  readonly name: "ORC" | "RXA" | "RXR" | "OBX" | "NTE";
  /** Without OBX-1. */
  readonly fields: FieldContents;
  /** Undefined for what is never left out: doses, refusals, contraindications, immunity. */
  readonly tier?: OptionalTier;
}

/** One ORDER group of an answer. */
export type DraftOrder = readonly DraftSegment[];

/** The group as text, OBX counted from 1 (NIST-01), without the tiers that are left out. */
export function orderSegments(
  order: DraftOrder,
  leftOut: ReadonlySet<OptionalTier> = new Set(),
): readonly SegmentText[] {
  let observations = 0;
  return order
    .filter(({ tier }) => tier === undefined || !leftOut.has(tier))
    .map(({ name, fields }) => {
      if (name !== "OBX") return segment(name, fields);
      observations += 1;
      return segment("OBX", { 1: `${observations}`, ...fields });
    });
}
