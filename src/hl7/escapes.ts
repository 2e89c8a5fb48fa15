import { NOT_XML_CHARACTER } from "./xml-characters.ts";

/** Every escape sequence that HL7 v2.5.1 ch. 2.7 defines, whole, so that the end of one is never taken for a start. */
export const ESCAPE_SEQUENCE: RegExp =
  /\\(?:[FSTREHN]|X[0-9A-Fa-f]+|[CM][0-9A-Fa-f]{4,6}|Z[A-Za-z0-9]+|\.[a-z]{2}[+-]?\d*)\\/g;
/** The sequences of the delimiters, the only ones that stand for a character here. */
const CHARACTER_OF: Readonly<Record<string, string>> = {
  "\\F\\": "|",
  "\\S\\": "^",
  "\\T\\": "&",
  "\\R\\": "~",
  "\\E\\": "\\",
};
const SEQUENCE_OF: Readonly<Record<string, string>> = {
  "|": "\\F\\",
  "^": "\\S\\",
  "&": "\\T\\",
  "~": "\\R\\",
  "\\": "\\E\\",
};
const LINE_END = /\r\n|\r|\n/g;
const TO_ESCAPE = /[|^&~\\]/g;
/** Whether anything of a leaf has to change on its way out; most leaves are plain. */
const NEEDS_WORK = /[|^&~\\]|[^\t\u0020-\uD7FF\uE000-\uFFFD]/;

/**
 * Read the escape sequences of one leaf, after splitting. Every other sequence (`\X0D\`, `\.br\`, `\H\`, an unfinished
 * one) stays as typed: formatting is not ours to interpret, and a hex sequence must never make a line end.
 */
export function unescapeLeaf(typed: string): string {
  if (!typed.includes("\\")) return typed;
  return typed.replaceAll(ESCAPE_SEQUENCE, (sequence) => CHARACTER_OF[sequence] ?? sequence);
}

/**
 * Write one leaf so that `unescapeLeaf()` gives the same text back. Two things do not come back: a line end becomes one
 * space, since ER7 has no way to hold one that every receiver reads alike; what XML cannot carry is left out.
 */
export function escapeLeaf(text: string): string {
  if (!NEEDS_WORK.test(text)) return text;
  return text
    .replaceAll(LINE_END, " ")
    .replaceAll(NOT_XML_CHARACTER, "")
    .replaceAll(TO_ESCAPE, (character) => SEQUENCE_OF[character] ?? "");
}
