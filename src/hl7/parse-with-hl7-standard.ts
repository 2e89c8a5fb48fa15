import HL7 from "hl7-standard";
import { unescapeLeaf } from "./escapes.ts";
import type { Component, Field, Message, Repetition, Segment } from "./message.ts";

const EMPTY_COMPONENT: Component = [""];
const EMPTY_REPETITION: Repetition = [EMPTY_COMPONENT];
const EMPTY_FIELD: Field = [];
const FIELD_SEPARATOR: Field = [[["|"]]];

/** Builds a message from lines that the guard let through: segment names are checked, each line has a bar, MSH first. */
export type ParseSegments = (lines: readonly string[]) => Message;

/**
 * Read lines through hl7-standard, by the one path of it that reads right (decision D2): a new instance, CR alone as
 * line end, `transformed[…].data` walked in the order of the text. Its own getters, setters and `build` are never used.
 * Empty parts at the end of a component, repetition, field or segment are left out: `A^B^^` is `A^B`.
 *
 * @throws Error when the package fails or did not make one segment of each line
 */
export function parseWithHl7Standard(lines: readonly string[]): Message {
  const parser = new HL7(`${lines.join("\r")}\r`, { lineEndings: "\r" });
  parser.transform();
  const inOrder = Object.values(parser.transformed)
    .flat()
    .toSorted((a, b) => a.index - b.index);
  if (inOrder.length !== lines.length) throw new Error("the parser lost or made segments");
  const counts = new Map<string, number>();
  const segments = inOrder.map((data, index): Segment => {
    const sequence = (counts.get(data.type) ?? 0) + 1;
    counts.set(data.type, sequence);
    return { name: data.type, sequence, fields: fieldsOf(data, lines[index] ?? "") };
  });
  return { segments };
}

function fieldsOf(segment: HL7.SegmentData, line: string): readonly Field[] {
  const values = Object.values(segment.data);
  if (segment.type !== "MSH") return withoutEmptyEnd(values.map(toField), isEmptyField);
  const encodingCharacters: Field = [[[line.split("|", 2)[1] ?? ""]]];
  const rest = withoutEmptyEnd(values.slice(1).map(toField), isEmptyField);
  return [FIELD_SEPARATOR, encodingCharacters, ...rest];
}

function toField(value: HL7.FieldData): Field {
  if (value === "") return EMPTY_FIELD;
  if (typeof value === "string") return [[[unescapeLeaf(value)]]];
  const repetitions = withoutEmptyEnd(toRepetitions(value), isEmptyRepetition);
  return repetitions;
}

function toRepetitions(value: Exclude<HL7.FieldData, string>): readonly Repetition[] {
  if (!isList(value)) return [toRepetition(value)];
  const subcomponents = value.filter((item) => typeof item === "string");
  if (subcomponents.length > 0) return [[toComponent(subcomponents)]];
  return value.filter((item) => typeof item !== "string").map(toRepetition);
}

function toRepetition(data: HL7.RepetitionData): Repetition {
  const components = withoutEmptyEnd(Object.values(data).map(toComponent), isEmptyComponent);
  return components.length === 0 ? EMPTY_REPETITION : components;
}

function toComponent(data: HL7.ComponentData): Component {
  if (data === "") return EMPTY_COMPONENT;
  if (typeof data === "string") return [unescapeLeaf(data)];
  const leaves = withoutEmptyEnd(data.map(unescapeLeaf), (leaf) => leaf === "");
  return leaves.length === 0 ? EMPTY_COMPONENT : leaves;
}

function isList(
  value: Exclude<HL7.FieldData, string>,
): value is readonly string[] | readonly HL7.RepetitionData[] {
  return Array.isArray(value);
}

function isEmptyField(field: Field): boolean {
  return field.length === 0;
}

function isEmptyRepetition(repetition: Repetition): boolean {
  return repetition.length === 1 && isEmptyComponent(repetition[0] ?? EMPTY_COMPONENT);
}

function isEmptyComponent(component: Component): boolean {
  return component.length === 1 && component[0] === "";
}

function withoutEmptyEnd<T>(items: readonly T[], isEmpty: (item: T) => boolean): readonly T[] {
  let end = items.length;
  for (let last = items.at(-1); last !== undefined && isEmpty(last); last = items[end - 1]) end -= 1;
  return end === items.length ? items : items.slice(0, end);
}
