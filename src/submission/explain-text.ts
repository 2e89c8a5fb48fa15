import { type AckCode, ackCodeOf } from "../acknowledgment/ack-code.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import { type Reading, readMessage } from "../hl7/read-message.ts";
import { valueAt } from "../hl7/value-at.ts";
import { REGISTRY_ZONE } from "../kernel/dates.ts";
import { acknowledgedFindings } from "../review/acknowledged-findings.ts";
import { type MessageReview, reviewMessage } from "../review/review-message.ts";
import type { ReviewInput } from "../review/review-setting.ts";
import { type ExplainedMessage, explainMessage } from "../validation/explain-message.ts";
import type { Finding } from "../validation/finding.ts";
import { findingAt } from "../validation/finding-row.ts";
import { limitFindings } from "../validation/limit-findings.ts";
import { orderFindings } from "../validation/order-findings.ts";
import { validate } from "../validation/validate.ts";
import type { DoseOutcome, Validation } from "../validation/validation.ts";
import { ADMISSION_RULES } from "./admission-rules.ts";
import { maskSocialSecurityNumbers } from "./mask-social-security-numbers.ts";
import { readingFindings } from "./reading-findings.ts";
import { reviewTablesOf } from "./review-received.ts";

/** What the service would say of a message. */
export interface Explanation {
  /** MSA-1, or `fault` when the text is no single HL7 message and is answered by a SOAP fault. */
  readonly answer: AckCode | "fault";
  /** The profile it was held against. */
  readonly profile: string | null;
  readonly findings: readonly Finding[];
  readonly doses: readonly (DoseOutcome & { readonly vaccine: string; readonly date: string })[];
  readonly message: ExplainedMessage;
}

/** An answer to a text of which no segment was read. */
function unread(answer: Explanation["answer"], findings: readonly Finding[]): Explanation {
  return { answer, profile: null, findings, doses: [], message: { segments: [], others: findings } };
}

function rejectedBatch(): Explanation {
  const rows = ADMISSION_RULES.filter(({ ruleId }) => ruleId === "GW-BATCH");
  return unread(
    "AR",
    rows.map((row) => findingAt(row, row.location)),
  );
}

function faulty(
  reading: Exclude<Reading, { readonly kind: "message" | "batch" | "other-delimiters" }>,
): Explanation {
  const texts: Readonly<Record<typeof reading.kind, string>> = {
    "over-limit": "The message has more parts than the service takes (MessageTooLargeFault).",
    "several-messages":
      "The text holds more than one MSH. Send each message in a call of its own (MessageTooLargeFault).",
    "not-hl7": "The text is not read as HL7: it must begin with MSH|^~\\&|.",
    unreadable: "The text could not be read.",
  };
  const finding: Finding = {
    ruleId: reading.kind,
    severity: "E",
    errorCode: "207",
    text: texts[reading.kind],
    effect: "reject",
  };
  return unread("fault", [finding]);
}

type Judged = Pick<ReviewInput, "message"> & {
  readonly validation: Validation;
  readonly maskedPlaces: ReviewInput["maskedNumbers"];
};

/** Nothing is kept of an explanation, so that nothing needs a key. */
function unkeyed(_purpose: string, text: string): string {
  return text;
}

/** What the review would add; without a sender no site is known to be enrolled in MnVFC. */
function reviewOf(
  { message, validation, maskedPlaces: maskedNumbers }: Judged,
  nowMs: number,
  codes: CodeSets,
): MessageReview {
  const input = { messageId: "", controlId: "", receivedAtMs: nowMs, message, validation, maskedNumbers };
  const setting = { zone: REGISTRY_ZONE, sites: [], eligibilityCodes: [], isTestData: false };
  const tables = reviewTablesOf(codes);
  return reviewMessage({ ...input, outcome: validation.kind }, { ...setting, tables, digest: unkeyed });
}

/**
 * Judge a text as the service does, without a sender: rights, realm and what is stored already are not looked at.
 *
 * @param nowMs when it would arrive
 */
export function explainText(text: string, nowMs: number, codes: CodeSets): Explanation {
  const reading = readMessage(text);
  if (reading.kind === "batch") return rejectedBatch();
  const { places: maskedPlaces } = maskSocialSecurityNumbers(text);
  if (reading.kind === "other-delimiters")
    return unread("AE", readingFindings({ content: { kind: reading.kind }, maskedPlaces }));
  if (reading.kind !== "message") return faulty(reading);
  const { message } = reading;
  const validation = validate(message, { nowMs, zone: REGISTRY_ZONE, codes });
  const noted = validation.kind === "rejected" ? [] : readingFindings({ content: reading, maskedPlaces });
  const told = [...noted, ...validation.findings];
  const reviewed = reviewOf({ message, validation, maskedPlaces }, nowMs, codes);
  const findings = limitFindings(orderFindings([...told, ...acknowledgedFindings(reviewed, told)]));
  return {
    answer: ackCodeOf({ outcome: validation.kind, findings, ackWarnings: "AE" }),
    profile: validation.kind === "rejected" ? null : validation.profile,
    findings,
    doses: validation.doses.map((dose) => {
      const rxa = message.segments.find(
        ({ name, sequence }) => name === "RXA" && sequence === dose.rxaSequence,
      );
      const [vaccine = "", date = ""] = rxa === undefined ? [] : [valueAt(rxa, 5), valueAt(rxa, 3)];
      return Object.assign({ vaccine, date }, dose);
    }),
    message: explainMessage(message, findings),
  };
}
