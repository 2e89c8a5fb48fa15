import { encodeMessage, segment } from "../hl7/encode-message.ts";
import type { Er7 } from "../hl7/message.ts";
import type { MessageKind } from "../validation/validation.ts";
import { ackCodeOf, type AckCode, type Outcome } from "./ack-code.ts";
import { type Answerable, answerHeader, type Sending } from "./answer-header.ts";
import { errorSegments } from "./error-segments.ts";

/** What was decided about it. */
export interface Decided extends Outcome {
  readonly type: MessageKind;
}

/**
 * Write the ACK (profile Z23) of a judged message: event Q11 for a query, V04 for all else (CDC guide R1.5, IZ-51).
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
  const event = decided.type === "query" ? "Q11" : "V04";
  const msh = answerHeader(answered.header, sending, { type: ["ACK", event, "ACK"], profile: "Z23" });
  const answer = encodeMessage([msh, msa, ...errorSegments(decided)]);
  return { ackCode, answer };
}
