import { READ_LIMITS } from "../hl7/limits.ts";
import type { Location } from "../hl7/location.ts";

/** One field of a text as it stands there; offsets count in the whole text. */
export interface RawField {
  /** As in the guide, MSH-9 is 9; 0 for the name itself, which a broken line may continue. */
  readonly number: number;
  readonly start: number;
  readonly text: string;
}

/** One segment of a text as it stands there, with the broken lines behind it. */
export interface RawSegment {
  readonly name: string;
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
  readonly fields: readonly RawField[];
}

const SEGMENT_START = /^[\s\p{Cc}]*([A-Z][A-Z0-9]{2})(?:\||$)/iu;

/**
 * Cut any text into segments without reading it, more leniently than the reader: an indented or lower-case name begins a
 * segment too, since what is masked must not depend on how cleanly it was sent. A line that begins with no name continues
 * the field it broke.
 */
export function rawSegments(text: string): readonly RawSegment[] {
  const starts = segmentStarts(text);
  const counts = new Map<string, number>();
  return starts.map(({ start, name }, index) => {
    const end = starts[index + 1]?.start ?? text.length;
    const sequence = (counts.get(name) ?? 0) + 1;
    counts.set(name, sequence);
    return { name, sequence, start, end, fields: rawFields(text.slice(start, end), name, start) };
  });
}

/** Where segments begin and how they are called; what stands before the first has no name. */
function segmentStarts(text: string): readonly Pick<RawSegment, "start" | "name">[] {
  const starts = [{ start: 0, name: "" }];
  let lineStart = 0;
  for (const line of text.split(/[\r\n]/)) {
    const name = SEGMENT_START.exec(line)?.[1];
    if (name !== undefined) starts.push({ start: lineStart + line.indexOf(name), name: name.toUpperCase() });
    lineStart += line.length + 1;
  }
  return starts;
}

function rawFields(segment: string, name: string, segmentStart: number): readonly RawField[] {
  const fields: RawField[] = [];
  for (let index = 0, at = 0; at <= segment.length; index += 1) {
    const bar = segment.indexOf("|", at);
    const end = bar === -1 ? segment.length : bar;
    const number = name === "MSH" && index > 0 ? index + 1 : index;
    if (end > at) fields.push({ number, start: segmentStart + at, text: segment.slice(at, end) });
    at = end + 1;
  }
  return fields;
}

/** Parts of a text from a place on; one more than `max` stands for any number above it. */
function partsUntil(text: string, start: number, delimiter: string, max: number): Parts {
  const before = text.slice(start);
  return {
    count: before.split(delimiter, max + 1).length,
    lastStart: start + before.lastIndexOf(delimiter) + 1,
  };
}

interface Parts {
  readonly count: number;
  readonly lastStart: number;
}

/**
 * The place of an offset, deep as its delimiters tell: repetition, component, and subcomponent where there are several. In a
 * field of more parts than are read, as broken lines can make one, it is the field.
 */
export function locationAt(text: string, segment: RawSegment, field: RawField, offset: number): Location {
  const { name, sequence } = segment;
  if (field.number === 0) return { segment: name, sequence };
  const { repetitionsMax, componentsMax, subcomponentsMax } = READ_LIMITS;
  const before = text.slice(field.start, offset);
  const repetitions = partsUntil(before, 0, "~", repetitionsMax);
  const components = partsUntil(before, repetitions.lastStart, "^", componentsMax);
  const subcomponents = partsUntil(before, components.lastStart, "&", subcomponentsMax).count;
  const place = { segment: name, sequence, field: field.number };
  const isOver =
    repetitions.count > repetitionsMax ||
    components.count > componentsMax ||
    subcomponents > subcomponentsMax;
  if (isOver) return place;
  return {
    ...place,
    repetition: repetitions.count,
    component: components.count,
    ...(subcomponents > 1 && { subcomponent: subcomponents }),
  };
}
