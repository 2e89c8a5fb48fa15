import type { Principal, Sender } from "../accounts/principal.ts";
import { type FieldText, fieldText } from "../hl7/field-text.ts";
import type { Message, Segment } from "../hl7/message.ts";
import { controlIdOf, readHeader } from "../hl7/read-header.ts";
import { readMessage, type ReadHeader, type Reading, type ReadNote } from "../hl7/read-message.ts";
import { segmentLines } from "../hl7/segment-lines.ts";
import { valueAt } from "../hl7/value-at.ts";
import { assertNever } from "../kernel/assert-never.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { RealmServices } from "./deps.ts";
import {
  maskSocialSecurityNumbers,
  type MaskedPlace,
  type MaskedText,
} from "./mask-social-security-numbers.ts";
import type { Origin } from "./ports.ts";
import type { Submission } from "./submit-single-message.ts";

/** What of the text could be read, beyond its header. */
export type Content =
  | { readonly kind: "message"; readonly message: Message; readonly notes: readonly ReadNote[] }
  | { readonly kind: "batch" }
  | { readonly kind: "other-delimiters" };

/** A submission whose header could be read, so that an acknowledgment can be formed. */
export interface Received {
  /** MSH as received; MSH-9 is `fields[8]`. */
  readonly header: Segment;
  /** MSH-10 as typed, for MSA-2. */
  readonly controlIdText: FieldText;
  /**
   * Key of the transmission: MSH-10; its digest where it is longer than an index takes or holds a number that was masked;
   * `""` when empty.
   */
  readonly controlId: string;
  readonly content: Content;
  readonly origin: Origin;
  /** MSH-9.1 and .2, `VXU^V04`. */
  readonly type: string;
  /** MSH-11.1. */
  readonly processingId: string;
  readonly principal: Principal;
  /** Owner of the site that MSH-4 (when empty: facilityID) names; undefined when it is none of the organization's. */
  readonly sender: Sender | undefined;
  /** The sender's organization; the credential's when there is no sender. */
  readonly organizationId: string;
  readonly credentialId: string;
  readonly receivedAtMs: number;
  /** Keyed digest of the text as received (decision D7). */
  readonly payloadHash: string;
  readonly bytes: number;
  /** The text to store: social security numbers masked (review rule j). */
  readonly maskedText: string;
  readonly maskedPlaces: readonly MaskedPlace[];
}

/** Longest text of a header field that a column and its index take, in characters. */
const HEADER_TEXT_MAX = 250;

/**
 * Read the HL7 text and find out whose it is. Nothing is stored yet.
 *
 * @throws GatewayError when there is no single HL7 message to judge
 */
export function readSubmission(submission: Submission, principal: Principal, realm: RealmServices): Received {
  const text = submission.hl7Message ?? "";
  if (text.trim() === "") throw new GatewayError("empty-message");

  const reading = legible(readMessage(text));
  const { header, controlId } = reading;
  const sender = principal.sites.get(valueAt(header, 4) || principal.facilityId);
  const masked = maskSocialSecurityNumbers(text);
  const stored = storedHeader(masked, reading);
  const isKeptAsTyped = controlId.length <= HEADER_TEXT_MAX && controlId === stored.controlId;

  return {
    header,
    controlIdText: controlId,
    controlId: isKeptAsTyped ? controlId : realm.digest.digest("control-id", controlId),
    content: contentOf(reading),
    origin: {
      sendingApplication: clip(valueAt(stored.header, 3)),
      sendingFacility: clip(valueAt(stored.header, 4)),
      messageDay: valueAt(stored.header, 7).slice(0, 8),
    },
    type: clip(`${valueAt(stored.header, 9)}^${valueAt(stored.header, 9, 2)}`),
    processingId: clip(valueAt(stored.header, 11)),
    principal,
    sender,
    organizationId: sender?.organizationId ?? principal.organizationId,
    credentialId: principal.credentialId,
    receivedAtMs: submission.receivedAtMs,
    payloadHash: realm.digest.digest("payload", text),
    bytes: Buffer.byteLength(text),
    maskedText: masked.text,
    maskedPlaces: masked.places,
  };
}

/** The header as it may stand in columns: a number that was masked in the text is masked there too. */
function storedHeader(masked: MaskedText, asTyped: ReadHeader): ReadHeader {
  if (masked.places.length === 0) return asTyped;
  const line = segmentLines(masked.text).lines.find(({ text }) => text.startsWith("MSH|"))?.text ?? "MSH|";
  return { header: readHeader(line), controlId: fieldText(controlIdOf(line)) };
}

type Legible = ReadHeader & Extract<Reading, { kind: "message" | "batch" | "other-delimiters" }>;

/** The readings that leave by the fault door end here. */
function legible(reading: Reading): Legible {
  switch (reading.kind) {
    case "message":
    case "batch":
    case "other-delimiters":
      return reading;
    case "over-limit":
      throw new GatewayError("message-too-large");
    case "several-messages":
      throw new GatewayError("too-many-messages");
    case "not-hl7":
      throw new GatewayError("not-hl7");
    case "unreadable":
      throw new GatewayError("internal", { cause: reading.cause });
    default:
      return assertNever(reading);
  }
}

function contentOf(reading: Legible): Content {
  if (reading.kind === "message") return { kind: "message", message: reading.message, notes: reading.notes };
  return { kind: reading.kind };
}

function clip(text: string): string {
  return text.slice(0, HEADER_TEXT_MAX);
}
