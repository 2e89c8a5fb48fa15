import type { Segment } from "../../hl7/message.ts";

/** What one message says of a person, whole: the newest of each submitter stands for it. Plain JSON: one sealed document. */
export interface PatientReport {
  readonly messageId: string;
  readonly site: string;
  readonly organizationId: string;
  /** As `ReportSource.asOfMs`. */
  readonly asOfMs: number;
  readonly receivedAtMs: number;
  /** PID as it may be stored. */
  readonly pid: Segment;
  readonly pd1?: Segment;
  /** NK1 in message order. */
  readonly relatives: readonly Segment[];
}
