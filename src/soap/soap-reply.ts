import { NO_ADDRESSING, type Addressing } from "./addressing.ts";
import { isMultipart } from "./content-type.ts";
import { FAULT_TABLE, type FaultCode } from "./fault-table.ts";
import { isReadableCoding } from "./inflate-body.ts";
import type { OperationName } from "./service-contract.ts";
import { SOAP_VERSIONS, type SoapVersion } from "./soap-version.ts";
import { writeFault, type FaultEnd, type FaultFacts, type QualifiedName } from "./write-fault.ts";

/** What goes back, whole. */
export interface SoapReply {
  readonly status: 200 | 415 | 500;
  /** Lower-case names; Content-Length is among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** For the log line of the request. */
  readonly soapVersion?: SoapVersion;
  readonly operation?: OperationName;
  readonly faultCode?: FaultCode;
}

/** Where a fault is answered. */
export interface FaultContext {
  readonly version: SoapVersion;
  readonly requestId: string;
  readonly addressing?: Addressing;
  readonly notUnderstood?: readonly QualifiedName[];
  readonly operation?: OperationName;
  /** When its cause ends, as far as it is known. */
  readonly end?: FaultEnd;
}

/** A fault, always with HTTP status 500 (decision D13). */
export function faultReply(code: FaultCode, context: FaultContext, facts: FaultFacts): SoapReply {
  const { version, requestId, operation, end } = context;
  const row = FAULT_TABLE[code];
  const text = writeFault(
    {
      code,
      version,
      requestId,
      addressing: context.addressing ?? NO_ADDRESSING,
      notUnderstood: context.notUnderstood ?? [],
      ...(end !== undefined && { end }),
    },
    facts,
  );
  const retryAfter = end?.inSeconds ?? (row.kind === "typed" ? row.retryAfterSeconds : undefined);
  const extra = retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` };
  return {
    ...xmlReply(500, version, text, extra),
    faultCode: code,
    ...(operation !== undefined && { operation }),
  };
}

/** An envelope as an HTTP answer: Content-Length, and nothing that a cache may keep. */
export function xmlReply(
  status: 200 | 500,
  version: SoapVersion,
  text: string,
  extra: Readonly<Record<string, string>> = {},
): SoapReply {
  const body = Buffer.from(text, "utf8");
  return {
    status,
    headers: {
      "content-type": SOAP_VERSIONS[version].contentType,
      "content-length": `${body.length}`,
      "cache-control": "no-store",
      ...extra,
    },
    body,
    soapVersion: version,
  };
}

/** Decision D33: what is not SOAP gets a plain answer. */
function mediaReply(text: string): SoapReply {
  const body = Buffer.from(text, "utf8");
  return {
    status: 415,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-length": `${body.length}`,
      accept: "application/soap+xml, text/xml",
      "accept-encoding": "gzip, identity",
    },
    body,
  };
}

/**
 * The plain answer to a content type or coding that the service does not have.
 *
 * @returns undefined when it has them; any content type but multipart may hold an envelope
 */
export function refuseMedia(
  contentType: string | undefined,
  contentEncoding: string | undefined,
): SoapReply | undefined {
  if (isMultipart(contentType)) {
    return mediaReply("MTOM and other multipart bodies are not supported. Send the SOAP envelope alone.\n");
  }
  if (!isReadableCoding(contentEncoding)) {
    return mediaReply("This Content-Encoding is not supported. Send the body plain or with gzip.\n");
  }
  return undefined;
}
