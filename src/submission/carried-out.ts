import type { AckCode } from "../acknowledgment/ack-code.ts";
import type { Er7 } from "../hl7/message.ts";
import type { LogEvent } from "../kernel/log.ts";
import type { MessageContribution } from "../review/contribution.ts";
import type { Finding } from "../validation/finding.ts";

/** Log events about one message that an operator should look at. */
export type Alert = Extract<LogEvent, "query-burst" | "candidates-capped">;

/** A message that was carried out, with its answer. */
export interface CarriedOut {
  readonly ackCode: AckCode;
  readonly answer: Er7;
  /** As answered: E before W before I; bounded, the last one counts what is over. Those for staff alone follow. */
  readonly findings: readonly Finding[];
  /** What the operator is told beside the answer. */
  readonly alerts: readonly Alert[];
  /** What it adds to the technical message review. */
  readonly contribution: MessageContribution;
}
