import type { Message, Segment } from "../hl7/message.ts";
import { firstSegment, valueAt } from "../hl7/value-at.ts";
import type { ErrorCode, Finding } from "./finding.ts";
import { quotable } from "./quotable.ts";
import type { MessageKind } from "./validation.ts";

/** One row of stage 1: what MSH must say before the content is looked at (CDC guide R1.5, Tables 7-2 and 11-3). */
export interface HeaderRule {
  readonly id: string;
  readonly field: number;
  readonly component: number;
  readonly name: string;
  readonly errorCode: ErrorCode;
  /** Values that pass. An empty value passes here: a missing field is a finding of the content (decision D9). */
  readonly supported: (header: Segment) => readonly string[];
  readonly text: string;
  readonly fix: string;
  readonly source: string;
  readonly example: string;
}

/** Events of the message types that are served. */
const EVENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["VXU", ["V04"]],
  ["QBP", ["Q11"]],
]);

export const HEADER_RULES: readonly HeaderRule[] = [
  {
    id: "MSH-9.1-UNSUPPORTED",
    field: 9,
    component: 1,
    name: "Message Type, Message Code",
    errorCode: "200",
    supported: () => [...EVENTS.keys()],
    text: "Message type {value} is not supported",
    fix: "Send VXU with event V04, or QBP with event Q11.",
    source: "CDC guide R1.5, MSH-9; HL70357 200",
    example: "ADT^A04^ADT_A01",
  },
  {
    id: "MSH-9.2-UNSUPPORTED",
    field: 9,
    component: 2,
    name: "Message Type, Trigger Event",
    errorCode: "201",
    supported: (header) => EVENTS.get(valueAt(header, 9)) ?? [valueAt(header, 9, 2)],
    text: "Event {value} is not supported for this message type",
    fix: "Send VXU with event V04, or QBP with event Q11.",
    source: "CDC guide R1.5, MSH-9; HL70357 201",
    example: "VXU^V03^VXU_V03",
  },
  {
    id: "MSH-11.1-UNSUPPORTED",
    field: 11,
    component: 1,
    name: "Processing ID",
    errorCode: "202",
    supported: () => ["P", "T", "D"],
    text: "Processing id {value} is not supported",
    fix: "Send P, T or D.",
    source: "CDC guide R1.5, MSH-11; HL70103; HL70357 202",
    example: "X",
  },
  {
    id: "MSH-12.1-UNSUPPORTED",
    field: 12,
    component: 1,
    name: "Version ID",
    errorCode: "203",
    supported: () => ["2.5.1"],
    text: "HL7 version {value} is not supported",
    fix: "Send 2.5.1.",
    source: "CDC guide R1.5, MSH-12 and IZ-15; HL70357 203",
    example: "2.7",
  },
];

const KINDS: ReadonlyMap<string, MessageKind> = new Map([
  ["VXU", "update"],
  ["QBP", "query"],
  ["VXQ", "query"],
]);

/** @returns what kind of answer the message asks for, whatever else is wrong with it */
export function messageKind(message: Message): MessageKind {
  const header = firstSegment(message, "MSH");
  return header === undefined ? "other" : (KINDS.get(valueAt(header, 9)) ?? "other");
}

function findingOf(rule: HeaderRule, value: string): Finding {
  return {
    ruleId: rule.id,
    severity: "E",
    location: { segment: "MSH", sequence: 1, field: rule.field, repetition: 1, component: rule.component },
    errorCode: rule.errorCode,
    text: `${rule.text.replace("{value}", () => quotable(value))}. ${rule.fix}`,
    effect: "reject",
  };
}

/**
 * Stage 1 of judging a message: type, event, processing id, version.
 *
 * @returns the first thing that cannot be served, or undefined
 */
export function checkHeader(message: Message): Finding | undefined {
  const header = firstSegment(message, "MSH");
  if (header === undefined) return undefined;
  for (const rule of HEADER_RULES) {
    const value = valueAt(header, rule.field, rule.component);
    if (value !== "" && !rule.supported(header).includes(value)) return findingOf(rule, value);
  }
  return undefined;
}
