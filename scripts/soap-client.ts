import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { assertNever } from "../src/kernel/assert-never.ts";
import { parseSoapReply, type SoapFault } from "./parse-soap-reply.ts";

export type SoapVersion = "1.1" | "1.2";

/** What came of one call: the text of `return`, a fault, or neither, with what a person can do about it. */
export type SoapReply =
  | { readonly kind: "answer"; readonly text: string; readonly httpStatus: number }
  | { readonly kind: "fault"; readonly fault: SoapFault; readonly httpStatus: number }
  | { readonly kind: "no-answer"; readonly reason: string };

/** One submitSingleMessage call. `undefined` leaves the element out. */
export interface SubmitCall {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly facilityId: string | undefined;
  readonly hl7Message: string;
}

/** A caller of the CDC SOAP service (WSDL 2011). No method rejects. */
export interface SoapClient {
  connectivityTest(echoBack: string): Promise<SoapReply>;
  submitSingleMessage(call: SubmitCall): Promise<SoapReply>;
}

/** One HTTP POST, as far as a SOAP client needs it. */
export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}
/** @throws whatever the network says */
export type Post = (post: HttpPost) => Promise<{ readonly status: number; readonly body: string }>;

export interface SoapClientOptions {
  /** With the path, `https://iis.example.org/miic-ws/client_Service`. */
  readonly url: string;
  /** 1.2, as the WSDL has it, unless said otherwise. */
  readonly soapVersion?: SoapVersion;
  /** The whole call; 60,000 unless said otherwise. */
  readonly timeoutMs?: number;
  /** `fetch` unless said otherwise; `postTrusting()` for a certificate authority of one's own. */
  readonly post?: Post;
}

const NAMESPACE = "urn:cdc:iisb:2011";
const ENVELOPE: Readonly<Record<SoapVersion, string>> = {
  "1.1": "http://schemas.xmlsoap.org/soap/envelope/",
  "1.2": "http://www.w3.org/2003/05/soap-envelope",
};
const TIMEOUT_MS = 60_000;
/** Longest reply that is read, in characters. */
const REPLY_LENGTH_MAX = 20_000_000;

/** @see CDC WSDL 2011, `client_Service` */
export function createSoapClient(options: SoapClientOptions): SoapClient {
  const { url, soapVersion = "1.2", timeoutMs = TIMEOUT_MS, post = postWithFetch } = options;
  const call = async (operation: string, children: string): Promise<SoapReply> => {
    const body = envelope(soapVersion, operation, children);
    try {
      const reply = await post({ url, headers: headersOf(soapVersion, operation), body, timeoutMs });
      return replyOf(operation, reply.status, reply.body);
    } catch (error) {
      return { kind: "no-answer", reason: reasonOf(error) };
    }
  };
  return {
    connectivityTest: (echoBack) => call("connectivityTest", element("echoBack", echoBack)),
    submitSingleMessage: ({ username, password, facilityId, hl7Message }) =>
      call(
        "submitSingleMessage",
        element("username", username) +
          element("password", password) +
          element("facilityID", facilityId) +
          element("hl7Message", hl7Message),
      ),
  };
}

/**
 * A POST over https that trusts the given certificates and no other.
 *
 * @param ca certificates in PEM
 */
export function postTrusting(ca: string): Post {
  return ({ url, headers, body, timeoutMs }) =>
    new Promise((resolve, reject) => {
      const request = url.startsWith("https:") ? httpsRequest : httpRequest;
      const signal = AbortSignal.timeout(timeoutMs);
      const outgoing = request(url, { method: "POST", headers, ca, signal }, (incoming) => {
        incoming.setEncoding("utf8");
        let text = "";
        incoming.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > REPLY_LENGTH_MAX) incoming.destroy(new Error("the reply is too long"));
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          resolve({ status: incoming.statusCode ?? 0, body: text });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
}

const postWithFetch: Post = async ({ url, headers, body, timeoutMs }) => {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" });
  const text = await response.text();
  if (text.length > REPLY_LENGTH_MAX) throw new Error("the reply is too long");
  return { status: response.status, body: text };
};

function replyOf(operation: string, httpStatus: number, body: string): SoapReply {
  const reply = parseSoapReply(body, `${operation}Response`);
  switch (reply.kind) {
    case "return":
      return { kind: "answer", text: reply.text, httpStatus };
    case "fault":
      return { kind: "fault", fault: reply.fault, httpStatus };
    case "not-soap":
      return {
        kind: "no-answer",
        reason: `HTTP ${httpStatus} without a SOAP reply; check the URL and its path`,
      };
    default:
      return assertNever(reply);
  }
}

function headersOf(soapVersion: SoapVersion, operation: string): Readonly<Record<string, string>> {
  const action = `${NAMESPACE}:${operation}`;
  return soapVersion === "1.2"
    ? { "content-type": `application/soap+xml; charset=utf-8; action="${action}"` }
    : { "content-type": "text/xml; charset=utf-8", soapaction: `"${action}"` };
}

function envelope(soapVersion: SoapVersion, operation: string, children: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>` +
    `<s:Envelope xmlns:s="${ENVELOPE[soapVersion]}" xmlns:c="${NAMESPACE}">` +
    `<s:Body><c:${operation}>${children}</c:${operation}></s:Body></s:Envelope>`
  );
}

function element(name: string, text: string | undefined): string {
  return text === undefined ? "" : `<c:${name}>${escapeText(text)}</c:${name}>`;
}

/** CR as a reference: a raw one reaches the service as LF (XML 1.0 section 2.11). */
function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#xD;");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the call failed";
  if (error.name === "TimeoutError") return "no answer in time";
  const cause = error.cause instanceof Error ? error.cause : error;
  const code: unknown = "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? `${cause.message} (${code})` : cause.message;
}
