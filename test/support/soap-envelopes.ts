import { escapeXmlText } from "../../src/soap/xml-text.ts";
import { elementAt, elementsAt, parseXml, type XmlElement } from "./xml-tree.ts";

export const ENVELOPE_NAMESPACES = {
  "1.1": "http://schemas.xmlsoap.org/soap/envelope/",
  "1.2": "http://www.w3.org/2003/05/soap-envelope",
} as const;
export type TestedVersion = keyof typeof ENVELOPE_NAMESPACES;
export const TESTED_VERSIONS = ["1.1", "1.2"] as const;

export const CONTENT_TYPES = {
  "1.1": "text/xml; charset=utf-8",
  "1.2": "application/soap+xml; charset=utf-8",
} as const;

/** An envelope around a body, with prefix `s` for SOAP and `c` for the service. */
export function envelope(version: TestedVersion, body: string, header = ""): string {
  const head = header === "" ? "" : `<s:Header>${header}</s:Header>`;
  return `<s:Envelope xmlns:s="${ENVELOPE_NAMESPACES[version]}" xmlns:c="urn:cdc:iisb:2011">${head}<s:Body>${body}</s:Body></s:Envelope>`;
}

/** Body of a connectivityTest. */
export function echoBody(text: string): string {
  return `<c:connectivityTest><c:echoBack>${escapeXmlText(text)}</c:echoBack></c:connectivityTest>`;
}

export interface SubmitFields {
  readonly username?: string;
  readonly password?: string;
  readonly facilityID?: string;
  readonly hl7Message?: string;
}

/** Body of a submitSingleMessage with the given parameters, escaped, in the order given. */
export function submitBody(fields: SubmitFields): string {
  const children = Object.entries(fields).map(
    ([name, value]: [string, string]) => `<c:${name}>${escapeXmlText(value)}</c:${name}>`,
  );
  return `<c:submitSingleMessage>${children.join("")}</c:submitSingleMessage>`;
}

/** What a client gets out of an answer. */
export type ReadReply =
  | { readonly kind: "return"; readonly version: string; readonly operation: string; readonly text: string }
  | {
      readonly kind: "fault";
      readonly version: string;
      /** `Sender`, `Receiver`, `Client`, `Server`, `MustUnderstand`, `VersionMismatch`. */
      readonly value: string;
      readonly reason: string;
      /** Local name of the detail's child, `""` when there is no detail. */
      readonly element: string;
      readonly number: string;
      readonly detail: string;
    };

function versionOf(namespace: string): string {
  return TESTED_VERSIONS.find((version) => ENVELOPE_NAMESPACES[version] === namespace) ?? namespace;
}

function localOf(qname: string): string {
  return qname.split(":")[1] ?? qname;
}

function readFault(fault: XmlElement): Omit<Extract<ReadReply, { kind: "fault" }>, "kind" | "version"> {
  const is12 = fault.namespace === ENVELOPE_NAMESPACES["1.2"];
  const value = is12 ? elementAt(fault, "Code", "Value") : elementAt(fault, "faultcode");
  const reason = is12 ? elementAt(fault, "Reason", "Text") : elementAt(fault, "faultstring");
  const [detail] = elementsAt(fault, is12 ? "Detail" : "detail");
  const child = detail?.children[0];
  return {
    value: localOf(value.text),
    reason: reason.text,
    element: child?.name ?? "",
    number: child === undefined ? "" : elementAt(child, "Code").text,
    detail: child === undefined ? "" : elementAt(child, "Detail").text,
  };
}

/** Read an answer as a strict client does. */
export function readReply(xml: string): ReadReply {
  const root = parseXml(xml);
  const version = versionOf(root.namespace);
  const body = elementAt(root, "Body");
  const [child] = body.children;
  if (child === undefined || body.children.length > 1) throw new Error("Body must have one child");
  if (child.name === "Fault") return { kind: "fault", version, ...readFault(child) };
  return { kind: "return", version, operation: child.name, text: elementAt(child, "return").text };
}
