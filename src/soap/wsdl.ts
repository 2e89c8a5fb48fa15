import { readFileSync } from "node:fs";
import { escapeXmlAttribute } from "./xml-text.ts";

const ADDRESS = /(<soap12:address location=")[^"]*(")/;

/** The service description as it stands in the repository. */
export function readWsdl(): string {
  return readFileSync(new URL("../../wsdl/cdc-iis-2011.wsdl", import.meta.url), "utf8");
}

/**
 * The description as clients get it: generated clients call the address that stands in it.
 *
 * @param address absolute URL of the service
 * @throws RangeError when the description has no place for it
 */
export function wsdlWithAddress(wsdl: string, address: string): string {
  if (!ADDRESS.test(wsdl)) throw new RangeError("the WSDL has no soap12:address");
  return wsdl.replace(
    ADDRESS,
    (_all, before: string, after: string) => before + escapeXmlAttribute(address) + after,
  );
}
