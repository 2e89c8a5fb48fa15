import type { Generated } from "kysely";

interface MessageTable {
  readonly id: string;
  readonly received_at_ms: number;
  readonly organization_id: string;
  readonly credential_id: string;
  readonly facility_id: string;
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

interface PatientTable {
  readonly id: string;
  readonly scope: string;
  readonly created_at_ms: number;
  readonly merged_into: string | null;
  /** 1 while a living record has a vaccine code that an import of code tables may bring. */
  readonly awaits_codes: Generated<number>;
  /** Sealed. */
  readonly document: Uint8Array;
}

interface PatientSourceTable {
  readonly id: string;
  readonly patient_id: string;
  readonly organization_id: string;
  readonly site: string;
  /** Sealed. */
  readonly document: Uint8Array;
}

interface KeyTable {
  readonly patient_id: string;
}

interface MatchReviewTable {
  /** The smaller id of the two. */
  readonly patient_id: string;
  readonly other_id: string;
  readonly reason: "possible" | "several" | "one-identifier";
  /** Ten times the score. */
  readonly score_tenths: number;
  readonly message_id: string;
  readonly created_at_ms: number;
  readonly decision: "same" | "different" | null;
  readonly decided_at_ms: number | null;
  readonly decided_by: string | null;
}

interface VaccinationReportTable {
  readonly id: string;
  readonly patient_id: string;
  readonly source_id: string;
  /** Sealed. */
  readonly document: Uint8Array;
}

interface VaccinationEventTable {
  readonly id: string;
  readonly patient_id: string;
  /** 1 while no living record is in it; its id is kept for the day one is again. */
  readonly gone: Generated<number>;
  /** Sealed. */
  readonly document: Uint8Array;
}

interface MessageSourceTable {
  readonly message_id: string;
  readonly source_id: string;
  /** Set while staff took the message back. */
  readonly withdrawn_at_ms: number | null;
}

interface PatientMergeTable {
  readonly id: string;
  readonly from_id: string;
  readonly into_id: string;
  /** Charts that were moved, as a JSON list. */
  readonly source_ids: string;
  readonly at_ms: number;
  readonly undone_at_ms: number | null;
}

interface QueryDisclosureTable {
  readonly message_id: string;
  readonly patient_id: string;
}

/** Tables of a realm's database as Kysely sees them, the keys left out, beside those of the foundation. */
export type RealmSchema = {
  readonly message: MessageTable;
  readonly message_body: MessageBodyTable;
  readonly finding: FindingTable;
  readonly transmission: TransmissionTable;
  readonly patient: PatientTable;
  readonly patient_source: PatientSourceTable;
  readonly patient_identifier: KeyTable;
  readonly match_key: KeyTable;
  readonly match_review: MatchReviewTable;
  readonly vaccination_report: VaccinationReportTable;
  readonly vaccination_event: VaccinationEventTable;
  readonly message_source: MessageSourceTable;
  readonly patient_merge: PatientMergeTable;
  readonly query_disclosure: QueryDisclosureTable;
};
