import type { Location } from "../hl7/location.ts";
import type { Field, Message, Segment } from "../hl7/message.ts";
import { isFieldEmpty } from "../hl7/value-at.ts";
import { fieldName, segmentName } from "../immunization/field-names.ts";
import type { Finding } from "./finding.ts";

/** One field that was sent or that a finding is about. */
export interface ExplainedField {
  /** `PID-5`. */
  readonly place: string;
  /** `""` for a field that the guide does not name. */
  readonly name: string;
  /** The field as text, delimiters between its parts; `""` when it was not sent. */
  readonly value: string;
  readonly findings: readonly Finding[];
}

export interface ExplainedSegment {
  readonly segment: string;
  readonly sequence: number;
  readonly name: string;
  /** About the segment as a whole. */
  readonly findings: readonly Finding[];
  readonly fields: readonly ExplainedField[];
}

export interface ExplainedMessage {
  readonly segments: readonly ExplainedSegment[];
  /** About segments that are not in the message, and about the message as a whole. */
  readonly others: readonly Finding[];
}

function fieldText(field: Field): string {
  return field.map((repetition) => repetition.map((component) => component.join("&")).join("^")).join("~");
}

function explainSegment(segment: Segment, findings: readonly Finding[]): ExplainedSegment {
  const told = findings.map(({ location }) => location?.field ?? 0);
  const sent = segment.fields.flatMap((field, index) => (isFieldEmpty(field) ? [] : [index + 1]));
  const numbers = [...new Set([...sent, ...told.filter((field) => field > 0)])].toSorted((a, b) => a - b);
  return {
    segment: segment.name,
    sequence: segment.sequence,
    name: segmentName(segment.name),
    findings: findings.filter(({ location }) => location?.field === undefined),
    fields: numbers.map((number) => ({
      place: `${segment.name}-${number}`,
      name: fieldName(segment.name, number),
      value: fieldText(segment.fields[number - 1] ?? []),
      findings: findings.filter(({ location }) => location?.field === number),
    })),
  };
}

const keyOf = ({ segment, sequence }: Pick<Location, "segment" | "sequence">): string =>
  `${segment} ${sequence}`;

/** The message as a tree with names, each finding beside the place it is about. Pure; nothing is stored. */
export function explainMessage(message: Message, findings: readonly Finding[]): ExplainedMessage {
  const here = new Set(message.segments.map(({ name, sequence }) => keyOf({ segment: name, sequence })));
  const isHere = ({ location }: Finding): boolean => location !== undefined && here.has(keyOf(location));
  const bySegment = Map.groupBy(findings.filter(isHere), ({ location }) =>
    location === undefined ? "" : keyOf(location),
  );
  return {
    segments: message.segments.map((segment) =>
      explainSegment(
        segment,
        bySegment.get(keyOf({ segment: segment.name, sequence: segment.sequence })) ?? [],
      ),
    ),
    others: findings.filter((finding) => !isHere(finding)),
  };
}
