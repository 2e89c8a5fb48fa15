import type { AnswerEntry } from "../journal/journal-entry.ts";
import type { Answered } from "./answer-once.ts";
import type { Judgement } from "./judge.ts";
import type { Received } from "./read-submission.ts";

/** What the journal keeps of an answer that is about to leave; a repeated one names the row it repeats. */
export function answerEntry(
  received: Received,
  judgement: Judgement,
  { messageId, ackCode }: Answered,
  atMs: number,
): AnswerEntry {
  const { organizationId, controlId, payloadHash, principal } = received;
  return {
    kind: "answer",
    atMs,
    realm: principal.realm,
    organizationId,
    controlId,
    payloadHash,
    messageId,
    ackCode,
    isQuery: judgement.type === "query",
  };
}
