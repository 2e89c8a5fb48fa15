import type { CarriedOut } from "./carried-out.ts";
import type { MessageRecord } from "./ports.ts";
import type { Received } from "./read-submission.ts";

/** What a row has beside the message as received. */
export interface RowFacts extends Omit<CarriedOut, "alerts" | "contribution"> {
  readonly id: string;
  readonly basis: string;
  /** The row that this one judges anew (decision D7). */
  readonly supersedes: string | undefined;
  /** Has a replay key. */
  readonly isKeyed: boolean;
}

/** The row of a message that was carried out. */
export function messageRecord(received: Received, row: RowFacts): MessageRecord {
  return {
    id: row.id,
    receivedAtMs: received.receivedAtMs,
    organizationId: received.organizationId,
    credentialId: received.credentialId,
    facilityId: received.principal.facilityId,
    controlId: received.controlId,
    origin: received.origin,
    type: received.type,
    processingId: received.processingId,
    ackCode: row.ackCode,
    basis: row.basis,
    payloadHash: received.payloadHash,
    bytes: received.bytes,
    request: received.maskedText,
    answer: row.answer,
    findings: row.findings,
    replayable: row.isKeyed,
    ...(row.supersedes !== undefined && { supersedes: row.supersedes }),
  };
}
