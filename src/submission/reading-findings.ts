import type { Location } from "../hl7/location.ts";
import type { ReadNoteKind } from "../hl7/read-message.ts";
import type { Finding } from "../validation/finding.ts";
import { findingAt, type FindingRow } from "../validation/finding-row.ts";
import type { Received } from "./read-submission.ts";

/** What the reader mended or left out, as the sender is told. One row a kind. */
export const NOTE_ROWS: Readonly<Record<ReadNoteKind, FindingRow>> = {
  "double-escaped": {
    ruleId: "GW-ESCAPED-TWICE",
    severity: "I",
    errorCode: "0",
    text: "The message was XML-escaped twice and was read un-escaped. Escape it once.",
    effect: "keep",
    source: "decision D18",
  },
  "broken-line": {
    ruleId: "GW-BROKEN-LINE",
    severity: "W",
    errorCode: "100",
    text: "A line after this segment begins with no segment name and was left out. Send no line feed inside a field.",
    effect: "drop",
    source: "HL7 v2.5.1 ch. 2.6: a segment begins with its name and ends with CR",
  },
  "control-characters": {
    ruleId: "GW-CONTROL-CHARACTERS",
    severity: "W",
    errorCode: "102",
    applicationErrorCode: "4",
    text: "Control characters in this segment were taken out. Send printable text only.",
    effect: "drop",
    source: "HL7 v2.5.1 ch. 2A, ST: printable characters; XML 1.0 section 2.2",
  },
};

export const OTHER_DELIMITERS: FindingRow = {
  ruleId: "GW-DELIMITERS",
  severity: "E",
  errorCode: "102",
  applicationErrorCode: "4",
  text: "MSH-2 declares other encoding characters than the guide's four. Send those of IZ-13.",
  effect: "refuse-message",
  source: "CDC guide R1.5, MSH-2; IZ-13",
};

const MSH_2: Location = { segment: "MSH", sequence: 1, field: 2 };

/** Review rule j, in the words that an ACK may have: the number itself is nowhere (decision D14). */
export const MASKED: FindingRow = {
  ruleId: "RV-J01",
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "4",
  text: "Social security numbers must not be sent. The number was removed before storage.",
  effect: "drop",
  source: "MIIC onboarding guide, rule j",
};

/** What was found while the text was read, before any rule of the profile ran. */
export function readingFindings({
  content,
  maskedPlaces,
}: Pick<Received, "content" | "maskedPlaces">): readonly Finding[] {
  const notes =
    content.kind === "message"
      ? content.notes.map(({ kind, location }) => findingAt(NOTE_ROWS[kind], location))
      : [];
  const delimiters = content.kind === "other-delimiters" ? [findingAt(OTHER_DELIMITERS, MSH_2)] : [];
  return [...delimiters, ...notes, ...maskedPlaces.map(({ location }) => findingAt(MASKED, location))];
}
