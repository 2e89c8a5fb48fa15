/** What a report is besides the message it is read from. */
export interface ReportContext {
  readonly messageId: string;
  /** Code of the sending site: MSH-4, or the facilityID when that is empty (decision D25). */
  readonly site: string;
  /** Whose site it is. */
  readonly organizationId: string;
  /** When the message first came, also where it is judged anew later. */
  readonly receivedAtMs: number;
  /** IANA zone of the organization, for an MSH-7 without offset. */
  readonly zone: string;
}
