import type { Location } from "../hl7/location.ts";
import type { Segment } from "../hl7/message.ts";
import type { ApplicationErrorCode, ErrorCode } from "../validation/finding.ts";
import type { Grain, Letter, MeasureId } from "./measures.ts";
import type { ReviewDose, ReviewSubject } from "./subject.ts";

/** A place at which a rule is broken. */
export interface Hit {
  readonly location: Location;
  /** A code as sent; repeated only when it may be (`quotable`). */
  readonly value?: string;
  /** What tells this cause from others of the rule, beside site, vaccine and application: a code system, a list. */
  readonly shape?: string;
  /** Another severity than the row's. */
  readonly severity?: "W" | "I";
  /** A failure of real data only: agreed test data may hold it, where it is advice (decision D30). */
  readonly isFictional?: true;
  /** Worth saying and no failure: the object passes; severity I unless `severity` says W. */
  readonly isAdvice?: boolean;
  /** Keyed digest of a junk value, so that one that many patients share is found. */
  readonly junk?: string;
}

/** What a rule may look at: `dose` for rules on doses. */
export interface DoseScope {
  readonly dose: ReviewDose;
  readonly subject: ReviewSubject;
}

/** Pure; empty when the rule holds or does not apply. */
type Find<S> = (scope: S) => readonly Hit[];

interface RuleColumns {
  /** `RV-` letter and number, `Q-` for what the guide's letters do not name; never reused. */
  readonly id: string;
  readonly letter: Letter;
  /** The measures of which an object fails by this rule, those that apply to it; empty for advice. */
  readonly measures: readonly MeasureId[];
  readonly title: string;
  readonly place: string;
  /** Which objects it is asked of, in words. */
  readonly appliesTo: string;
  /** In the ACK (decisions D17 and D21): W doubtful or replaced, I advice; `E` only by the row of the profile it shares. */
  readonly severity: "E" | "W" | "I";
  readonly errorCode: ErrorCode;
  readonly applicationErrorCode?: ApplicationErrorCode;
  /** ERR-8: what is wrong, what became of it; `{value}` is the code as sent. */
  readonly problem: string;
  readonly outcome: string;
  readonly fix: string;
  readonly source: string;
  /** Rows of the profile that say the same at the same place or of the same dose: one defect, one ERR (decision D17). */
  readonly shares: readonly string[];
}

export interface DoseRule extends RuleColumns {
  readonly grain: "dose";
  readonly find: Find<DoseScope>;
}

export interface PatientRule extends RuleColumns {
  readonly grain: "patient";
  readonly find: Find<ReviewSubject>;
}

export interface MessageRule extends RuleColumns {
  readonly grain: "message";
  readonly find: Find<ReviewSubject>;
}

/** One row of the review; the table of all is in `review-rules.ts`. */
export type ReviewRule = DoseRule | PatientRule | MessageRule;

/** What only a population of messages shows: never in an ACK. The tests stand in `population/`. */
export interface PopulationRule {
  readonly id: string;
  readonly letter: Letter;
  readonly grain: Grain;
  readonly title: string;
  readonly fix: string;
  readonly source: string;
  /** Advice does not keep a rule from passing. */
  readonly isAdvice?: boolean;
}

export const HOLDS: readonly Hit[] = [];

/** A place in a segment; a first repetition without a component below it is not named (as the profile does). */
export function placeIn(
  segment: Pick<Segment, "name" | "sequence">,
  field?: number,
  component?: number,
  repetition?: number,
): Location {
  const { name, sequence } = segment;
  if (field === undefined) return { segment: name, sequence };
  if (component !== undefined)
    return { segment: name, sequence, field, component, repetition: repetition ?? 1 };
  if (repetition === undefined || repetition === 1) return { segment: name, sequence, field };
  return { segment: name, sequence, field, repetition };
}

/** The hit as advice: the object passes all the same. */
export function asAdvice(hit: Hit): Hit {
  return { ...hit, isAdvice: true };
}

/** One hit when `isBroken`. */
export function when(isBroken: boolean, hit: Hit): readonly Hit[] {
  return isBroken ? [hit] : HOLDS;
}
