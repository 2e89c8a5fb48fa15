import type { Location } from "../hl7/location.ts";
import type { Segment } from "../hl7/message.ts";
import { fieldAt, leafAt, valueAt } from "../hl7/value-at.ts";
import { quotable } from "../validation/quotable.ts";
import { FICTIONAL } from "./contribution-cells.ts";
import type { DoseFacts, Facts, FindingFact, MessageContribution, PatientFacts } from "./contribution.ts";
import { contributionBasis } from "./contribution-basis.ts";
import { daysBetween } from "./days.ts";
import { countsOfDose, countsOfMessage, countsOfPatient } from "./facts-to-count.ts";
import { normalized } from "./junk/junk-lists.ts";
import type { OutcomeKind } from "./measures.ts";
import { traitsOf } from "./patient-traits.ts";
import type { MessageReview, ReviewedObject, ReviewHit } from "./review-message.ts";
import type { ReviewDose, ReviewSubject } from "./subject.ts";

/** What is known only when the message has been answered. */
export interface Answered {
  /** MSA-1. */
  readonly ack: "AA" | "AE" | "AR";
  /** Another message came under the same control id on that day (decision D7). */
  readonly controlIdReused: boolean;
  /** What a query that was run was answered with. */
  readonly found?: QueryAnswer;
}

/** What the answer to a query holds. */
export const QUERY_ANSWERS = [
  "history",
  "forecast",
  "candidates",
  "not-found",
  "too-many",
  "unusable",
] as const;
export type QueryAnswer = (typeof QUERY_ANSWERS)[number];

const LETTERS: Readonly<Record<OutcomeKind, string>> = {
  passed: "p",
  failed: "f",
  notApplicable: "n",
  unevaluated: "u",
};

/** Characters kept of the digest of a junk value. */
const JUNK_LENGTH = 12;

/** Findings kept of one object; a message of many doses has few per object. */
const FINDINGS_MAX = 50;

/**
 * What one message adds to a review: see `MessageContribution`. Pure; the digest of the setting makes keys that are equal for
 * equal patients and doses and say nothing of them.
 */
export function contributionOf(review: MessageReview, answered: Answered): MessageContribution {
  const { subject, isUpdate } = review;
  const { input, setting } = subject;
  const processingId = valueAt(subject.header, 11);
  const patientKey = patientKeyOf(subject);
  const doses = review.doses.map((one) => doseFacts(one, subject, patientKey));
  const control = quotable(input.controlId);
  return {
    format: 1,
    basis: contributionBasis(setting),
    messageId: input.messageId,
    controlId: control === input.controlId ? control : "",
    receivedAtMs: input.receivedAtMs,
    day: subject.receivedOn,
    processingId: processingId === "P" || processingId === "T" || processingId === "D" ? processingId : "",
    sort:
      input.message === undefined ? "unreadable" : isUpdate ? "update" : (input.validation?.type ?? "other"),
    outcome: input.outcome,
    ack: answered.ack,
    message: factsOf(review.message, subject, undefined, [
      ...countsOfMessage(subject),
      ...(answered.controlIdReused ? ["duplicate|control id"] : []),
      ...(answered.found === undefined ? [] : [`query|${answered.found}`]),
    ]),
    maskedNumbers: input.maskedNumbers,
    ...(review.patient !== undefined && {
      patient: patientFacts(review.patient, review.message, subject, patientKey),
    }),
    doses: [...new Map(doses.map((dose) => [dose.key, dose])).values()],
  };
}

function factsOf(
  object: ReviewedObject,
  subject: ReviewSubject,
  dose: ReviewDose | undefined,
  counts: readonly string[],
): Facts {
  const reasons = object.outcomes.flatMap(({ measure, reason }) =>
    reason === undefined ? [] : [`unevaluated|${measure}|${reason}`],
  );
  return {
    outcomes: object.outcomes.map(({ kind, isFictional }) => (isFictional ? "r" : LETTERS[kind])).join(""),
    findings: object.hits.slice(0, FINDINGS_MAX).map((hit) => findingFact(hit, subject, dose)),
    counts: [...new Set([...reasons, ...counts])],
  };
}

function findingFact(hit: ReviewHit, subject: ReviewSubject, dose: ReviewDose | undefined): FindingFact {
  const parts = [
    hit.rule.id,
    codeText(dose?.site ?? valueAt(subject.header, 4)),
    dose?.vaccine?.code ?? "",
    codeText(valueAt(subject.header, 3)),
    (hit.shape ?? "").replaceAll("|", " "),
  ];
  return {
    id: hit.rule.id,
    at: pathOf(hit.location),
    cause: parts.join("|"),
    fails: hit.isAdvice !== true && hit.rule.measures.length > 0,
    ...(hit.isFictional && { onlyReal: true }),
  };
}

/** A code that may be shown and counted by; anything else says only that it was text. */
function codeText(text: string): string {
  return text === "" || quotable(text) === text ? text : "other text";
}

/** `RXA[2]-5.4`; a repetition beyond the first as `PID[1]-3(2).1`. */
export function pathOf({ segment, sequence, field, repetition = 1, component }: Location): string {
  const at = field === undefined ? "" : `-${field}`;
  const which = repetition > 1 ? `(${repetition})` : "";
  return `${segment}[${sequence}]${at}${which}${component === undefined ? "" : `.${component}`}`;
}

/** MSH-4 and the record number; without one the first identifier (review rules, section 0.2). */
function patientKeyOf({ header, patient, setting }: ReviewSubject): string {
  if (patient === undefined) return "";
  const ids = fieldAt(patient, 3);
  const record = ids.find((id) => leafAt(id, 5) === "MR" && leafAt(id, 1) !== "") ?? ids[0];
  const text = [valueAt(header, 4), leafAt(record, 1), leafAt(record, 4)].join("|");
  return setting.digest("review-patient", text);
}

function patientFacts(
  object: ReviewedObject,
  message: ReviewedObject,
  subject: ReviewSubject,
  key: string,
): PatientFacts {
  const junk = message.hits.flatMap(({ junk: digest, location, isFictional }) =>
    digest === undefined || location.segment !== "PID"
      ? []
      : [`${isFictional === true ? FICTIONAL : "junk"}|${digest.slice(0, JUNK_LENGTH)}`],
  );
  return {
    ...factsOf(object, subject, undefined, [...countsOfPatient(subject), ...junk]),
    key,
    traits: traitsOf(subject),
  };
}

function doseFacts(
  one: MessageReview["doses"][number],
  subject: ReviewSubject,
  patientKey: string,
): DoseFacts {
  const { dose } = one;
  const delayDays = delayOf(dose, subject);
  return {
    ...factsOf(one, subject, dose, countsOfDose(dose, subject)),
    key: doseKeyOf(dose, subject, patientKey),
    class: dose.class,
    ...(delayDays !== undefined && { delayDays }),
  };
}

/** Patient, day, vaccine group, class, and order number or lot: the same in each history that is sent again. */
function doseKeyOf(dose: ReviewDose, { setting }: ReviewSubject, patientKey: string): string {
  const [meant = dose.codes[0]?.code ?? ""] = dose.meant;
  const groups = setting.tables.codes.cvx.get(meant)?.groups ?? [];
  const order = dose.orc === undefined ? "" : valueAt(dose.orc, 3);
  const own = order === "" || order === "9999" ? normalized(valueAt(dose.rxa, 15)) : order;
  const parts = [patientKey, valueAt(dose.rxa, 3), groups.join("+") || meant, dose.class, own];
  return setting.digest("review-dose", parts.join("|"));
}

/** Calendar days in the registry's zone from administration to receipt of a dose sent as new. */
function delayOf(dose: ReviewDose, { receivedOn }: ReviewSubject): number | undefined {
  if (dose.class !== "administered" || dose.day === "" || actionOf(dose.rxa) !== "A") return undefined;
  const days = daysBetween(dose.day, receivedOn);
  return days < 0 ? undefined : days;
}

/** RXA-21; empty is read as add. */
function actionOf(rxa: Segment): string {
  return valueAt(rxa, 21) || "A";
}
