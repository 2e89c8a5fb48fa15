import type { Generated } from "kysely";

interface MessageTable {
  readonly id: string;
  readonly received_at_ms: number;
  readonly organization_id: string;
  readonly credential_id: string;
  readonly control_id: string;
  readonly sending_application: string;
  readonly sending_facility: string;
  readonly message_day: string;
  readonly type: string;
  readonly processing_id: string;
  readonly ack_code: "AA" | "AE" | "AR";
  readonly basis: string;
  readonly payload_hash: string;
  readonly answer_hash: string;
  readonly bytes: number;
  readonly supersedes: string | null;
  readonly replays: Generated<number>;
  readonly last_replay_at_ms: number | null;
}

interface MessageBodyTable {
  readonly message_id: string;
  /** Sealed; null once purged (decision D26). */
  readonly request: Uint8Array | null;
  /** Sealed; null once purged (decision D26). */
  readonly answer: Uint8Array | null;
}

interface FindingTable {
  readonly message_id: string;
  /** 0-based, in the order of the answer. */
  readonly position: number;
  readonly rule_id: string;
  readonly severity: "E" | "W" | "I";
  /** `PID-7`, `RXA[2]-5.1`; null when the finding is about the whole message. */
  readonly location: string | null;
  readonly error_code: string;
  readonly application_error_code: string | null;
  readonly effect: string;
}

interface TransmissionTable {
  readonly organization_id: string;
  readonly control_id: string;
  readonly payload_hash: string;
  readonly message_id: string;
  readonly sending_application: string;
  readonly sending_facility: string;
  readonly message_day: string;
}

/** Tables of a realm's database as Kysely reads them, beside those of the foundation. */
export type RealmSchema = {
  readonly message: MessageTable;
  readonly message_body: MessageBodyTable;
  readonly finding: FindingTable;
  readonly transmission: TransmissionTable;
};
