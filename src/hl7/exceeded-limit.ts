import { READ_LIMITS, type ReadLimit } from "./limits.ts";
import type { SegmentLine } from "./segment-lines.ts";

const ORDER_SEGMENTS = ["ORC", "RXA"] as const;

/** @returns the first bound that the lines exceed, before anything is built from them */
export function exceededLimit(lines: readonly SegmentLine[]): ReadLimit | undefined {
  if (lines.length > READ_LIMITS.segmentsMax) return "segmentsMax";
  if (lines.length > READ_LIMITS.ordersMax) {
    const countOf = (name: string): number => lines.filter(({ text }) => text.startsWith(name)).length;
    if (ORDER_SEGMENTS.some((name) => countOf(name) > READ_LIMITS.ordersMax)) return "ordersMax";
  }
  let separators = 0;
  for (const line of lines) {
    if (line.kind === "broken") continue;
    const counted = countParts(line.text);
    if (counted.exceeds !== undefined) return counted.exceeds;
    separators += counted.separators;
  }
  return separators > READ_LIMITS.separatorsMax ? "separatorsMax" : undefined;
}

interface CountedParts {
  readonly exceeds: ReadLimit | undefined;
  readonly separators: number;
}

/** One pass over a segment, counting what each delimiter has made so far. */
function countParts(text: string): CountedParts {
  let separators = 0;
  let fields = 0;
  let repetitions = 1;
  let components = 1;
  let subcomponents = 1;
  const over = (exceeds: ReadLimit): CountedParts => ({ exceeds, separators });
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charAt(index)) {
      case "|":
        fields += 1;
        repetitions = components = subcomponents = 1;
        if (fields > READ_LIMITS.fieldsMax) return over("fieldsMax");
        break;
      case "~":
        repetitions += 1;
        components = subcomponents = 1;
        if (repetitions > READ_LIMITS.repetitionsMax) return over("repetitionsMax");
        break;
      case "^":
        components += 1;
        subcomponents = 1;
        if (components > READ_LIMITS.componentsMax) return over("componentsMax");
        break;
      case "&":
        subcomponents += 1;
        if (subcomponents > READ_LIMITS.subcomponentsMax) return over("subcomponentsMax");
        break;
      default:
        continue;
    }
    separators += 1;
  }
  return { exceeds: undefined, separators };
}
