import type { Brand } from "../kernel/brand.ts";
import { NOT_XML_CHARACTER } from "./xml-characters.ts";

/**
 * The text of one field just as its sender typed it, escapes and component separators included. Holds no field
 * separator, no line end and nothing that XML 1.0 cannot carry, so that it can be repeated in an answer as it is
 * (MSA-2, QAK-1).
 */
export type FieldText = Brand<"FieldText">;

function isFieldText(text: string): text is FieldText {
  return !/[|\r\n]/.test(text) && text.search(NOT_XML_CHARACTER) === -1;
}

/** The field up to its bar or line end, without the characters that no answer could hold. */
export function fieldText(typed: string): FieldText {
  const [first = ""] = typed.split(/[|\r\n]/, 1);
  const text = first.replaceAll(NOT_XML_CHARACTER, "");
  if (!isFieldText(text)) throw new RangeError("a field text still holds what was taken out");
  return text;
}
