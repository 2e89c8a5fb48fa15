import type { Log } from "../kernel/log.ts";
import type { Answered } from "./answer-once.ts";
import type { Received } from "./read-submission.ts";

/** A log line names the rules of a finding no more often than this. */
const RULE_IDS_MAX = 20;

/** Of the submission itself: its reference, and how long it waited for its turn. */
interface Asked {
  readonly requestId: string;
  readonly waitedMs?: number;
}

/** One line for each answered submission, and one for each alert: ids, codes and sizes, nothing of the message (decision D14). */
export function logAnswered(
  log: Log,
  { requestId, waitedMs }: Asked,
  received: Received,
  answered: Answered,
): void {
  log("info", "submission-answered", {
    requestId,
    realm: received.principal.realm,
    organizationId: received.organizationId,
    credentialId: received.credentialId,
    messageId: answered.messageId,
    ackCode: answered.ackCode,
    replay: answered.isReplay,
    bytes: received.bytes,
    ...(waitedMs !== undefined && { waitedMs: Math.round(waitedMs) }),
    ruleIds: [...new Set(answered.ruleIds)].slice(0, RULE_IDS_MAX),
  });
  for (const alert of answered.alerts) {
    log("warn", alert, {
      requestId,
      realm: received.principal.realm,
      organizationId: received.organizationId,
      credentialId: received.credentialId,
      messageId: answered.messageId,
    });
  }
}
