import type { Field, Message, Repetition, Segment } from "./message.ts";

const NO_FIELD: Field = [];

/** @returns field `number` (1-based, MSH-9 is 9); an empty field when it was not sent */
export function fieldAt(segment: Segment, number: number): Field {
  return segment.fields[number - 1] ?? NO_FIELD;
}

/**
 * One leaf of a segment, all counts 1-based as in ERR-2.
 *
 * @returns the unescaped text, `""` when that place was not sent
 */
export function valueAt(
  segment: Segment,
  field: number,
  component = 1,
  repetition = 1,
  subcomponent = 1,
): string {
  return segment.fields[field - 1]?.[repetition - 1]?.[component - 1]?.[subcomponent - 1] ?? "";
}

/** One leaf of a repetition: `component` and `subcomponent` 1-based; `""` when not sent. */
export function leafAt(repetition: Repetition | undefined, component: number, subcomponent = 1): string {
  return repetition?.[component - 1]?.[subcomponent - 1] ?? "";
}

/** @returns the first segment of that name, or undefined */
export function firstSegment(message: Message, name: string): Segment | undefined {
  return message.segments.find((segment) => segment.name === name);
}

/** @returns whether nothing but empty leaves was sent in the field; `""` (two quotes) counts as sent */
export function isFieldEmpty(field: Field): boolean {
  return field.every(isRepetitionEmpty);
}

/** @returns whether every leaf of the repetition is empty */
export function isRepetitionEmpty(repetition: Repetition): boolean {
  return repetition.every((component) => component.every((leaf) => leaf === ""));
}
