import { assertNever } from "../kernel/assert-never.ts";
import { addressingBlocks, FAULT_ACTION, type Addressing } from "./addressing.ts";
import { FAULT_TABLE, type FaultCode, type FaultRow, type TypedFaultRow } from "./fault-table.ts";
import { SERVICE_NAMESPACE } from "./service-contract.ts";
import { SOAP_VERSIONS, type SoapVersion } from "./soap-version.ts";
import { escapeXmlAttribute, escapeXmlText } from "./xml-text.ts";

/** Name of a header block as the request had it. */
export interface QualifiedName {
  /** `""` for none. */
  readonly namespace: string;
  readonly local: string;
}

/** One fault to write. */
export interface Fault {
  readonly code: FaultCode;
  readonly version: SoapVersion;
  /** Correlation id, the end of the Detail; the one in our log. */
  readonly requestId: string;
  readonly addressing: Addressing;
  /** Header blocks that were marked mustUnderstand and are not understood. */
  readonly notUnderstood: readonly QualifiedName[];
  readonly end?: FaultEnd;
}

/** What the table's texts name. */
export interface FaultFacts {
  readonly messageBytesMax: number;
  readonly helpDesk: string;
}

/** When the cause of a fault ends, for `{until}` and `Retry-After`. */
export interface FaultEnd {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Seconds from now, at least 1. */
  readonly inSeconds: number;
}

/** An element that is left out when there is nothing in it. */
function wrapped(name: string, content: string): string {
  return content === "" ? "" : `<${name}>${content}</${name}>`;
}

/** `2026-01-15T03:00Z`; a time to come that nobody knows is "further notice". */
function endText(end: FaultEnd | undefined): string {
  return end === undefined ? "further notice" : `${new Date(end.atMs).toISOString().slice(0, 16)}Z`;
}

function detailText(row: TypedFaultRow, fault: Fault, facts: FaultFacts): string {
  const text = row.detail
    .replace("{messageBytesMax}", () => `${facts.messageBytesMax}`)
    .replace("{retryAfterSeconds}", () => `${row.retryAfterSeconds ?? 0}`)
    .replace("{until}", () => endText(fault.end))
    .replace("{helpDesk}", () => facts.helpDesk);
  const sentence = /[.!?]$/.test(text) ? text : `${text}.`;
  return escapeXmlText(`${sentence} Action: ${row.retry}. Reference: ${fault.requestId}`);
}

/** The only child of the detail. `xsi:type`, since the schema gives Reason none and JAX-WS then reads no string. */
function detailChild(row: TypedFaultRow, fault: Fault, facts: FaultFacts): string {
  return (
    `<${row.element} xmlns="${SERVICE_NAMESPACE}"><Code>${row.number}</Code>` +
    '<Reason xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"' +
    ` xsi:type="xs:string">${row.reason}</Reason><Detail>${detailText(row, fault, facts)}</Detail></${row.element}>`
  );
}

function faultValue(row: FaultRow, version: SoapVersion): string {
  if (row.kind === "envelope") return row.value;
  if (version === "1.2") return row.side;
  return row.side === "Sender" ? "Client" : "Server";
}

function faultElement(row: FaultRow, fault: Fault, facts: FaultFacts): string {
  const value = `soap:${faultValue(row, fault.version)}`;
  const child = row.kind === "typed" ? detailChild(row, fault, facts) : "";
  switch (fault.version) {
    case "1.1":
      return (
        `<soap:Fault><faultcode>${value}</faultcode><faultstring xml:lang="en">${row.reason}</faultstring>` +
        `${wrapped("detail", child)}</soap:Fault>`
      );
    case "1.2":
      return (
        `<soap:Fault><soap:Code><soap:Value>${value}</soap:Value></soap:Code>` +
        `<soap:Reason><soap:Text xml:lang="en">${row.reason}</soap:Text></soap:Reason>` +
        `${wrapped("soap:Detail", child)}</soap:Fault>`
      );
    default:
      return assertNever(fault.version);
  }
}

function notUnderstoodBlock(name: QualifiedName): string {
  return name.namespace === ""
    ? `<soap:NotUnderstood qname="${escapeXmlAttribute(name.local)}"/>`
    : `<soap:NotUnderstood xmlns:q="${escapeXmlAttribute(name.namespace)}" qname="q:${escapeXmlAttribute(name.local)}"/>`;
}

/** SOAP 1.2 part 1 sections 5.4.7 and 5.4.8; SOAP 1.1 has no such headers. */
function envelopeBlocks(fault: Fault): string {
  if (fault.version === "1.1") return "";
  if (fault.code === "version-mismatch") {
    return (
      `<soap:Upgrade><soap:SupportedEnvelope xmlns:q="${SOAP_VERSIONS["1.2"].namespace}" qname="q:Envelope"/>` +
      `<soap:SupportedEnvelope xmlns:q="${SOAP_VERSIONS["1.1"].namespace}" qname="q:Envelope"/></soap:Upgrade>`
    );
  }
  return fault.notUnderstood.map(notUnderstoodBlock).join("");
}

/**
 * The envelope of a fault, in the version asked for, with nothing in it but the table's words, the configured facts and
 * the reference.
 *
 * @see CDC WSDL 2011 and the NIST Schematron for the shape of the detail
 */
export function writeFault(fault: Fault, facts: FaultFacts): string {
  const row = FAULT_TABLE[fault.code];
  const blocks = addressingBlocks(fault.addressing, FAULT_ACTION) + envelopeBlocks(fault);
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${SOAP_VERSIONS[fault.version].namespace}">` +
    wrapped("soap:Header", blocks) +
    `<soap:Body>${faultElement(row, fault, facts)}</soap:Body></soap:Envelope>`
  );
}
