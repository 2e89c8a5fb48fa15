import type { Location } from "../hl7/location.ts";
import type { Finding } from "../validation/finding.ts";
import { orderFindings } from "../validation/order-findings.ts";
import { quotable } from "../validation/quotable.ts";
import { TEXT_LENGTH_MAX } from "../validation/rule-text.ts";
import type { MessageReview, ReviewHit } from "./review-message.ts";
import type { ReviewRule } from "./rule.ts";
import type { ReviewDose } from "./subject.ts";

/**
 * What the review adds to an acknowledgment (decisions D17 and D21): W where something is doubtful or replaced, I for what is
 * only wished for. What a row of the profile already says at the place, or of the dose, is not said again; nothing is said
 * about what is not stored anyway; social security numbers were told when they were masked.
 *
 * @param told findings of reading, admission and profile so far
 * @returns W before I, not bounded; empty unless an update was processed
 */
export function acknowledgedFindings(review: MessageReview, told: readonly Finding[]): readonly Finding[] {
  const { subject, message, patient, doses } = review;
  if (patient === undefined) return [];
  const hits = [...message.hits, ...doses.flatMap((dose) => dose.hits), ...patient.hits];
  const said = new Set(told.map(({ location }) => placeKey(location)));
  const added: Finding[] = [];
  for (const hit of hits) {
    const key = placeKey(hit.location);
    const dose = subject.doses.find(({ group }) => group.some((segment) => isIn(segment, hit.location)));
    const isTold = said.has(key) || [...told, ...added].some((finding) => isShared(hit, finding, dose));
    if (hit.rule.letter === "j" || hit.rule.severity === "E" || dose?.isStored === false || isTold) continue;
    said.add(key);
    added.push(findingOf(subject.setting.isTestData && hit.isFictional === true ? asAdvice(hit) : hit));
  }
  return orderFindings(added);
}

/** ERR-3 and ERR-5 of a rule in an answer: what is only told is no error (decision D17). */
export function errorCodesOf(
  { errorCode, applicationErrorCode }: Pick<ReviewRule, "errorCode" | "applicationErrorCode">,
  severity: "W" | "I",
): Pick<Finding, "errorCode" | "applicationErrorCode"> {
  if (severity === "I") return { errorCode: "0" };
  return { errorCode, ...(applicationErrorCode !== undefined && { applicationErrorCode }) };
}

/** Rules of social security numbers and of what the profile refuses never come from here. */
function asAdvice(hit: ReviewHit): ReviewHit {
  const { severity: _severity, ...rest } = hit;
  return { ...rest, isAdvice: true };
}

function findingOf({ rule, location, value, severity, isAdvice }: ReviewHit): Finding {
  const grave = severity ?? (isAdvice === true || rule.severity === "I" ? "I" : "W");
  const problem = rule.problem.replace("{value}", () => quotable(value ?? ""));
  return {
    ruleId: rule.id,
    severity: grave,
    location,
    ...errorCodesOf(rule, grave),
    text: `${problem}; ${rule.outcome}. ${rule.fix}`.slice(0, TEXT_LENGTH_MAX),
    effect: "keep",
  };
}

function placeKey(location: Location | undefined): string {
  if (location === undefined) return "";
  const { segment, sequence, field = 0, repetition = 1, component = 1 } = location;
  return `${segment}-${sequence}-${field}-${repetition}-${component}`;
}

/** One defect, one ERR: the row of the profile stands at the same field, or anywhere in the same dose. */
function isShared({ rule, location }: ReviewHit, finding: Finding, dose: ReviewDose | undefined): boolean {
  const { location: other } = finding;
  if (other === undefined || !rule.shares.includes(finding.ruleId)) return false;
  if (dose !== undefined) return dose.group.some((segment) => isIn(segment, other));
  return other.segment === location.segment && other.field === location.field;
}

function isIn(segment: { readonly name: string; readonly sequence: number }, location: Location): boolean {
  return segment.name === location.segment && segment.sequence === location.sequence;
}
