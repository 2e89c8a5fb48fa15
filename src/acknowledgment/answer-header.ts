import { type FieldContent, segment, type SegmentText } from "../hl7/encode-message.ts";
import type { FieldText } from "../hl7/field-text.ts";
import type { Field, Segment } from "../hl7/message.ts";
import { fieldAt, isFieldEmpty, valueAt } from "../hl7/value-at.ts";
import type { ProfileId } from "../immunization/profiles/profile.ts";
import { hl7Timestamp } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";

/** The message that is answered, as far as its header goes. */
export interface Answerable {
  /** MSH as received. */
  readonly header: Segment;
  /** MSH-10 as typed; repeated in MSA-2 to the letter. */
  readonly controlIdText: FieldText;
}

/** What our own MSH says. */
export interface Sending {
  readonly realm: Realm;
  readonly nowMs: number;
  /** MSH-10 of the answer; ours, never repeated. */
  readonly controlId: string;
}

/** What kind of answer it is. */
export interface AnswerKind {
  /** MSH-9. */
  readonly type: readonly [string, string, string];
  /** MSH-21.1. */
  readonly profile: ProfileId;
}

/** MSH-3 and MSH-4 of what we send: the names that MIIC's senders put into MSH-5 and MSH-6; assigner of our ids. */
export const REGISTRY = "MIIC";
const KNOWN_PROCESSING_IDS: ReadonlySet<string> = new Set(["P", "T", "D"]);
/** What MSH-11 of an answer says where the sender's was none of the table. */
const PROCESSING_ID_OF_REALM: Readonly<Record<Realm, string>> = { test: "T", production: "P" };

/**
 * MSH of an answer: the sender's names swapped, its MSH-11 copied.
 *
 * @see CDC guide R1.5, MSH; IZ-52, IZ-53
 */
export function answerHeader(received: Segment, sending: Sending, kind: AnswerKind): SegmentText {
  const processingId = valueAt(received, 11);
  return segment("MSH", {
    3: REGISTRY,
    4: REGISTRY,
    5: repeated(fieldAt(received, 3)),
    6: repeated(fieldAt(received, 4)),
    7: hl7Timestamp(sending.nowMs),
    9: kind.type,
    10: sending.controlId,
    11: KNOWN_PROCESSING_IDS.has(processingId) ? processingId : PROCESSING_ID_OF_REALM[sending.realm],
    12: "2.5.1",
    15: "NE",
    16: "NE",
    21: [kind.profile, "CDCPHINVS"],
  });
}

/** The sender's own name back to it: the first repetition, since HD fields do not repeat. */
function repeated(field: Field): FieldContent {
  return isFieldEmpty(field) ? undefined : field[0];
}
