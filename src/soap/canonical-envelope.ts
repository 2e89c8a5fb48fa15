import type { ParameterValues } from "./read-envelope.ts";
import { SERVICE_NAMESPACE, type Operation } from "./service-contract.ts";
import { SOAP_VERSIONS, type SoapVersion } from "./soap-version.ts";
import { escapeXmlText } from "./xml-text.ts";

/**
 * A call written anew: no headers, attributes, comments or CDATA, parameters in the order of the schema. The only text
 * that node-soap ever reads.
 */
export function canonicalEnvelope(
  version: SoapVersion,
  operation: Operation,
  values: ParameterValues,
): string {
  const children = operation.parameters.map((name) => {
    const value = values.get(name);
    return value === undefined ? "" : `<${name}>${escapeXmlText(value)}</${name}>`;
  });
  return (
    `<soap:Envelope xmlns:soap="${SOAP_VERSIONS[version].namespace}"><soap:Body>` +
    `<${operation.name} xmlns="${SERVICE_NAMESPACE}">${children.join("")}</${operation.name}></soap:Body></soap:Envelope>`
  );
}
