import type { LoginDirectory } from "../accounts/ports.ts";
import type { AckCode } from "../acknowledgment/ack-code.ts";
import { dayInZone } from "../kernel/dates.ts";
import type { CurationContext } from "../registry/curation-context.ts";
import { setMessagesWithdrawn } from "../registry/withdraw-messages.ts";
import { carryOut } from "./carry-out.ts";
import type { RealmServices, SubmissionDeps } from "./deps.ts";
import { judge } from "./judge.ts";
import { messageRecord } from "./message-record.ts";
import type { RealmTransaction, StoredSubmission } from "./ports.ts";
import { readSubmission, type Received } from "./read-submission.ts";

/** What judging a stored message anew needs. */
export interface ReprocessDeps extends Omit<SubmissionDeps, "authenticate" | "realms" | "log" | "journal"> {
  readonly sites: Pick<LoginDirectory, "currentSites">;
  /** Who asked, as the audit trail names them. */
  readonly by: string;
}

/**
 * `reprocessed`: judged anew and recorded, in a row of its own · `given-back`: it was taken back, and is recorded again ·
 * `unchanged`: judged under what holds today already · `skipped`: a query, a message judged anew before, or one whose text
 * is purged.
 */
export type Reprocessed =
  | {
      readonly kind: "reprocessed";
      readonly messageId: string;
      readonly newMessageId: string;
      readonly ackCode: AckCode;
    }
  | { readonly kind: "given-back" | "unchanged" | "skipped"; readonly messageId: string };

/** What staff's work in a transaction needs. */
export function curationContext(tx: RealmTransaction, deps: ReprocessDeps): CurationContext {
  const { newId, now, by } = deps;
  return { registry: tx.registry, curation: tx.curation, codes: deps.codes(), newId, nowMs: now(), by };
}

/** The stored text as if it came today from the same credential; what tells it apart stays as it was. */
async function receivedAgain(
  stored: StoredSubmission,
  request: string,
  realm: RealmServices,
  deps: ReprocessDeps,
): Promise<Received> {
  const { organizationId, credentialId, facilityId, receivedAtMs, controlId, payloadHash, bytes } = stored;
  const sites = await deps.sites.currentSites(organizationId, dayInZone(deps.now()));
  const submission = {
    username: "",
    password: "",
    facilityId,
    remoteAddress: "",
    requestId: stored.id,
    receivedAtMs,
    hl7Message: request,
  };
  const principal = { credentialId, realm: realm.realm, organizationId, facilityId, sites };
  const received = readSubmission(submission, principal, realm);
  return { ...received, controlId, payloadHash, bytes, organizationId };
}

/**
 * Take back what came of a stored message, or give it back: what it reported of a person and what it adds to the review.
 *
 * @returns whether it had reported something
 * @throws GatewayError `unavailable` when the database does not take it
 */
export function setMessageWithdrawn(
  realm: RealmServices,
  messageId: string,
  isWithdrawn: boolean,
  deps: ReprocessDeps,
): Promise<boolean> {
  return realm.store.transaction(messageId, async (tx) => {
    const stored = await tx.findSubmission(messageId);
    if (stored !== undefined)
      await tx.review.setContributionWithdrawn(stored.organizationId, messageId, isWithdrawn);
    return (await setMessagesWithdrawn(curationContext(tx, deps), [messageId], isWithdrawn)) > 0;
  });
}

/**
 * Judge a stored update by today's rules, codes, sites and rights, and let what follows from it take the place of what
 * followed before; in one transaction. A resent copy then gets the new answer.
 *
 * @throws GatewayError `unavailable` when the database does not take it
 */
export function reprocessMessage(
  realm: RealmServices,
  messageId: string,
  deps: ReprocessDeps,
): Promise<Reprocessed> {
  return realm.store.transaction(messageId, async (tx) => {
    const stored = await tx.findSubmission(messageId);
    if (stored?.request === undefined || stored.isSuperseded) return { kind: "skipped", messageId };
    const received = await receivedAgain(stored, stored.request, realm, deps);
    const judgement = judge(received, realm, deps);
    if (judgement.type === "query") return { kind: "skipped", messageId };
    const curation = curationContext(tx, deps);
    if (judgement.basis === stored.basis) {
      const given = await setMessagesWithdrawn(curation, [messageId], false);
      await tx.review.setContributionWithdrawn(stored.organizationId, messageId, false);
      return { kind: given > 0 ? "given-back" : "unchanged", messageId };
    }
    const newMessageId = deps.newId();
    const reviewed = await tx.review.endContribution(received.organizationId, messageId);
    const work = {
      received,
      judgement,
      messageId: newMessageId,
      realm: realm.realm,
      digest: realm.digest,
      ...(reviewed !== undefined && { maskedBefore: reviewed.maskedNumbers }),
    };
    const carriedOut = await carryOut(tx.registry, work, deps);
    // After the new one is recorded, so that its person and doses stay the same ones.
    await setMessagesWithdrawn(curation, [messageId], true);
    const { basis } = judgement;
    const row = {
      ...carriedOut,
      id: newMessageId,
      basis,
      supersedes: messageId,
      isKeyed: received.controlId !== "",
    };
    await tx.saveMessage(messageRecord(received, row));
    await tx.review.saveContribution(received.organizationId, carriedOut.contribution);
    return { kind: "reprocessed", messageId, newMessageId, ackCode: carriedOut.ackCode };
  });
}
