import { segment, type SegmentText } from "../hl7/encode-message.ts";
import type { Finding } from "../validation/finding.ts";
import { erlComponents } from "../validation/location-text.ts";
import type { MessageKind } from "../validation/validation.ts";
import type { Outcome } from "./ack-code.ts";
import { APPLICATION_ERROR_TEXTS, ERROR_TEXTS } from "./error-tables.ts";

/** What the ERR segments tell of. */
export interface Told extends Pick<Outcome, "outcome" | "findings"> {
  readonly type: MessageKind;
}

/** ERR-8, in characters (CDC guide R1.5). */
export const USER_MESSAGE_MAX = 250;

/**
 * One ERR for each finding, in the order of the findings (decision D17). In the answer to an update ERR-8 begins with
 * what became of the data (decision D8).
 */
export function errorSegments(told: Told): readonly SegmentText[] {
  return told.findings.map((finding) => errorSegment(finding, told));
}

function errorSegment(finding: Finding, told: Told): SegmentText {
  const { errorCode, applicationErrorCode, severity, location, ruleId } = finding;
  return segment("ERR", {
    2: location && erlComponents(location),
    3: [errorCode, ERROR_TEXTS[errorCode], "HL70357"],
    4: severity,
    5: applicationErrorCode && [
      applicationErrorCode,
      APPLICATION_ERROR_TEXTS[applicationErrorCode],
      "HL70533",
    ],
    7: ruleId,
    8: userMessage(finding, told),
  });
}

function userMessage(finding: Finding, told: Told): string {
  if (told.type === "query") return finding.text.slice(0, USER_MESSAGE_MAX);
  const isLost = told.outcome !== "processed" || finding.severity === "E" || finding.effect === "refuse-dose";
  return `${isLost ? "Not stored" : "Stored"}: ${finding.text}`.slice(0, USER_MESSAGE_MAX);
}
