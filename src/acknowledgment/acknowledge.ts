import { encodeMessage, segment, type FieldContent, type SegmentText } from "../hl7/encode-message.ts";
import type { FieldText } from "../hl7/field-text.ts";
import type { Er7, Field, Segment } from "../hl7/message.ts";
import { fieldAt, isFieldEmpty, valueAt } from "../hl7/value-at.ts";
import { hl7Timestamp } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import type { Finding } from "../validation/finding.ts";
import { ackCodeOf, type AckCode, type Outcome } from "./ack-code.ts";
import { errorSegments } from "./error-segments.ts";

/** The message that is answered, as far as its header goes. */
export interface Answerable {
  /** MSH as received. */
  readonly header: Segment;
  /** MSH-10 as typed; repeated in MSA-2 to the letter. */
  readonly controlIdText: FieldText;
}

/** What was decided about it. */
export interface Decided extends Outcome {
  readonly type: "update" | "query" | "other";
  readonly findings: readonly Finding[];
}

/** What our own MSH says. */
export interface Sending {
  readonly realm: Realm;
  readonly nowMs: number;
  /** MSH-10 of the ACK; ours, never repeated. */
  readonly controlId: string;
}

/** MSH-3 and MSH-4 of what we send: the names that MIIC's senders put into MSH-5 and MSH-6. */
const REGISTRY = "MIIC";
const KNOWN_PROCESSING_IDS: readonly string[] = ["P", "T", "D"];
/** What MSH-11 of an answer says where the sender's was none of the table. */
const PROCESSING_ID_OF_REALM: Readonly<Record<Realm, string>> = { test: "T", production: "P" };
/** Queries are acknowledged with event Q11, all else with V04 (decision D17, CDC guide IZ-51). */
const QUERY_TYPES: readonly string[] = ["QBP", "VXQ"];

/**
 * Write the ACK (profile Z23) of a judged message.
 *
 * @see CDC guide R1.5 chapter 6 "ACK", addendum of July 2015; decisions D8 and D17
 */
export function acknowledge(
  answered: Answerable,
  decided: Decided,
  sending: Sending,
): { readonly ackCode: AckCode; readonly answer: Er7 } {
  const ackCode = ackCodeOf(decided);
  const msa = segment("MSA", { 1: ackCode, 2: { verbatim: answered.controlIdText } });
  const answer = encodeMessage([headerOf(answered.header, sending), msa, ...errorSegments(decided)]);
  return { ackCode, answer };
}

function headerOf(received: Segment, sending: Sending): SegmentText {
  const event = QUERY_TYPES.includes(valueAt(received, 9)) ? "Q11" : "V04";
  const processingId = valueAt(received, 11);
  return segment("MSH", {
    3: REGISTRY,
    4: REGISTRY,
    5: repeated(fieldAt(received, 3)),
    6: repeated(fieldAt(received, 4)),
    7: hl7Timestamp(sending.nowMs),
    9: ["ACK", event, "ACK"],
    10: sending.controlId,
    11: KNOWN_PROCESSING_IDS.includes(processingId) ? processingId : PROCESSING_ID_OF_REALM[sending.realm],
    12: "2.5.1",
    15: "NE",
    16: "NE",
    21: ["Z23", "CDCPHINVS"],
  });
}

/** The sender's own name back to it: the first repetition, since HD fields do not repeat. */
function repeated(field: Field): FieldContent {
  return isFieldEmpty(field) ? undefined : field[0];
}
