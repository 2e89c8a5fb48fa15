import type { Brand } from "../kernel/brand.ts";
import { escapeLeaf } from "./escapes.ts";
import type { FieldText } from "./field-text.ts";
import { READ_LIMITS } from "./limits.ts";
import type { Er7, Field, Message } from "./message.ts";

/** A component: its text, or the texts of its subcomponents. Plain text; the encoder escapes. */
export type ComponentContent = string | readonly string[];
/** A repetition: the text of its only component, or its components. */
export type RepetitionContent = string | readonly ComponentContent[];
/**
 * A field: one repetition; `{ repetitions }` for several; `{ verbatim }` to repeat what a sender typed. `undefined` when
 * there is nothing to send.
 */
export type FieldContent =
  | RepetitionContent
  | { readonly repetitions: readonly RepetitionContent[] }
  | { readonly verbatim: FieldText }
  | undefined;
/** Fields by their number in the guide; what is not named is empty. MSH-1 and MSH-2 are never named. */
export type FieldContents = Readonly<Record<number, FieldContent>>;
/** One segment in ER7 without its line end; made by `segment()`. */
export type SegmentText = Brand<"SegmentText">;

const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/;
const HEADER_START = "MSH|^~\\&";

/**
 * Write one segment, `segment("ERR", { 2: ["PID", "1", "5"], 4: "E" })`. Everything is escaped; empty parts at the end
 * are left out; a line end in a text becomes a space.
 *
 * @throws RangeError for a name that is none or a field number that the segment cannot have: a mistake of ours
 */
export function segment(name: string, fields: FieldContents): SegmentText {
  const firstNumber = name === "MSH" ? 3 : 1;
  const typed: string[] = [];
  for (const [key, content] of Object.entries(fields)) {
    const number = Number(key);
    if (!Number.isInteger(number) || number < firstNumber || number > READ_LIMITS.fieldsMax) {
      throw new RangeError("no such field in the segment");
    }
    const at = number - firstNumber;
    while (typed.length <= at) typed.push("");
    typed[at] = encodeField(content);
  }
  return segmentText(name, typed);
}

/**
 * Write a message, each segment ended by CR.
 *
 * @param segments MSH first
 * @throws RangeError when the first is not MSH or another one is
 */
export function encodeMessage(segments: readonly SegmentText[]): Er7 {
  const text = segments.map((one) => `${one}\r`).join("");
  if (!isEr7(text)) throw new RangeError("a message is one MSH segment and what follows it");
  return text;
}

/**
 * Write a message that was read. MSH-2 becomes the guide's characters, whatever the sender's were; reading the text gives
 * the same tree for a sender that used the guide's.
 */
export function encodeTree(message: Message): Er7 {
  return encodeMessage(
    message.segments.map(({ name, fields }) => {
      const own = name === "MSH" ? fields.slice(2) : fields;
      return segmentText(name, own.map(encodeRepetitions));
    }),
  );
}

/** Whether a text has the form of what we send: one MSH with the guide's delimiters, each segment ended by CR. */
export function isEr7(text: string): text is Er7 {
  return (
    text.startsWith(`${HEADER_START}|`) &&
    text.endsWith("\r") &&
    !text.includes("\n") &&
    !text.includes("\rMSH|") &&
    !text.includes("\r\r")
  );
}

function segmentText(name: string, fields: readonly string[]): SegmentText {
  const start = name === "MSH" ? HEADER_START : name;
  const text = `${start}|${joined(fields, "|")}`;
  if (!isSegmentText(text)) throw new RangeError("no such segment name");
  return text;
}

function isSegmentText(text: string): text is SegmentText {
  return SEGMENT_NAME.test(text.split("|", 1)[0] ?? "");
}

function encodeField(content: FieldContent): string {
  if (content === undefined) return "";
  if (typeof content === "string") return escapeLeaf(content);
  if ("verbatim" in content) return content.verbatim;
  const repetitions = "repetitions" in content ? content.repetitions : [content];
  return joined(repetitions.map(encodeRepetition), "~");
}

function encodeRepetition(content: RepetitionContent): string {
  return typeof content === "string" ? escapeLeaf(content) : joined(content.map(encodeComponent), "^");
}

function encodeComponent(content: ComponentContent): string {
  return typeof content === "string" ? escapeLeaf(content) : joined(content.map(escapeLeaf), "&");
}

function encodeRepetitions(field: Field): string {
  return encodeField({ repetitions: field });
}

/** Parts with their delimiter between them; empty ones at the end are left out. */
function joined(parts: readonly string[], delimiter: "|" | "~" | "^" | "&"): string {
  const end = parts.findLastIndex((part) => part !== "") + 1;
  return parts.slice(0, end).join(delimiter);
}
