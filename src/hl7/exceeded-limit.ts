import { READ_LIMITS, type ReadLimit } from "./limits.ts";
import type { SegmentLine } from "./segment-lines.ts";

/** A line no longer than this exceeds no bound, whatever is in it. */
const CERTAINLY_WITHIN = Math.min(
  READ_LIMITS.fieldsMax,
  READ_LIMITS.repetitionsMax,
  READ_LIMITS.componentsMax,
  READ_LIMITS.subcomponentsMax,
);

/** @returns the first bound that the lines exceed, before anything is built from them */
export function exceededLimit(lines: readonly SegmentLine[]): ReadLimit | undefined {
  if (lines.length > READ_LIMITS.segmentsMax) return "segmentsMax";
  for (const line of lines) {
    if (line.kind === "broken" || line.text.length <= CERTAINLY_WITHIN) continue;
    const limit = exceededIn(line.text);
    if (limit !== undefined) return limit;
  }
  return undefined;
}

/** One pass over a segment, counting what each delimiter has made so far. */
function exceededIn(text: string): ReadLimit | undefined {
  let fields = 0;
  let repetitions = 1;
  let components = 1;
  let subcomponents = 1;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charAt(index)) {
      case "|":
        fields += 1;
        repetitions = components = subcomponents = 1;
        if (fields > READ_LIMITS.fieldsMax) return "fieldsMax";
        break;
      case "~":
        repetitions += 1;
        components = subcomponents = 1;
        if (repetitions > READ_LIMITS.repetitionsMax) return "repetitionsMax";
        break;
      case "^":
        components += 1;
        subcomponents = 1;
        if (components > READ_LIMITS.componentsMax) return "componentsMax";
        break;
      case "&":
        subcomponents += 1;
        if (subcomponents > READ_LIMITS.subcomponentsMax) return "subcomponentsMax";
        break;
      default:
    }
  }
  return undefined;
}
