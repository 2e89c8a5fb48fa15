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
  if (hits.length === 0) return [];
  const said = new Said(subject.doses, told);
  const added: Finding[] = [];
  for (const hit of hits) {
    const { rule, location } = hit;
    const dose = said.doseAt(location);
    if (rule.letter === "j" || rule.severity === "E" || dose?.isStored === false) continue;
    if (said.isTold(hit, dose)) continue;
    const finding = findingOf(subject.setting.isTestData && hit.isFictional === true ? asAdvice(hit) : hit);
    said.add(finding);
    added.push(finding);
  }
  return orderFindings(added);
}

/** What an answer says so far, looked up by place: a message of many doses has many of both. */
class Said {
  readonly #doses = new Map<string, ReviewDose>();
  readonly #places = new Set<string>();
  /** Rules by the dose they speak of. */
  readonly #rulesOfDose = new Map<ReviewDose, Set<string>>();
  /** Rules by segment and field, wherever in the message. */
  readonly #rulesAtField = new Set<string>();

  constructor(doses: readonly ReviewDose[], told: readonly Finding[]) {
    for (const dose of doses) {
      for (const { name, sequence } of dose.group) this.#doses.set(`${name}-${sequence}`, dose);
    }
    for (const finding of told) this.add(finding);
  }

  add({ ruleId, location }: Finding): void {
    this.#places.add(placeKey(location));
    if (location === undefined) return;
    this.#rulesAtField.add(fieldKey(ruleId, location));
    const dose = this.doseAt(location);
    if (dose === undefined) return;
    const rules = this.#rulesOfDose.get(dose) ?? new Set<string>();
    this.#rulesOfDose.set(dose, rules.add(ruleId));
  }

  doseAt({ segment, sequence }: Location): ReviewDose | undefined {
    return this.#doses.get(`${segment}-${sequence}`);
  }

  /** One defect, one ERR: at the very place, or by a row of the profile at the same field or anywhere in the same dose. */
  isTold({ rule, location }: ReviewHit, dose: ReviewDose | undefined): boolean {
    if (this.#places.has(placeKey(location))) return true;
    if (dose === undefined) return rule.shares.some((id) => this.#rulesAtField.has(fieldKey(id, location)));
    const rules = this.#rulesOfDose.get(dose);
    return rules !== undefined && rule.shares.some((id) => rules.has(id));
  }
}

function fieldKey(ruleId: string, { segment, field }: Location): string {
  return `${ruleId}|${segment}|${field ?? ""}`;
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
