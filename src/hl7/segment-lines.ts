import { NOT_XML_CHARACTER } from "./xml-characters.ts";
import { isDoubleEscaped, unescapeXml } from "./xml-references.ts";

/** What a line of the text is, by how it begins. */
export type LineKind = "segment" | "broken";

/** A line that holds something. */
export interface SegmentLine {
  /** From 1, counted in the text as received; CRLF is one line end. */
  readonly number: number;
  readonly kind: LineKind;
  /** Without control characters; a segment has at least one bar. */
  readonly text: string;
  /** Whether control characters were taken out. */
  readonly hadControls: boolean;
}

/** The lines of one text that begins where its first segment begins. */
export interface SegmentLines {
  readonly doubleEscaped: boolean;
  readonly lines: readonly SegmentLine[];
}

/**
 * C0 and DEL less TAB and the line ends, and what else no XML document can hold: not part of any message. Use it with
 * `search`, `matchAll` and `replaceAll`.
 */
export const CONTROL_CHARACTER: RegExp = new RegExp(`${NOT_XML_CHARACTER.source}|\\u007F`, "gu");
const LINE_END = /\r\n|\r|\n/;
const SEGMENT = /^[A-Z][A-Z0-9]{2}(?:\||$)/;

/**
 * Cut a text into the lines that hold something: BOM, MLLP bytes and white space around it are dropped, a text that was
 * XML-escaped twice is un-escaped once, and CR, LF and CRLF end a line in any mixture.
 */
export function segmentLines(received: string): SegmentLines {
  const start = transportStart(received);
  const trimmed = received.slice(start, transportEnd(received, start));
  const doubleEscaped = isDoubleEscaped(trimmed);
  const text = doubleEscaped ? unescapeXml(trimmed) : trimmed;
  const hasControls = text.search(CONTROL_CHARACTER) !== -1;
  const firstNumber = received.slice(0, start).split(LINE_END).length;
  const lines: SegmentLine[] = [];
  for (const [index, raw] of text.split(LINE_END).entries()) {
    const clean = hasControls ? raw.replaceAll(CONTROL_CHARACTER, "") : raw;
    if (clean.trim() === "") continue;
    const isSegment = SEGMENT.test(clean);
    lines.push({
      number: firstNumber + index,
      kind: isSegment ? "segment" : "broken",
      text: isSegment && clean.length === 3 ? `${clean}|` : clean,
      hadControls: clean.length !== raw.length,
    });
  }
  return { doubleEscaped, lines };
}

/** @returns where the text begins after BOM, MLLP start byte and white space */
export function transportStart(text: string): number {
  let start = 0;
  while (start < text.length && isTransportDirt(text.charCodeAt(start))) start += 1;
  return start;
}

function transportEnd(text: string, start: number): number {
  let end = text.length;
  while (end > start && isTransportDirt(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

/** C0 and space, no-break space, BOM. */
function isTransportDirt(code: number): boolean {
  return code <= 0x20 || code === 0xfe_ff || code === 0xa0;
}
