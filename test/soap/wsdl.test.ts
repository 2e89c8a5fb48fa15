import { describe, expect, test } from "vitest";
import { OPERATIONS, PORT_NAME, SERVICE_NAME, SERVICE_NAMESPACE } from "../../src/soap/service-contract.ts";
import { readWsdl, wsdlWithAddress } from "../../src/soap/wsdl.ts";
import { elementAt, elementsAt, parseXml, type XmlElement } from "../support/xml-tree.ts";

const wsdl = parseXml(readWsdl());
const names = (elements: readonly XmlElement[], attribute = "name"): readonly (string | undefined)[] =>
  elements.map((element) => element.attributes.get(attribute));
const child = (elements: readonly XmlElement[], name: string): XmlElement => {
  const found = elements.find((element) => element.attributes.get("name") === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe("the WSDL", () => {
  test("names service, port, binding and port type as CDC does", () => {
    expect(wsdl.attributes.get("targetNamespace")).toBe(SERVICE_NAMESPACE);
    expect(elementAt(wsdl, "service").attributes.get("name")).toBe(SERVICE_NAME);
    expect(elementAt(wsdl, "service", "port").attributes.get("name")).toBe(PORT_NAME);
    expect(elementAt(wsdl, "binding").attributes.get("name")).toBe("client_Binding_Soap12");
    expect(elementAt(wsdl, "portType").attributes.get("name")).toBe("IIS_PortType");
  });

  test.each([
    { operation: "connectivityTest", faults: ["UnknownFault", "UnsupportedOperationFault"] },
    { operation: "submitSingleMessage", faults: ["UnknownFault", "SecurityFault", "MessageTooLargeFault"] },
  ])("declares $operation with $faults", ({ operation, faults }) => {
    const declared = child(elementsAt(wsdl, "portType", "operation"), operation);
    const bound = child(elementsAt(wsdl, "binding", "operation"), operation);
    expect(names(elementsAt(declared, "fault"))).toEqual(faults);
    expect(names(elementsAt(bound, "fault"))).toEqual(faults);
    expect(elementAt(bound, "operation").attributes.get("soapAction")).toBe(
      `${SERVICE_NAMESPACE}:${operation}`,
    );
  });

  test.each(Object.values(OPERATIONS))(
    "has the parameters of $name in our order",
    ({ name, parameters, replyAction }) => {
      const type = child(elementsAt(wsdl, "types", "schema", "complexType"), `${name}RequestType`);
      expect(names(elementsAt(type, "sequence", "element"))).toEqual(parameters);
      const output = elementAt(child(elementsAt(wsdl, "portType", "operation"), name), "output");
      expect(output.attributes.get("{http://www.w3.org/2005/08/addressing}Action")).toBe(replyAction);
    },
  );

  test("keeps the oddities of the published file", () => {
    expect(elementAt(wsdl, "binding", "binding").attributes.get("transport")).toBe(
      "http://schemas.xmlsoap.org/soap/http",
    );
    expect(names(elementsAt(wsdl, "types", "schema", "element"))).toContain("fault");
    const security = child(elementsAt(wsdl, "types", "schema", "complexType"), "SecurityFaultType");
    const reason = child(elementsAt(security, "sequence", "element"), "Reason");
    expect([reason.attributes.get("fixed"), reason.attributes.has("type")]).toEqual(["Security", false]);
  });
});

describe("wsdlWithAddress()", () => {
  test("changes the address and nothing else", () => {
    const address = 'https://iis.example.org/a?b&"c"$&';
    const changed = wsdlWithAddress(readWsdl(), address);
    const location = elementAt(parseXml(changed), "service", "port", "address").attributes.get("location");
    expect(location).toBe(address);
    expect(changed.replace(/location="[^"]*"/, "")).toBe(readWsdl().replace(/location="[^"]*"/, ""));
  });

  test("throws for a text without the place", () => {
    expect(() => wsdlWithAddress("<definitions/>", "https://x")).toThrow(RangeError);
  });
});
