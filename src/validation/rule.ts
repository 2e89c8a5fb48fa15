import type { ApplicationErrorCode, Effect, ErrorCode, Severity } from "./finding.ts";

/**
 * How much of the message a broken rule costs (Table 3-1 of the guide as decision D9 reads it): the message, its ORDER group,
 * the segment, all repetitions of the field, one repetition, one component, or nothing.
 */
export type Loss = "message" | "dose" | "segment" | "field" | "repetition" | "component" | "none";

/** One row of the rule reference; a finding is a row that a message broke at a place. */
export interface Rule {
  /** Stable and never reused: place and what is wrong (`PID-7-MISSING`), or the guide's statement (`IZ-30`). */
  readonly id: string;
  /** `PID-5.2`; subcomponents `PID-3.4.1`; a segment name alone when it is about the segment. */
  readonly place: string;
  readonly name: string;
  readonly severity: Severity;
  readonly errorCode: ErrorCode;
  readonly applicationErrorCode?: ApplicationErrorCode;
  readonly loss: Loss;
  /** What stands in the stored data instead: the components of the repetition, or the one component it names. */
  readonly instead?: readonly string[];
  /** What is wrong; `{value}` is the code as sent, when it may be repeated. */
  readonly problem: string;
  /** What became of the data; `{dose}` is the number of the ORDER group. Left out when the dose or message is lost anyway. */
  readonly outcome: string;
  readonly fix: string;
  readonly source: string;
  /** A value that breaks the rule. */
  readonly example: string;
  /** Rules that say no more when this one is broken in the same segment or ORDER group: one defect, one ERR (D17). */
  readonly covers?: readonly string[];
}

/** What a rule says once the loss is known; the parts that a row may change. */
export type RuleChange = Partial<Omit<Rule, "id" | "place">>;

const EFFECTS: Readonly<Record<Loss, Effect>> = {
  message: "refuse-message",
  dose: "refuse-dose",
  segment: "drop",
  field: "drop",
  repetition: "drop",
  component: "drop",
  none: "keep",
};

export function effectOf(loss: Loss): Effect {
  return EFFECTS[loss];
}
