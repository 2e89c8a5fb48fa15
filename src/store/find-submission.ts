import { GatewayError } from "../kernel/gateway-error.ts";
import type { StoredSubmission } from "../submission/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { Execute } from "./create-curation.ts";
import { bodyPlace } from "./message-rows.ts";
import { isAckCode } from "./read-replay.ts";
import { textOf } from "./registry-documents.ts";
import { numberOf } from "./registry-rows.ts";

/** Parameters: message. */
export const FIND_SUBMISSION = `
  select m.id, m.received_at_ms, m.organization_id, m.credential_id, m.facility_id, m.control_id, m.payload_hash, m.bytes,
         m.ack_code, m.basis, b.request,
         (select min(n.id) from message n where n.supersedes = m.id) as superseded_by
    from message m
    join message_body b on b.message_id = m.id
   where m.id = $1`;

/** A stored message with its text opened. */
export async function findSubmission(
  execute: Execute,
  { sealing }: RealmKeys,
  messageId: string,
): Promise<StoredSubmission | undefined> {
  const [row] = await execute(FIND_SUBMISSION, [messageId]);
  if (row === undefined) return undefined;
  const { ack_code: ackCode, request } = row;
  const [id, organizationId] = [textOf(row, "id"), textOf(row, "organization_id")];
  try {
    if (!isAckCode(ackCode)) throw new Error("a stored message is not readable");
    return {
      id,
      organizationId,
      receivedAtMs: numberOf(row, "received_at_ms"),
      credentialId: textOf(row, "credential_id"),
      facilityId: textOf(row, "facility_id"),
      controlId: textOf(row, "control_id"),
      payloadHash: textOf(row, "payload_hash"),
      bytes: numberOf(row, "bytes"),
      ackCode,
      basis: textOf(row, "basis"),
      request:
        request instanceof Uint8Array
          ? sealing.open(bodyPlace("request", id, organizationId), request)
          : undefined,
      isSuperseded: row["superseded_by"] !== null,
    };
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError("internal", { cause: error });
  }
}
