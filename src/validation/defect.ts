import type { Location } from "../hl7/location.ts";
import type { Segment } from "../hl7/message.ts";
import type { GroupInstance } from "./place-segments.ts";
import type { Rule } from "./rule.ts";

/** A place in one segment; no field means the segment. All 1-based. */
export interface Place {
  readonly field?: number;
  readonly repetition?: number;
  readonly component?: number;
  readonly subcomponent?: number;
  /** Every repetition from this one on. */
  readonly toEnd?: boolean;
}

/** One broken rule before it becomes a finding. */
export interface Defect {
  readonly rule: Rule;
  /** Index of the segment in the message; for a missing one, of the segment that shows it. */
  readonly index: number;
  readonly segment: { readonly name: string; readonly sequence: number };
  readonly place: Place;
  /** The code as sent, `""` when there is none to repeat. */
  readonly value: string;
  /** The ORDER group it is in. */
  readonly order: GroupInstance | undefined;
  /** What is stored at the place instead. */
  readonly instead: readonly string[] | undefined;
  /** Repetition to write `instead` to, when not the place's. */
  readonly into?: number;
}

/** Takes the defects that the checks of one segment find. */
export type Report = (rule: Rule, place: Place, value?: string, instead?: readonly string[]) => void;

/** The place as ERR-2 names it; a first repetition without a component below it is not named. */
export function locationOf(segment: Pick<Segment, "name" | "sequence">, place: Place): Location {
  const { field, component, subcomponent } = place;
  const repetition = component === undefined && place.repetition === 1 ? undefined : place.repetition;
  return {
    segment: segment.name,
    sequence: segment.sequence,
    ...(field !== undefined && { field }),
    ...(repetition !== undefined && { repetition }),
    ...(component !== undefined && { component }),
    ...(subcomponent !== undefined && { subcomponent }),
  };
}
