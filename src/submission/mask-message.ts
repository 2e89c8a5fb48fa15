import { ownTextOf } from "./rule-advice.ts";

/** Fields that are shown as they are, counted as HL7 counts them; none of them holds patient data. */
const SHOWN: Readonly<Record<string, readonly number[]>> = {
  MSH: [3, 4, 5, 6, 7, 9, 10, 11, 12, 15, 16, 21],
};

/** The same of an answer, whose errors are ours; in a request anything may stand in them. */
const SHOWN_OF_ANSWER: Readonly<Record<string, readonly number[]>> = {
  ...SHOWN,
  MSA: [1, 2],
  QAK: [2],
  ERR: [2, 3, 4, 5],
};

const MASK = "***";
/** Only what can be nothing but delimiters is taken for them: letters would show through the mask. */
const MSH_WITH_DELIMITERS = /^MSH([!-/:-@[-^`{-~])([!-/:-@[-^`{-~]{2,5})(?:\1|$)/;
const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/;

/** Everything between delimiters, replaced; an empty field stays empty. */
function maskField(text: string, delimiters: string): string {
  let masked = "";
  let hidden = false;
  for (const character of text) {
    const isDelimiter = delimiters.includes(character);
    if (isDelimiter) masked += character;
    else if (!hidden) masked += MASK;
    hidden = !isDelimiter;
  }
  return masked;
}

/** ERR-7 and ERR-8, as far as they are text of this gateway's rules and nothing that was sent. */
function ownErrorFields(fields: readonly string[]): readonly number[] {
  const own = ownTextOf(fields[6] ?? "");
  if (own === undefined) return [];
  return own === "all" ? [7, 8] : [7];
}

function maskSegment(line: string, field: string, encoding: string, isAnswer: boolean): string {
  // The escape character (third) is text here: it may stand for any character.
  const delimiters = encoding.slice(0, 2) + encoding.slice(3);
  const [name = "", ...fields] = line.split(field);
  if (!SEGMENT_NAME.test(name)) return MASK;
  const own = isAnswer && name === "ERR" ? ownErrorFields(fields) : [];
  const shown = new Set([...((isAnswer ? SHOWN_OF_ANSWER : SHOWN)[name] ?? []), ...own]);
  // MSH-1 is the separator itself, so what follows the name is MSH-2, the delimiters.
  const first = name === "MSH" ? 2 : 1;
  const texts = fields.map((text, at) => {
    const position = first + at;
    if (position === 2 && name === "MSH" && text === encoding) return text;
    return shown.has(position) ? text : maskField(text, delimiters);
  });
  return [name, ...texts].join(field);
}

/**
 * A message without what it says of a patient: segment names and the place of every field, component and repetition stay,
 * their text does not. What does not read as a segment is replaced whole.
 */
export function maskMessage(text: string): string {
  return maskLines(text, false);
}

/** An answer of this gateway, masked as a message; what its errors say is shown where it repeats nothing that was sent. */
export function maskAnswer(text: string): string {
  return maskLines(text, true);
}

function maskLines(text: string, isAnswer: boolean): string {
  const lines = text.split(/\r\n|\r|\n/);
  const [, field = "|", encoding = "^~\\&"] =
    lines.map((line) => MSH_WITH_DELIMITERS.exec(line)).find((found) => found !== null) ?? [];
  return lines
    .filter((line) => line !== "")
    .map((line) => maskSegment(line, field, encoding, isAnswer))
    .join("\r");
}
