import type { Message } from "../hl7/message.ts";
import {
  type Applicability,
  DOSE_APPLICABILITY,
  MESSAGE_APPLICABILITY,
  PATIENT_APPLICABILITY,
} from "./applicability.ts";
import { type Grain, type MeasureId, measuresOf, type OutcomeKind } from "./measures.ts";
import { REVIEW_RULES } from "./review-rules.ts";
import type { ReviewInput, ReviewSetting } from "./review-setting.ts";
import type { DoseRule, Hit, MessageRule, PatientRule, ReviewRule } from "./rule.ts";
import { readSubject, type ReviewDose, type ReviewSubject } from "./subject.ts";

/** One broken rule at one place. */
export interface ReviewHit extends Hit {
  readonly rule: ReviewRule;
}

/** What became of one object under one measure, with the reason when it could not be judged. */
export interface MeasureOutcome {
  readonly measure: MeasureId;
  readonly kind: OutcomeKind;
  readonly reason?: string;
  /** It fails by what agreed test data may hold, and by nothing else. */
  readonly isFictional?: true;
}

/** One object with its outcomes, one for each measure of its grain in the order of `measuresOf`, and all hits. */
export interface ReviewedObject {
  readonly outcomes: readonly MeasureOutcome[];
  readonly hits: readonly ReviewHit[];
}

/** A message as the rules see it; doses and patient only of an update that was processed. */
export interface MessageReview {
  readonly subject: ReviewSubject;
  readonly isUpdate: boolean;
  readonly message: ReviewedObject;
  readonly patient: ReviewedObject | undefined;
  readonly doses: readonly (ReviewedObject & { readonly dose: ReviewDose })[];
}

const NOTHING: Message = { segments: [] };

const isDoseRule = (rule: ReviewRule): rule is DoseRule => rule.grain === "dose";
const isPatientRule = (rule: ReviewRule): rule is PatientRule => rule.grain === "patient";
const isMessageRule = (rule: ReviewRule): rule is MessageRule => rule.grain === "message";

const DOSE_RULES: readonly DoseRule[] = REVIEW_RULES.filter(isDoseRule);
const PATIENT_RULES: readonly PatientRule[] = REVIEW_RULES.filter(isPatientRule);
const MESSAGE_RULES: readonly MessageRule[] = REVIEW_RULES.filter(isMessageRule);

/** Rules of messages that are asked of every text, readable or not. */
const ALWAYS: readonly MessageRule[] = MESSAGE_RULES.filter(({ letter }) => letter === "j");

/**
 * Ask all rules of one message. Pure, never throws, whatever the message holds: what cannot be read is `unevaluated`, never a
 * pass.
 */
export function reviewMessage(input: ReviewInput, setting: ReviewSetting): MessageReview {
  const subject = readSubject(input, input.message ?? NOTHING, setting);
  const isUpdate = input.validation?.type === "update";
  const isTakenIn = isUpdate && input.outcome === "processed";
  const messageHits = ask(isTakenIn ? MESSAGE_RULES : ALWAYS, subject);
  return {
    subject,
    isUpdate,
    message: object("message", messageHits, (measure) => MESSAGE_APPLICABILITY[measure]?.(subject)),
    patient: isTakenIn ? reviewPatient(subject) : undefined,
    doses: isTakenIn ? subject.doses.map((dose) => reviewDose(dose, subject)) : [],
  };
}

function reviewPatient(subject: ReviewSubject): ReviewedObject {
  return object("patient", ask(PATIENT_RULES, subject), (measure) =>
    PATIENT_APPLICABILITY[measure]?.(subject),
  );
}

function reviewDose(dose: ReviewDose, subject: ReviewSubject): MessageReview["doses"][number] {
  const hits = ask(DOSE_RULES, { dose, subject });
  return { dose, ...object("dose", hits, (measure) => DOSE_APPLICABILITY[measure]?.(dose, subject)) };
}

/** What the rules find, in their order. Some hundred are asked of every message and nearly all hold: a loop makes no lists. */
function ask<S>(
  rules: readonly (ReviewRule & { readonly find: (scope: S) => readonly Hit[] })[],
  scope: S,
): readonly ReviewHit[] {
  const found: ReviewHit[] = [];
  for (const rule of rules) for (const hit of rule.find(scope)) found.push({ ...hit, rule });
  return found;
}

function object(
  grain: Grain,
  hits: readonly ReviewHit[],
  appliesTo: (measure: MeasureId) => Applicability | undefined,
): ReviewedObject {
  const outcomes = measuresOf(grain).map(({ id }) => outcomeOf(id, hits, appliesTo(id) ?? "notApplicable"));
  return { outcomes, hits };
}

function outcomeOf(
  measure: MeasureId,
  hits: readonly ReviewHit[],
  applicability: Applicability,
): MeasureOutcome {
  if (applicability === "notApplicable") return { measure, kind: "notApplicable" };
  if (applicability !== "applies") {
    return { measure, kind: "unevaluated", reason: applicability.unevaluated };
  }
  if (hits.length === 0) return { measure, kind: "passed" };
  const failing = hits.filter((hit) => failsMeasure(hit, measure));
  if (failing.length === 0) return { measure, kind: "passed" };
  const isFictional = failing.every((hit) => hit.isFictional === true);
  return { measure, kind: "failed", ...(isFictional && { isFictional }) };
}

function failsMeasure({ rule, isAdvice, location }: ReviewHit, measure: MeasureId): boolean {
  if (isAdvice === true || !rule.measures.includes(measure)) return false;
  return measureOfPlace(rule, location.field)?.includes(measure) ?? true;
}

/** A rule on race and ethnicity fails the one whose field it names. */
function measureOfPlace(rule: ReviewRule, field: number | undefined): readonly MeasureId[] | undefined {
  if (rule.letter !== "e" || rule.measures.length < 2) return undefined;
  return field === 10 ? ["e.race"] : ["e.ethnicity"];
}
