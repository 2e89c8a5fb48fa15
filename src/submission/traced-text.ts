import { ESCAPE_SEQUENCE, unescapeLeaf } from "../hl7/escapes.ts";
import { CONTROL_CHARACTER, transportStart } from "../hl7/segment-lines.ts";
import { isDoubleEscaped, xmlReferences } from "../hl7/xml-references.ts";

/** Where one character of a text that was decoded stands in the text it came from. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A decoded text, each character of it traceable to what it was decoded from. */
export interface TracedText {
  readonly text: string;
  /** @param index of a UTF-16 unit of `text` */
  readonly spanOf: (index: number) => Span;
}

/** Part of a text that does not stand for itself: `characters[i]` stands for `spans[i]`. */
interface Replacement extends Span {
  readonly characters: string;
  readonly spanOf: (index: number) => Span;
}

/** A text as it is; `offset` of it in the one that spans count in. */
function untouched(text: string, offset: number): TracedText {
  return { text, spanOf: (index) => ({ start: offset + index, end: offset + index + 1 }) };
}

/**
 * A text as the reader will see it: without what no XML document can hold, and un-escaped once when it was XML-escaped
 * twice.
 */
export function asRead(received: string): TracedText {
  const references = isDoubleEscaped(received.slice(transportStart(received))) ? xmlReferences(received) : [];
  const illegal = Array.from(received.matchAll(CONTROL_CHARACTER), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    character: "",
  }));
  if (references.length === 0 && illegal.length === 0) return untouched(received, 0);
  const replacements = [...references, ...illegal].toSorted((a, b) => a.start - b.start);
  return replaced(
    received,
    0,
    replacements.map(({ start, end, character }) => ({
      start,
      end,
      characters: character,
      spanOf: () => ({ start, end }),
    })),
  );
}

/**
 * A text whose HL7 escape sequences are read, hex included: what hides behind `\X34\` counts as digit here although the
 * reader leaves it as typed. Formatting counts as a space.
 *
 * @param offset of the text in the one that spans count in
 */
export function withoutEscapes(text: string, offset: number): TracedText {
  if (!text.includes("\\")) return untouched(text, offset);
  const replacements = Array.from(text.matchAll(ESCAPE_SEQUENCE), (match): Replacement => {
    const [sequence] = match;
    const start = offset + match.index;
    const end = start + sequence.length;
    const hex = /^\\X((?:[0-9A-Fa-f]{2})+)\\$/.exec(sequence)?.[1];
    if (hex === undefined) {
      const plain = unescapeLeaf(sequence);
      return { start, end, characters: plain.length === 1 ? plain : " ", spanOf: () => ({ start, end }) };
    }
    const bytes = hex.match(/../g) ?? [];
    return {
      start,
      end,
      characters: bytes.map((byte) => String.fromCodePoint(Number.parseInt(byte, 16))).join(""),
      spanOf: (index) => ({ start: start + 2 + index * 2, end: start + 4 + index * 2 }),
    };
  });
  return replaced(text, offset, replacements);
}

function replaced(text: string, offset: number, replacements: readonly Replacement[]): TracedText {
  const spans: Span[] = [];
  let decoded = "";
  let from = offset;
  const copyUntil = (end: number): void => {
    decoded += text.slice(from - offset, end - offset);
    for (let at = from; at < end; at += 1) spans.push({ start: at, end: at + 1 });
  };
  for (const { start, end, characters, spanOf } of replacements) {
    copyUntil(start);
    decoded += characters;
    for (let index = 0; index < characters.length; index += 1) spans.push(spanOf(index));
    from = end;
  }
  copyUntil(offset + text.length);
  const atEnd = { start: offset + text.length, end: offset + text.length };
  return { text: decoded, spanOf: (index) => spans[index] ?? atEnd };
}
