import { type FieldText, fieldText } from "../hl7/field-text.ts";
import { READ_LIMITS } from "../hl7/limits.ts";
import { segmentLines } from "../hl7/segment-lines.ts";

/**
 * The fields of the first QPD just as they were typed, QPD-1 first: an answer repeats them to the letter.
 *
 * @param text the message as received
 * @returns none when there is no QPD
 */
export function typedQueryOf(text: string): readonly FieldText[] {
  const line = segmentLines(text).lines.find((one) => one.kind === "segment" && one.text.startsWith("QPD|"));
  return line === undefined ? [] : line.text.split("|", READ_LIMITS.fieldsMax).slice(1).map(fieldText);
}
