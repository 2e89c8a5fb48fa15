import type { Segment } from "../../hl7/message.ts";
import { isFieldEmpty, fieldAt, leafAt, valueAt } from "../../hl7/value-at.ts";

/** A segment with what its usage may depend on. */
export interface SegmentScope {
  readonly segment: Segment;
  /** Segments of the ORDER (or HISTORY_FORECAST) group it stands in, in message order; empty outside one. */
  readonly group: readonly Segment[];
}

/** true, false, or undefined when the data it depends on is not there and the usage is then O. */
type Predicate = (scope: SegmentScope) => boolean | undefined;

const NIP001 = /^0[0-8]$/;

interface InformationSource {
  /** 1-based. */
  readonly repetition: number;
  readonly code: string;
}

/**
 * The information source of a dose: RXA-9 repeats, and notes may stand before the coded repetition. One of NIP001 comes before
 * one that only looks like it, and that before any other. Asked many times of each dose: nothing is made that is not returned.
 *
 * @returns undefined when no repetition is a code
 * @see CDC guide R1.5, RXA-9 and IZ-31
 */
export function informationSource(rxa: Segment): InformationSource | undefined {
  let first: InformationSource | undefined;
  let unnamed: InformationSource | undefined;
  for (const [index, repetition] of fieldAt(rxa, 9).entries()) {
    const [code, system] = [leafAt(repetition, 1), leafAt(repetition, 3)];
    if (code === "") continue;
    const source = { repetition: index + 1, code };
    if (system === "NIP001") return source;
    if (system === "" && NIP001.test(code)) unnamed ??= source;
    first ??= source;
  }
  return unnamed ?? first;
}

/** @returns whether RXA-20 says that a dose went into the patient; empty is read as complete, but on no vaccine (998) */
export function isGiven(rxa: Segment): boolean {
  const status = valueAt(rxa, 20);
  return status === "CP" || status === "PA" || (status === "" && valueAt(rxa, 5) !== "998");
}

function rxaOf(scope: SegmentScope): Segment | undefined {
  return scope.segment.name === "RXA" ? scope.segment : scope.group.find(({ name }) => name === "RXA");
}

/** P1 of the guide: a dose that this provider gave. */
function isNewDose(scope: SegmentScope): boolean | undefined {
  const rxa = rxaOf(scope);
  if (rxa === undefined) return undefined;
  return isGiven(rxa) && informationSource(rxa)?.code === "00";
}

const isValued =
  (field: number): Predicate =>
  ({ segment }) =>
    !isFieldEmpty(fieldAt(segment, field));

const equals =
  (field: number, value: string): Predicate =>
  ({ segment }) =>
    valueAt(segment, field) === value;

/** The conditions of the profiles' C usages, named by what they say. */
export type PredicateId =
  | "PID-24 is Y"
  | "PID-30 is Y"
  | "PD1-11 is valued"
  | "PD1-12 is valued"
  | "PD1-16 is valued"
  | "the dose was given here (RXA-9 00, RXA-20 CP or PA)"
  | "RXA-6 is not 999"
  | "RXA-20 is CP or PA"
  | "RXA-20 is RE"
  | "RXA-5 is not 998"
  | "OBX-2 is NM"
  | "OBX-3 is 64994-7";

/** CDC guide R1.5, chapter 4, "Conditional Predicate" of each field. */
const PREDICATES: Readonly<Record<PredicateId, Predicate>> = {
  "PID-24 is Y": equals(24, "Y"),
  "PID-30 is Y": equals(30, "Y"),
  "PD1-11 is valued": isValued(11),
  "PD1-12 is valued": isValued(12),
  "PD1-16 is valued": isValued(16),
  "the dose was given here (RXA-9 00, RXA-20 CP or PA)": isNewDose,
  "RXA-6 is not 999": ({ segment }) =>
    isFieldEmpty(fieldAt(segment, 6)) ? undefined : valueAt(segment, 6) !== "999",
  "RXA-20 is CP or PA": ({ segment }) => isGiven(segment),
  "RXA-20 is RE": equals(20, "RE"),
  "RXA-5 is not 998": ({ segment }) => valueAt(segment, 5) !== "998",
  "OBX-2 is NM": equals(2, "NM"),
  "OBX-3 is 64994-7": equals(3, "64994-7"),
};

/** @returns what the named condition says of a segment */
export function predicate(id: PredicateId, scope: SegmentScope): boolean | undefined {
  return PREDICATES[id](scope);
}
