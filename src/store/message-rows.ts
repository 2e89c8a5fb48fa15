import type { MessageRecord } from "../submission/ports.ts";
import { locationText } from "../validation/location-text.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { SealPlace } from "../vault/sealing.ts";

/** A value of a column as both databases take it. */
export type ColumnValue = string | number | Uint8Array | null;

/** Where a message's text stands; part of its seal (decision D27). */
export function bodyPlace(column: "request" | "answer", id: string, organizationId: string): SealPlace {
  return { table: "message_body", column, rowId: id, organizationId };
}

/** Parameters of INSERT_MESSAGE. */
export function messageRow(record: MessageRecord, { digest }: RealmKeys): readonly ColumnValue[] {
  return [
    record.id,
    record.receivedAtMs,
    record.organizationId,
    record.credentialId,
    record.controlId,
    record.origin.sendingApplication,
    record.origin.sendingFacility,
    record.origin.messageDay,
    record.type,
    record.processingId,
    record.ackCode,
    record.basis,
    record.payloadHash,
    digest.digest("answer", record.answer),
    record.bytes,
    record.supersedes ?? null,
    record.facilityId,
  ];
}

/** Parameters of INSERT_BODY: the texts sealed. */
export function bodyRow(record: MessageRecord, { sealing }: RealmKeys): readonly ColumnValue[] {
  const { id, organizationId, request, answer } = record;
  return [
    id,
    sealing.seal(bodyPlace("request", id, organizationId), request),
    sealing.seal(bodyPlace("answer", id, organizationId), answer),
  ];
}

/** Parameters of INSERT_FINDING, one list for each finding. */
export function findingRows(record: MessageRecord): readonly (readonly ColumnValue[])[] {
  return record.findings.map((finding, position) => [
    record.id,
    position,
    finding.ruleId,
    finding.severity,
    finding.location === undefined ? null : locationText(finding.location),
    finding.errorCode,
    finding.applicationErrorCode ?? null,
    finding.effect,
  ]);
}

/** Parameters of SAVE_TRANSMISSION. */
export function transmissionRow(record: MessageRecord): readonly ColumnValue[] {
  const { organizationId, controlId, payloadHash, id, origin } = record;
  const { sendingApplication, sendingFacility, messageDay } = origin;
  return [organizationId, controlId, payloadHash, id, sendingApplication, sendingFacility, messageDay];
}
