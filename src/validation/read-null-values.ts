import type { Component, Field, Message, Segment } from "../hl7/message.ts";

/** How HL7 writes "delete what is stored". Read as empty here (decision D11). */
const NULL_VALUE = '""';

/** A field that held two quotes. */
export interface NullValue {
  readonly index: number;
  readonly field: number;
}

/** Asked of every field of every message: without a closure for each. */
function hasNull(field: Field): boolean {
  for (const repetition of field)
    for (const component of repetition) if (component.includes(NULL_VALUE)) return true;
  return false;
}

const emptied = (component: Component): Component =>
  component.map((leaf) => (leaf === NULL_VALUE ? "" : leaf));

function withoutNulls(segment: Segment): Segment {
  return {
    ...segment,
    fields: segment.fields.map((field) =>
      hasNull(field) ? field.map((repetition) => repetition.map(emptied)) : field,
    ),
  };
}

/**
 * Reads every leaf of two quotes as empty.
 *
 * @returns the message without them (the same object when there are none) and the fields that held them
 */
export function readNullValues(message: Message): {
  readonly message: Message;
  readonly nulls: readonly NullValue[];
} {
  const nulls: NullValue[] = [];
  message.segments.forEach(({ fields }, index) => {
    fields.forEach((field, position) => {
      if (hasNull(field)) nulls.push({ index, field: position + 1 });
    });
  });
  if (nulls.length === 0) return { message, nulls };
  const touched = new Set(nulls.map(({ index }) => index));
  return {
    message: {
      segments: message.segments.map((segment, index) =>
        touched.has(index) ? withoutNulls(segment) : segment,
      ),
    },
    nulls,
  };
}
