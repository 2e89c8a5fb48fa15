import { readFileSync } from "node:fs";

/** One file that integrators take with them. */
export interface DownloadFile {
  readonly name: string;
  readonly type: string;
  readonly means: string;
  /** @param serviceUrl address of the SOAP service as the asker reaches it */
  readonly content: (serviceUrl: string) => string;
}

interface SharedFile {
  readonly name: string;
  /** In the folder of the contract. */
  readonly path: string;
  readonly type: string;
  readonly means: string;
}

/** The clients are those that the interoperability tests run. */
const FILES: readonly SharedFile[] = [
  { name: "vxu.hl7", path: "samples/vxu.hl7", type: "text/plain", means: "an update that is answered AA" },
  {
    name: "qbp-z34.hl7",
    path: "samples/qbp-z34.hl7",
    type: "text/plain",
    means: "a query for a history (Z34)",
  },
  {
    name: "qbp-z44.hl7",
    path: "samples/qbp-z44.hl7",
    type: "text/plain",
    means: "a query for history and forecast (Z44)",
  },
  {
    name: "zeep_client.py",
    path: "clients/zeep_client.py",
    type: "text/plain",
    means: "a client in Python with zeep, SOAP 1.2",
  },
  {
    name: "soap_client.php",
    path: "clients/soap_client.php",
    type: "text/plain",
    means: "a client in PHP with SoapClient, SOAP 1.1 and 1.2",
  },
];

/**
 * What the test bench offers, read once at the start.
 *
 * @param wsdlFor the service description with an address in it
 */
export function readDownloads(wsdlFor: (serviceUrl: string) => string): readonly DownloadFile[] {
  const files = FILES.map(({ path, ...file }) => {
    const text = readFileSync(new URL(`../../../wsdl/${path}`, import.meta.url), "utf8");
    return Object.assign(file, { content: () => text });
  });
  const wsdl = {
    name: "service.wsdl",
    type: "text/xml",
    means: "the service description (CDC 2011) with this address",
  };
  return [{ ...wsdl, content: wsdlFor }, ...files];
}
