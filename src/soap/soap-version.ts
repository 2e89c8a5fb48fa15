/** The SOAP versions that the service speaks; the request's envelope decides which (decision D13). */
export type SoapVersion = "1.1" | "1.2";

/** What differs on the wire between the versions. */
export interface SoapVersionRow {
  readonly version: SoapVersion;
  /** Namespace of Envelope, Header, Body and Fault. */
  readonly namespace: string;
  /** Content-Type of our replies; the charset is not quoted, since WCF compares the text. */
  readonly contentType: string;
  /** Attribute that names the node a header block is for. */
  readonly roleAttribute: "actor" | "role";
  /** Values of that attribute that mean us; an absent or empty one does too. */
  readonly ownRoles: readonly string[];
  readonly source: string;
}

export const SOAP_VERSIONS: Readonly<Record<SoapVersion, SoapVersionRow>> = {
  "1.1": {
    version: "1.1",
    namespace: "http://schemas.xmlsoap.org/soap/envelope/",
    contentType: "text/xml; charset=utf-8",
    roleAttribute: "actor",
    ownRoles: ["http://schemas.xmlsoap.org/soap/actor/next"],
    source: "SOAP 1.1 sections 4 and 6",
  },
  "1.2": {
    version: "1.2",
    namespace: "http://www.w3.org/2003/05/soap-envelope",
    contentType: "application/soap+xml; charset=utf-8",
    roleAttribute: "role",
    ownRoles: [
      "http://www.w3.org/2003/05/soap-envelope/role/next",
      "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
    ],
    source: "SOAP 1.2 part 1 sections 2.2 and 5, RFC 3902",
  },
};

/** @returns the version whose envelope namespace it is, or undefined */
export function soapVersionOf(namespace: string): SoapVersion | undefined {
  if (namespace === SOAP_VERSIONS["1.2"].namespace) return "1.2";
  return namespace === SOAP_VERSIONS["1.1"].namespace ? "1.1" : undefined;
}

const HEAD_BYTES_MAX = 4096;

/**
 * The version to answer in when the envelope could not be read: the first envelope namespace that stands in the body's
 * first 4 KiB, else by Content-Type (`text/xml` is 1.1), else 1.2.
 */
export function guessSoapVersion(body: Buffer, contentType: string | undefined): SoapVersion {
  const head = body.subarray(0, HEAD_BYTES_MAX);
  const at11 = head.indexOf(SOAP_VERSIONS["1.1"].namespace);
  const at12 = head.indexOf(SOAP_VERSIONS["1.2"].namespace);
  if (at12 >= 0 && (at11 < 0 || at12 < at11)) return "1.2";
  if (at11 >= 0) return "1.1";
  return /^\s*text\/xml\b/i.test(contentType ?? "") ? "1.1" : "1.2";
}
