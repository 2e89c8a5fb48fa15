import type { GatewayErrorCode } from "../kernel/gateway-error.ts";

/** Why a request is answered with a fault: what the gateway threw, or what the front door found in the envelope. */
export type FaultCode =
  | GatewayErrorCode
  | "wrong-shape"
  | "forbidden-xml"
  | "must-understand"
  | "version-mismatch";

/** What a program at the sender's end should do, in the words of IZ Gateway's retry strategies. */
export type RetryHint = "NORMAL" | "CORRECT_MESSAGE" | "CONTACT_SUPPORT" | "CHECK_IIS_STATUS";

/** A fault with one of the WSDL's elements as the only child of its detail. */
export interface TypedFaultRow {
  readonly kind: "typed";
  readonly element: "fault" | "SecurityFault" | "MessageTooLargeFault" | "UnsupportedOperationFault";
  /** `Code`: any integer by the WSDL; ours tells the rows apart and is stable. */
  readonly number: number;
  /** `Reason`: fixed by the schema for all but `fault`. */
  readonly reason: string;
  /** Whose mistake: Sender is written `Client` in SOAP 1.1, Receiver `Server`. */
  readonly side: "Sender" | "Receiver";
  /**
   * For a person: what is wrong and what to do next. `{messageBytesMax}`, `{helpDesk}`, `{retryAfterSeconds}` and `{until}` are
   * filled in; the retry hint and the reference are added by the writer.
   */
  readonly detail: string;
  readonly retry: RetryHint;
  /** Also sent as `Retry-After`, when the end is not known. */
  readonly retryAfterSeconds?: number;
  readonly source: string;
}

/** A fault of the envelope itself, which SOAP wants without a detail of the application. */
export interface EnvelopeFaultRow {
  readonly kind: "envelope";
  readonly value: "MustUnderstand" | "VersionMismatch";
  readonly reason: string;
  readonly retry: RetryHint;
  readonly source: string;
}

export type FaultRow = TypedFaultRow | EnvelopeFaultRow;

/**
 * Every fault the service can answer with; nothing else is ever written. HTTP status is 500 for all (decision D13).
 * Numbers 10, 1313, 8675309 and 54353 are those of the NIST samples, which clients may know.
 */
export const FAULT_TABLE: Readonly<Record<FaultCode, FaultRow>> = {
  security: {
    kind: "typed",
    element: "SecurityFault",
    number: 10,
    reason: "Security",
    side: "Sender",
    detail:
      "The username, password and facilityID are not valid together. Check all three and the expiry date. Help desk: {helpDesk}",
    retry: "CONTACT_SUPPORT",
    source: "CDC WSDL 2011, SecurityFault; NIST SOAPCON_3",
  },
  "too-many-messages": {
    kind: "typed",
    element: "MessageTooLargeFault",
    number: 1313,
    reason: "MessageTooLarge",
    side: "Sender",
    detail: "More than one HL7 message was sent. Send one message per call.",
    retry: "CORRECT_MESSAGE",
    source: "CDC WSDL 2011, MessageTooLargeFault; NIST SOAPCON_4",
  },
  "message-too-large": {
    kind: "typed",
    element: "MessageTooLargeFault",
    number: 1314,
    reason: "MessageTooLarge",
    side: "Sender",
    detail: "The message has more than {messageBytesMax} bytes. Send a smaller message.",
    retry: "CORRECT_MESSAGE",
    source: "CDC WSDL 2011, MessageTooLargeFault",
  },
  "unsupported-operation": {
    kind: "typed",
    element: "UnsupportedOperationFault",
    number: 8_675_309,
    reason: "UnsupportedOperation",
    side: "Sender",
    detail:
      "The Body must hold one element: connectivityTest or submitSingleMessage of namespace urn:cdc:iisb:2011. Compare the request with the WSDL.",
    retry: "CORRECT_MESSAGE",
    source: "CDC WSDL 2011, UnsupportedOperationFault; NIST SOAPCON_5",
  },
  "malformed-request": {
    kind: "typed",
    element: "fault",
    number: 54_356,
    reason: "UnknownFault",
    side: "Sender",
    detail:
      "The body is empty, incomplete or not well-formed XML. Write & and < of the HL7 text as &amp; and &lt;, and leave out control characters.",
    retry: "CORRECT_MESSAGE",
    source: "CDC WSDL 2011, fault; XML 1.0 section 2.1",
  },
  "wrong-shape": {
    kind: "typed",
    element: "fault",
    number: 54_357,
    reason: "UnknownFault",
    side: "Sender",
    detail:
      "The XML is not a request of this service. Send each parameter once, as plain text, in namespace urn:cdc:iisb:2011. Compare the request with the WSDL.",
    retry: "CORRECT_MESSAGE",
    source: "CDC WSDL 2011, schema; decision D11",
  },
  "forbidden-xml": {
    kind: "typed",
    element: "fault",
    number: 54_358,
    reason: "UnknownFault",
    side: "Sender",
    detail:
      "The XML has a DOCTYPE, a processing instruction, or too many levels, elements or attributes. Send the plain SOAP envelope.",
    retry: "CORRECT_MESSAGE",
    source: "SOAP 1.2 part 1 section 5; promise S2",
  },
  encoding: {
    kind: "typed",
    element: "fault",
    number: 54_359,
    reason: "UnknownFault",
    side: "Sender",
    detail:
      "The bytes are not in the character encoding that the request declares, or that encoding is not supported. Send UTF-8 and declare it.",
    retry: "CORRECT_MESSAGE",
    source: "XML 1.0 section 4.3.3; decision D11",
  },
  "empty-message": {
    kind: "typed",
    element: "fault",
    number: 54_360,
    reason: "UnknownFault",
    side: "Sender",
    detail: "hl7Message is empty. Send one HL7 v2.5.1 message that begins with MSH.",
    retry: "CORRECT_MESSAGE",
    source: "CDC WSDL 2011, hl7Message 1..1; NIST Schematron",
  },
  "not-hl7": {
    kind: "typed",
    element: "fault",
    number: 54_361,
    reason: "UnknownFault",
    side: "Sender",
    detail:
      "hl7Message has no readable MSH segment, so that no acknowledgment can be formed. Send one HL7 v2.5.1 message that begins with MSH.",
    retry: "CORRECT_MESSAGE",
    source: "HL7 v2.5.1 ch. 2, MSH",
  },
  busy: {
    kind: "typed",
    element: "fault",
    number: 54_355,
    reason: "UnknownFault",
    side: "Receiver",
    detail:
      "The service is busy. Send the same message again, unchanged, after {retryAfterSeconds} seconds or more.",
    retry: "NORMAL",
    retryAfterSeconds: 5,
    source: "CDC WSDL 2011, fault; promise R7",
  },
  unavailable: {
    kind: "typed",
    element: "fault",
    number: 54_354,
    reason: "UnknownFault",
    side: "Receiver",
    detail:
      "The service cannot take messages now. Send the same message again, unchanged, after {retryAfterSeconds} seconds or more. Help desk: {helpDesk}",
    retry: "CHECK_IIS_STATUS",
    retryAfterSeconds: 60,
    source: "CDC WSDL 2011, fault; promise R5",
  },
  maintenance: {
    kind: "typed",
    element: "fault",
    number: 54_362,
    reason: "UnknownFault",
    side: "Receiver",
    detail:
      "The service is closed for planned maintenance until {until}. Send the same message again, unchanged, after that. Help desk: {helpDesk}",
    retry: "CHECK_IIS_STATUS",
    retryAfterSeconds: 300,
    source: "CDC WSDL 2011, fault; promise R7",
  },
  internal: {
    kind: "typed",
    element: "fault",
    number: 54_353,
    reason: "UnknownFault",
    side: "Receiver",
    detail:
      "The service failed; the message was not judged. Send it again, unchanged. If it fails again, give the reference to the help desk: {helpDesk}",
    retry: "CONTACT_SUPPORT",
    source: "CDC WSDL 2011, fault",
  },
  "must-understand": {
    kind: "envelope",
    value: "MustUnderstand",
    reason:
      "A header block marked mustUnderstand is not understood here. Credentials belong into the Body; see the WSDL.",
    retry: "CORRECT_MESSAGE",
    source: "SOAP 1.2 part 1 sections 2.4 and 5.4.8; SOAP 1.1 section 4.2.3",
  },
  "version-mismatch": {
    kind: "envelope",
    value: "VersionMismatch",
    reason: "The envelope is neither SOAP 1.2 nor SOAP 1.1. Compare its namespace with the WSDL.",
    retry: "CORRECT_MESSAGE",
    source: "SOAP 1.2 part 1 section 5.4.7; SOAP 1.1 section 4.1.2",
  },
};
