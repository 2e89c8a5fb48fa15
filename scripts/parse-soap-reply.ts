import { SaxesParser } from "saxes";

/** A fault of either SOAP version, with the typed detail of the CDC WSDL when there is one. */
export interface SoapFault {
  /** Local part of the fault code, `Sender` or `Client`. */
  readonly code: string;
  /** Reason of SOAP: text for people. */
  readonly reason: string;
  /** Detail child: `SecurityFault`, `MessageTooLargeFault`, `UnsupportedOperationFault`, `fault`. */
  readonly element?: string;
  /** `Code` of the detail child. */
  readonly number?: string;
  /** `Detail` of the detail child: what to do, and the reference to quote. */
  readonly detail?: string;
}

export type ParsedReply =
  | { readonly kind: "return"; readonly text: string }
  | { readonly kind: "fault"; readonly fault: SoapFault }
  | { readonly kind: "not-soap" };

const ENVELOPES: ReadonlySet<string> = new Set([
  "http://schemas.xmlsoap.org/soap/envelope/",
  "http://www.w3.org/2003/05/soap-envelope",
]);
const NAMESPACE = "urn:cdc:iisb:2011";
const BODY = "soap:Envelope/soap:Body";

/**
 * Read a reply of the CDC SOAP service, SOAP 1.1 or 1.2. Never throws.
 *
 * @param responseName local name of the body child that holds `return`
 */
export function parseSoapReply(xml: string, responseName: string): ParsedReply {
  const texts = textsByPath(xml);
  if (texts === undefined) return { kind: "not-soap" };
  const returned = texts.get(`${BODY}/cdc:${responseName}/cdc:return`);
  if (returned !== undefined) return { kind: "return", text: returned };
  const at = (path: string): string | undefined => texts.get(`${BODY}/soap:Fault/${path}`);
  const code = at("soap:Code/soap:Value") ?? at("faultcode");
  if (code === undefined) return { kind: "not-soap" };
  const reason = at("soap:Reason/soap:Text") ?? at("faultstring") ?? "";
  return { kind: "fault", fault: { code: code.split(":").at(-1) ?? code, reason, ...typedDetailOf(texts) } };
}

function typedDetailOf(texts: ReadonlyMap<string, string>): Pick<SoapFault, "element" | "number" | "detail"> {
  for (const [path, detail] of texts) {
    const [, parent, element] =
      /^(.*\/soap:Fault\/(?:soap:Detail|detail)\/cdc:(\w+))\/cdc:Detail$/.exec(path) ?? [];
    if (parent !== undefined && element !== undefined) {
      return { element, number: texts.get(`${parent}/cdc:Code`) ?? "", detail };
    }
  }
  return {};
}

/** Text of each element by its path, `soap:` and `cdc:` for the namespaces that count; undefined for XML that is none. */
function textsByPath(xml: string): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>();
  const path: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  const append = (text: string): void => {
    const key = path.join("/");
    texts.set(key, (texts.get(key) ?? "") + text);
  };
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ uri, local }) => {
    const prefix = ENVELOPES.has(uri) ? "soap:" : uri === NAMESPACE ? "cdc:" : "";
    path.push(`${prefix}${local}`);
    append("");
  });
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", () => {
    path.pop();
  });
  try {
    parser.write(xml).close();
    return texts;
  } catch {
    return undefined;
  }
}
