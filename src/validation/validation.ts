import type { CodeSets } from "../codes/code-sets.ts";
import type { Message } from "../hl7/message.ts";
import type { ProfileId } from "../immunization/profiles/profile.ts";
import type { Finding } from "./finding.ts";

/** What a judgement depends on besides the message. */
export interface ValidationContext {
  /** The moment of receipt, milliseconds since the epoch: "in the future" is later than this day. */
  readonly nowMs: number;
  /** IANA zone of the organization: whose calendar day it is, and MSH-7 without a zone (decision D18). */
  readonly zone: string;
  readonly codes: CodeSets;
}

/** What became of one ORDER group. */
export interface DoseOutcome {
  /** 1-based, order of the groups in the message. */
  readonly number: number;
  /** Count of its RXA in the message (component 2 of ERR-2); absent when the group has none. */
  readonly rxaSequence?: number;
  readonly stored: boolean;
}

/** `update`: VXU; `query`: QBP and the old VXQ; `other`: everything else. Decides between ACK^V04 and ACK^Q11 (D17). */
export type MessageKind = "update" | "query" | "other";

interface Judged {
  readonly type: MessageKind;
  /** E before W before I, then message order. Not bounded here: see `limitFindings`. */
  readonly findings: readonly Finding[];
  /** One per ORDER group, in message order; none of a rejected message, none stored of a refused one. */
  readonly doses: readonly DoseOutcome[];
}

/** The header cannot be served: AR, exactly one finding, nothing else was looked at (stage 1 of the guide). */
export interface Rejected extends Judged {
  readonly kind: "rejected";
}

/** The content of the message cannot be used at all: AE, nothing may be stored or asked. */
export interface Refused extends Judged {
  readonly kind: "refused";
  readonly profile: ProfileId;
}

/** The message may be processed. */
export interface Processed extends Judged {
  readonly kind: "processed";
  readonly profile: ProfileId;
  /**
   * The message as it may be stored: what a finding dropped is empty or gone, what it replaced is replaced (PID-8 `U`,
   * RXA-6 `999`, RXA-9 `01`, RXA-20 `CP`), groups of refused doses are gone, `""` is empty. Sequence numbers are those of
   * the message as received. The same object as the received message when nothing changed.
   */
  readonly accepted: Message;
}

export type Validation = Rejected | Refused | Processed;
