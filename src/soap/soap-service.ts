import type { ClientCertificate } from "../accounts/certificate-pins.ts";
import { assertNever } from "../kernel/assert-never.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { errorFields, type Log } from "../kernel/log.ts";
import type { LookFirst } from "../submission/refuse-early.ts";
import type { SubmitSingleMessage } from "../submission/submit-single-message.ts";
import { addressingBlocks } from "./addressing.ts";
import { decodeBody } from "./decode-body.ts";
import type { FaultCode } from "./fault-table.ts";
import { glanceAt } from "./glance-at.ts";
import { inflateBody } from "./inflate-body.ts";
import { limitInFlight, type InFlightLimits } from "./limit-in-flight.ts";
import { createSoapCore, type CoreCall, type SoapCore } from "./node-soap-core.ts";
import { readEnvelope, type EnvelopeRead, type ParameterValues } from "./read-envelope.ts";
import { OPERATIONS, type Operation } from "./service-contract.ts";
import { bodyBytesMaxFor, SOAP_LIMITS } from "./soap-limits.ts";
import { faultReply, refuseMedia, xmlReply, type SoapReply } from "./soap-reply.ts";
import { guessSoapVersion, type SoapVersion } from "./soap-version.ts";
import type { FaultEnd, FaultFacts } from "./write-fault.ts";
import { readWsdl, wsdlWithAddress } from "./wsdl.ts";

/** One POST as the HTTP side read it. */
export interface SoapRequest {
  /** Bytes as on the wire, at most `bodyBytesMax`. */
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly remoteAddress: string;
  /** Certificate of the connection; absent when it showed none. */
  readonly certificate?: ClientCertificate;
  readonly requestId: string;
  readonly receivedAtMs: number;
}

/** What little is known of a request that is refused without being read. */
export interface UnreadRequest {
  readonly contentType: string | undefined;
  /** The first bytes, when there are any. */
  readonly head: Buffer;
  readonly requestId: string;
}

export interface SoapService {
  /** Most bytes of an HTTP body; the HTTP side refuses what is longer with `refuse("message-too-large", …)`. */
  readonly bodyBytesMax: number;
  /** Never rejects: every failure is a reply. */
  readonly answer: (request: SoapRequest) => Promise<SoapReply>;
  /** A fault for a request that is not read. */
  readonly refuse: (code: FaultCode, request: UnreadRequest) => SoapReply;
  /** The plain answer to a content type or coding that the service does not have; undefined when it has. */
  readonly refuseMedia: (
    contentType: string | undefined,
    contentEncoding: string | undefined,
  ) => SoapReply | undefined;
  /** Submissions that are being worked on, also those whose caller has left or was told to send again. */
  readonly inFlight: () => number;
  /** The service description with the service's public address in it. */
  readonly wsdl: (address: string) => string;
}

export interface SoapServiceDeps {
  readonly submit: SubmitSingleMessage;
  /** MESSAGE_BYTES_MAX: most UTF-8 bytes of hl7Message and of echoBack. */
  readonly messageBytesMax: number;
  /** HELP_DESK, shown in some faults. */
  readonly helpDesk: string;
  /** SOAP_PATH. */
  readonly path: string;
  readonly inFlight: InFlightLimits;
  /** Tells what would be refused as busy before it is read; absent: everything is read. */
  readonly lookFirst?: LookFirst;
  /** Longest time until a submission is answered; after it the caller is told to send again, the work goes on. */
  readonly answerDurationMsMax: number;
  readonly log: Log;
}

/** A request whose claim may be known again. */
interface KnownRequest extends SoapRequest {
  readonly claimKey?: string | undefined;
}

type Call = Extract<EnvelopeRead, { readonly kind: "call" }>;

/** Size of the parameters, after shape and operation and before anything is looked at. */
function sizeFault(call: Call, messageBytesMax: number): FaultCode | undefined {
  for (const [name, value] of call.values) {
    if (name === call.operation.payload) {
      if (Buffer.byteLength(value, "utf8") > messageBytesMax) return "message-too-large";
    } else if (value.length > SOAP_LIMITS.credentialCharsMax) {
      return "wrong-shape";
    }
  }
  return undefined;
}

/** Whether a body may be a connectivityTest, which is answered even while submissions are refused. */
function looksLikeProbe(body: Buffer): boolean {
  return body.length <= SOAP_LIMITS.probeBytesMax && body.includes(OPERATIONS.connectivityTest.name);
}

async function withinDeadline(work: Promise<string>, durationMsMax: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new GatewayError("unavailable")), durationMsMax);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function runOf(
  operation: Operation,
  values: ParameterValues,
  request: KnownRequest,
  submit: SubmitSingleMessage,
): () => Promise<string> {
  switch (operation.name) {
    case "connectivityTest":
      return async () => values.get("echoBack") ?? "";
    case "submitSingleMessage":
      return async () =>
        submit({
          username: values.get("username"),
          password: values.get("password"),
          facilityId: values.get("facilityID"),
          hl7Message: values.get("hl7Message"),
          remoteAddress: request.remoteAddress,
          ...(request.certificate && { certificate: request.certificate }),
          requestId: request.requestId,
          receivedAtMs: request.receivedAtMs,
          ...(request.claimKey !== undefined && { claimKey: request.claimKey }),
        });
    default:
      return assertNever(operation.name);
  }
}

/** Longest `Retry-After`: a plan may change, and a sender that sleeps on it would not notice. */
const RETRY_AFTER_SECONDS_MAX = 3_600;

/** When the cause ends, where the error says so. */
function endOf(error: unknown, { receivedAtMs }: SoapRequest): { readonly end?: FaultEnd } {
  const atMs = error instanceof GatewayError ? error.untilMs : undefined;
  if (atMs === undefined) return {};
  const seconds = Math.ceil((atMs - receivedAtMs) / 1_000);
  return { end: { atMs, inSeconds: Math.min(RETRY_AFTER_SECONDS_MAX, Math.max(1, seconds)) } };
}

/** The header blocks go in front of the first Body tag, which is node-soap's own: its envelope holds no text before it. */
function withAddressing(envelope: string, call: Call): string {
  const blocks = addressingBlocks(call.addressing, call.operation.replyAction);
  return blocks === ""
    ? envelope
    : envelope.replace("<soap:Body>", () => `<soap:Header>${blocks}</soap:Header><soap:Body>`);
}

/**
 * The CDC service behind HTTP: bytes to an answer. Resolves when both node-soap cores have read the WSDL.
 *
 * @throws CoreError when node-soap cannot read the WSDL; RangeError for a limit that is no positive integer
 */
export async function createSoapService(deps: SoapServiceDeps): Promise<SoapService> {
  const { log, messageBytesMax } = deps;
  const facts: FaultFacts = { messageBytesMax, helpDesk: deps.helpDesk };
  const wsdl = readWsdl();
  const [core11, core12] = await Promise.all([
    createSoapCore(wsdl, deps.path, "1.1"),
    createSoapCore(wsdl, deps.path, "1.2"),
  ]);
  const cores: Readonly<Record<SoapVersion, SoapCore>> = { "1.1": core11, "1.2": core12 };
  const limited = limitInFlight(deps.submit, deps.inFlight);
  const bodyBytesMax = bodyBytesMaxFor(messageBytesMax);

  function refuse(code: FaultCode, request: UnreadRequest): SoapReply {
    const version = guessSoapVersion(request.head, request.contentType);
    return faultReply(code, { version, requestId: request.requestId }, facts);
  }

  /** The table row of whatever was thrown. What is no GatewayError is a defect: its place goes to the log, nothing out. */
  function codeOf(error: unknown, requestId: string): FaultCode {
    if (error instanceof GatewayError) {
      if (error.cause !== undefined)
        log("error", "fault-answered", { requestId, ...errorFields(error.cause) });
      return error.code;
    }
    log("error", "fault-answered", { requestId, faultCode: "internal", ...errorFields(error) });
    return "internal";
  }

  async function serve(call: Call, request: KnownRequest): Promise<SoapReply> {
    const { version, addressing, operation, values } = call;
    const context = { version, addressing, operation: operation.name, requestId: request.requestId };
    const tooLarge = sizeFault(call, messageBytesMax);
    if (tooLarge !== undefined) return faultReply(tooLarge, context, facts);
    try {
      const coreCall: CoreCall = {
        operation,
        values,
        run: runOf(operation, values, request, limited.submit),
      };
      const envelope = await withinDeadline(cores[version](coreCall), deps.answerDurationMsMax);
      return {
        ...xmlReply(200, version, withAddressing(envelope, call)),
        operation: operation.name,
      };
    } catch (error) {
      return faultReply(codeOf(error, request.requestId), { ...context, ...endOf(error, request) }, facts);
    }
  }

  async function read(request: SoapRequest): Promise<SoapReply> {
    const media = refuseMedia(request.contentType, request.contentEncoding);
    if (media !== undefined) return media;
    const isProbeOnly = limited.isFull(request.remoteAddress);
    const unread: UnreadRequest = { ...request, head: request.body };
    if (isProbeOnly && !looksLikeProbe(request.body)) return refuse("busy", unread);
    if (request.body.length > bodyBytesMax) return refuse("message-too-large", unread);
    const inflated = await inflateBody(request.body, request.contentEncoding, bodyBytesMax);
    if (inflated.kind === "too-large") return refuse("message-too-large", unread);
    if (inflated.kind === "broken") return refuse("malformed-request", unread);
    const known: UnreadRequest = { ...request, head: inflated.body };
    const glance = glanceAt(inflated.body);
    const look = glance && deps.lookFirst?.({ ...glance, remoteAddress: request.remoteAddress });
    if (look?.isTooMuch === true) return { ...refuse("busy", known), operation: "submitSingleMessage" };
    const text = decodeBody(inflated.body, request.contentType);
    if (text === undefined) return refuse("encoding", known);
    const envelope = readEnvelope(text);
    if (envelope.kind === "call") return serve(envelope, { ...request, claimKey: look?.claimKey });
    const version = envelope.version ?? guessSoapVersion(inflated.body, request.contentType);
    return faultReply(envelope.code, { ...envelope, version, requestId: request.requestId }, facts);
  }

  return {
    bodyBytesMax,
    refuse,
    refuseMedia,
    inFlight: limited.running,
    wsdl: (address) => wsdlWithAddress(wsdl, address),
    answer: async (request) => {
      try {
        return await read(request);
      } catch (error) {
        return refuse(codeOf(error, request.requestId), { ...request, head: request.body });
      }
    },
  };
}
