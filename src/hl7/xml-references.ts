import { NOT_XML_CHARACTER } from "./xml-characters.ts";

/** Header of a message or batch whose sender escaped the text once more than XML did (transport: `^~\&amp;`). */
const DOUBLE_ESCAPED_HEADER = /^(?:MSH|FHS|BHS)\|\^~\\&(?:amp|#0{0,5}38|#x0{0,4}26);/i;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi;
const CHARACTER_OF: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** A reference in a text and the character it stands for; `end` is the index after its `;`. */
export interface XmlReference {
  readonly start: number;
  readonly end: number;
  readonly character: string;
}

/** @returns whether a text that begins with its header was XML-escaped once too often (decision D18) */
export function isDoubleEscaped(text: string): boolean {
  return DOUBLE_ESCAPED_HEADER.test(text);
}

/**
 * The XML references of a text, in order: the five named ones and numbers of characters that XML 1.0 allows. Anything
 * else is no reference and stays as typed.
 */
export function xmlReferences(text: string): readonly XmlReference[] {
  const references: XmlReference[] = [];
  for (const match of text.matchAll(REFERENCE)) {
    const [typed, name, decimal, hex] = match;
    const character =
      name === undefined
        ? characterOf(Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10))
        : CHARACTER_OF[name.toLowerCase()];
    if (character !== undefined) {
      references.push({ start: match.index, end: match.index + typed.length, character });
    }
  }
  return references;
}

/** Un-escape once; what comes out is not read again. */
export function unescapeXml(text: string): string {
  let plain = "";
  let from = 0;
  for (const { start, end, character } of xmlReferences(text)) {
    plain += text.slice(from, start) + character;
    from = end;
  }
  return plain + text.slice(from);
}

function characterOf(codePoint: number): string | undefined {
  if (codePoint > 0x10_ff_ff) return undefined;
  const character = String.fromCodePoint(codePoint);
  return character.search(NOT_XML_CHARACTER) === -1 ? character : undefined;
}
