import { exceededLimit } from "./exceeded-limit.ts";
import { type FieldText, fieldText } from "./field-text.ts";
import type { ReadLimit } from "./limits.ts";
import type { Location } from "./location.ts";
import type { Message, Segment } from "./message.ts";
import { type ParseSegments, parseWithHl7Standard } from "./parse-with-hl7-standard.ts";
import { controlIdOf, encodingCharactersOf, readHeader, readsAsGuide } from "./read-header.ts";
import { type SegmentLines, segmentLines } from "./segment-lines.ts";

/** What an acknowledgment needs of a message, whatever else could be read of it. */
export interface ReadHeader {
  /** The MSH segment, MSH-9 at `fields[8]`; `fields[1]` is MSH-2 as typed. */
  readonly header: Segment;
  /** MSH-10 as typed, for MSA-2 and the replay key; `""` when it was not sent. */
  readonly controlId: FieldText;
}

export type ReadNoteKind = "double-escaped" | "broken-line" | "control-characters";

/** Something that the reader mended or left out. Tells where, never what. */
export interface ReadNote {
  /**
   * `double-escaped`: the text was XML-escaped twice and has been un-escaped once (decision D18) ·
   * `broken-line`: a line that begins with no segment name, mostly a line feed inside free text, was left out ·
   * `control-characters`: control characters other than TAB, or what no XML document can hold, were taken out.
   */
  readonly kind: ReadNoteKind;
  /** Line of the text as received, from 1. */
  readonly line: number;
  /** The segment it happened in; of a broken line the segment before, which it cut short. */
  readonly location: Location;
}

/**
 * What the text is:
 * `message` one message, read · `batch` BHS or FHS around one message · `other-delimiters` MSH-2 declares other
 * characters than the guide's · `over-limit` more parts than a bound allows · `several-messages` more than one MSH ·
 * `not-hl7` nothing that an acknowledgment could be formed from · `unreadable` the parser failed, which is our fault.
 *
 * An MSH-2 that is cut short or longer (`^~`, `^~\&#`) is a `message`, read with the guide's characters; a rule finds
 * it at MSH-2.
 */
export type Reading =
  | (ReadHeader & {
      readonly kind: "message";
      readonly message: Message;
      /** In line order; at most one of each kind for a line. */
      readonly notes: readonly ReadNote[];
    })
  | (ReadHeader & { readonly kind: "batch" })
  | (ReadHeader & { readonly kind: "other-delimiters" })
  | (ReadHeader & { readonly kind: "over-limit"; readonly limit: ReadLimit })
  | { readonly kind: "several-messages" }
  | { readonly kind: "not-hl7" }
  | { readonly kind: "unreadable"; readonly cause: unknown };

/** BHS, FHS, BTS, FTS; a bare name too. */
const BATCH = /^(?:BHS|FHS|BTS|FTS)\|/;
/** A header in any disguise (indented, lower case): what follows it belongs to another patient. */
const ANY_HEADER = /^\s*MSH(?:\||\s*$)/i;

/**
 * Read the text of one message. Never throws.
 *
 * @param text of any origin; CR, LF, CRLF in any mixture end a segment; the caller bounds its length
 * @param parse for tests; hl7-standard behind this guard (decision D2)
 * @see HL7 v2.5.1 ch. 2.6 and 2.7; CDC guide R1.5, MSH
 */
export function readMessage(text: string, parse: ParseSegments = parseWithHl7Standard): Reading {
  const { doubleEscaped, lines } = segmentLines(text);
  const first = lines[0]?.text ?? "";
  const isBatch = lines.some((line) => BATCH.test(line.text));
  if (!first.startsWith("MSH|") && !(isBatch && BATCH.test(first))) return { kind: "not-hl7" };
  const headers = lines.filter((line) => ANY_HEADER.test(line.text));
  if (headers.length > 1) return { kind: "several-messages" };
  const mshLine = headers[0]?.text ?? "";
  if (!mshLine.startsWith("MSH|")) return { kind: "not-hl7" };
  const controlId = fieldText(controlIdOf(mshLine));
  const limit = exceededLimit(lines);
  if (limit !== undefined) return { kind: "over-limit", header: readHeader(mshLine), controlId, limit };
  if (isBatch) return { kind: "batch", header: readHeader(mshLine), controlId };
  if (!readsAsGuide(encodingCharactersOf(mshLine))) {
    return { kind: "other-delimiters", header: readHeader(mshLine), controlId };
  }
  return readSegments({ doubleEscaped, lines }, controlId, parse);
}

function readSegments(text: SegmentLines, controlId: FieldText, parse: ParseSegments): Reading {
  const segmentTexts = text.lines.filter((line) => line.kind === "segment").map((line) => line.text);
  try {
    const message = parse(segmentTexts);
    const [header] = message.segments;
    if (header === undefined) throw new TypeError("the parser made nothing of a header");
    return { kind: "message", header, controlId, message, notes: notesOf(text, message) };
  } catch (cause) {
    return { kind: "unreadable", cause };
  }
}

function notesOf({ doubleEscaped, lines }: SegmentLines, message: Message): readonly ReadNote[] {
  const notes: ReadNote[] = [];
  if (doubleEscaped) {
    notes.push({
      kind: "double-escaped",
      line: lines[0]?.number ?? 1,
      location: { segment: "MSH", sequence: 1, field: 2 },
    });
  }
  let segmentsSeen = 0;
  for (const { kind, number, hadControls } of lines) {
    if (kind === "segment") segmentsSeen += 1;
    if (kind === "segment" && !hadControls) continue;
    const location = locationOf(message.segments[segmentsSeen - 1]);
    if (kind === "broken") notes.push({ kind: "broken-line", line: number, location });
    if (hadControls) notes.push({ kind: "control-characters", line: number, location });
  }
  return notes;
}

/** The first line is MSH, so that there always is a segment. */
function locationOf(segment: Segment | undefined): Location {
  return { segment: segment?.name ?? "MSH", sequence: segment?.sequence ?? 1 };
}
