import type { ReadNoteKind } from "../hl7/read-message.ts";
import type { Finding } from "../validation/finding.ts";
import type { MaskedPlace } from "./mask-social-security-numbers.ts";
import type { Received } from "./read-submission.ts";

type Row = Omit<Finding, "location">;

/** What the reader mended or left out, as the sender is told. One row a kind. */
export const NOTE_ROWS: Readonly<Record<ReadNoteKind, Row>> = {
  "double-escaped": {
    ruleId: "GW-ESCAPED-TWICE",
    severity: "I",
    errorCode: "0",
    text: "The message was XML-escaped twice and was read un-escaped. Escape it once.",
    effect: "keep",
  },
  "broken-line": {
    ruleId: "GW-BROKEN-LINE",
    severity: "W",
    errorCode: "100",
    text: "A line after this segment begins with no segment name and was left out. Send no line feed inside a field.",
    effect: "drop",
  },
  "control-characters": {
    ruleId: "GW-CONTROL-CHARACTERS",
    severity: "W",
    errorCode: "102",
    applicationErrorCode: "4",
    text: "Control characters in this segment were taken out. Send printable text only.",
    effect: "drop",
  },
};

export const OTHER_DELIMITERS: Finding = {
  ruleId: "GW-DELIMITERS",
  severity: "E",
  location: { segment: "MSH", sequence: 1, field: 2 },
  errorCode: "102",
  applicationErrorCode: "4",
  text: "MSH-2 declares other encoding characters than the guide's four. Send those of IZ-13.",
  effect: "refuse-message",
};

/** Review rule j, in the words that an ACK may have: the number itself is nowhere (decision D14). */
export const MASKED: Row = {
  ruleId: "RV-J01",
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "4",
  text: "Social security numbers must not be sent. The number was removed before storage.",
  effect: "drop",
};

/** What was found while the text was read, before any rule of the profile ran. */
export function readingFindings(received: Received): readonly Finding[] {
  const { content } = received;
  const notes =
    content.kind === "message"
      ? content.notes.map((note) => ({ ...NOTE_ROWS[note.kind], location: note.location }))
      : [];
  const delimiters = content.kind === "other-delimiters" ? [OTHER_DELIMITERS] : [];
  return [...delimiters, ...notes, ...received.maskedPlaces.map(maskedFinding)];
}

function maskedFinding(place: MaskedPlace): Finding {
  return { ...MASKED, location: place.location };
}
