import { type Day, isoOrNone } from "./day.ts";

/**
 * Takes the decisions about one patient series in order: CDC's id of the rule or table, e.g. `TABLE 6-15` or `SELECTB-3`, and
 * how it came out. Left out where nobody asks why.
 */
export type Trace = (rule: string, outcome: string) => void;

/** A day for a trace; `-` when there is none. */
export function shown(day: Day | undefined): string {
  return isoOrNone(day) ?? "-";
}
