import type { AckCode } from "../acknowledgment/ack-code.ts";
import type { Judgement } from "./judge.ts";
import type { Received } from "./read-submission.ts";
import type { EarlierTransmissions, RealmTransaction, StoredTransmission, TransmissionKey } from "./ports.ts";
import type { RealmServices } from "./deps.ts";
import type { Alert, CarriedOut } from "./carried-out.ts";
import { controlIdReused } from "./control-id-reused.ts";
import { messageRecord } from "./message-record.ts";

/** What left the gateway for one submission, and for the log. */
export interface Answered {
  readonly answer: string;
  readonly messageId: string;
  readonly ackCode: AckCode;
  readonly ruleIds: readonly string[];
  readonly isReplay: boolean;
  readonly alerts: readonly Alert[];
}

/**
 * Commit the message with its answer, once for each transmission (decision D7). A refused or faulty message that was
 * judged under other rules, codes, sites or rights than today's is judged anew and linked to the earlier row.
 *
 * @param messageId id of the row if one is written
 * @param carryOut does what the message asks for, inside the transaction; not called for a replay
 * @throws GatewayError `unavailable` when the store does not take it; then nothing was acknowledged
 */
export function answerOnce(
  realm: RealmServices,
  received: Received,
  judgement: Judgement,
  messageId: string,
  carryOut: (tx: RealmTransaction, final: Judgement) => Promise<CarriedOut>,
): Promise<Answered> {
  const key = transmissionKey(received, judgement);
  return realm.store.transaction(lockOf(key, messageId), async (tx) => {
    const { payloadHash, origin } = received;
    const { same: earlier, isIdReused } =
      key === undefined ? NONE_EARLIER : await tx.findEarlier(key, payloadHash, origin);
    if (earlier !== undefined && stillStands(earlier, judgement.basis)) return replay(tx, earlier, received);

    const final = isIdReused ? controlIdReused(judgement) : judgement;
    const carriedOut = await carryOut(tx, final);
    const row = { ...carriedOut, id: messageId, basis: final.basis, isKeyed: key !== undefined };
    await tx.saveMessage(messageRecord(received, { ...row, supersedes: earlier?.messageId }));
    await tx.review.saveContribution(received.organizationId, carriedOut.contribution);
    const { answer, ackCode, findings, alerts } = carriedOut;
    const ruleIds = findings.map((finding) => finding.ruleId);
    return { answer, messageId, ackCode, ruleIds, isReplay: false, alerts };
  });
}

const NONE_EARLIER: EarlierTransmissions = { same: undefined, isIdReused: false };

/** Queries are executed anew each time (decision D7); a message without MSH-10 has no key. */
function transmissionKey(received: Received, judgement: Judgement): TransmissionKey | undefined {
  if (judgement.type === "query" || received.controlId === "") return undefined;
  return { organizationId: received.organizationId, controlId: received.controlId };
}

/** Messages under one control id are answered one after the other, so that two copies at once make one row. */
function lockOf(key: TransmissionKey | undefined, messageId: string): string {
  return key === undefined ? messageId : `${key.organizationId}\n${key.controlId}`;
}

function stillStands(earlier: StoredTransmission, basis: string): boolean {
  return earlier.ackCode === "AA" || earlier.basis === basis;
}

async function replay(
  tx: RealmTransaction,
  earlier: StoredTransmission,
  received: Received,
): Promise<Answered> {
  await tx.countReplay(earlier.messageId, received.receivedAtMs);
  const { answer, messageId, ackCode } = earlier;
  return { answer, messageId, ackCode, ruleIds: [], isReplay: true, alerts: [] };
}
