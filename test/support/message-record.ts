import type { MessageRecord } from "../../src/submission/ports.ts";

/** Marker of a synthetic patient: nothing outside the sealed columns may hold it. */
export const CANARY = "ZZCANARYFAMILY";

/** A stored message of organization `org-1`; `id` also makes the control id and the payload hash, unless given. */
export function messageRecord(id: string, change: Partial<MessageRecord> = {}): MessageRecord {
  return {
    id,
    receivedAtMs: 1_700_000_000_000,
    organizationId: "org-1",
    credentialId: "cred-1",
    facilityId: "9998",
    controlId: `control-${id}`,
    origin: { sendingApplication: "EHR", sendingFacility: "FAC1", messageDay: "20231114" },
    type: "VXU^V04",
    processingId: "P",
    ackCode: "AE",
    basis: "rules-1",
    payloadHash: `hash-${id}`,
    bytes: 1500,
    request: `MSH|^~\\&|EHR\rPID|1||1^^^FAC1^MR||${CANARY}^ALEX`,
    answer: `MSH|^~\\&|IIS\rMSA|AE|control-${id}`,
    findings: [
      {
        ruleId: "IZG-0001",
        severity: "W",
        location: { segment: "PID", sequence: 1, field: 8 },
        errorCode: "101",
        text: "PID-8 is missing",
        effect: "keep",
      },
      {
        ruleId: "IZG-0002",
        severity: "E",
        errorCode: "999",
        applicationErrorCode: "1",
        text: "a date is not possible",
        effect: "refuse-dose",
      },
    ],
    replayable: true,
    ...change,
  };
}
