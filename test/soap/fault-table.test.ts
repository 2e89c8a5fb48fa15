import { describe, expect, test } from "vitest";
import { GATEWAY_ERROR_CODES } from "../../src/kernel/gateway-error.ts";
import { FAULT_TABLE, type FaultCode, type TypedFaultRow } from "../../src/soap/fault-table.ts";
import { guessSoapVersion } from "../../src/soap/soap-version.ts";
import { writeFault } from "../../src/soap/write-fault.ts";
import { readWsdl } from "../../src/soap/wsdl.ts";
import { ENVELOPE_NAMESPACES, TESTED_VERSIONS, type TestedVersion } from "../support/soap-envelopes.ts";
import { elementAt, elementsAt, parseXml, type XmlElement } from "../support/xml-tree.ts";

const CODES = Object.keys(FAULT_TABLE) as FaultCode[];
const TYPED = CODES.map((code) => ({ code, row: FAULT_TABLE[code] })).filter(
  (entry): entry is { code: FaultCode; row: TypedFaultRow } => entry.row.kind === "typed",
);
const BOTH = CODES.flatMap((code) => TESTED_VERSIONS.map((version) => ({ code, version })));
const TYPED_BOTH = TYPED.flatMap((entry) => TESTED_VERSIONS.map((version) => ({ ...entry, version })));
const FACTS = { messageBytesMax: 262_144, helpDesk: "IIS help <desk> & co" };

function written(code: FaultCode, version: TestedVersion): XmlElement {
  return parseXml(
    writeFault(
      {
        code,
        version,
        requestId: "R-1",
        addressing: { asked: true, messageId: "<m>" },
        notUnderstood: [
          { namespace: 'urn:"x"&', local: "a" },
          { namespace: "", local: "b" },
        ],
      },
      FACTS,
    ),
  );
}

describe("FAULT_TABLE", () => {
  test("has a row for every GatewayError code", () => {
    expect(CODES).toEqual(expect.arrayContaining([...GATEWAY_ERROR_CODES]));
  });

  test("numbers tell the rows apart", () => {
    expect(new Set(TYPED.map(({ row }) => row.number)).size).toBe(TYPED.length);
  });

  test.each(TYPED)("$code has the element and fixed Reason of the WSDL", ({ row }) => {
    const schema = elementAt(parseXml(readWsdl()), "types", "schema");
    const named = (kind: string, name: string): XmlElement | undefined =>
      elementsAt(schema, kind).find((child) => child.attributes.get("name") === name);
    const type = named("element", row.element)?.attributes.get("type")?.replace("tns:", "") ?? "";
    const reason = elementsAt(named("complexType", type) ?? schema, "sequence", "element").find(
      (child) => child.attributes.get("name") === "Reason",
    );
    expect(reason).toBeDefined();
    expect(row.reason).toBe(reason?.attributes.get("fixed") ?? "UnknownFault");
  });

  test.each(TYPED)("$code says in one breath what to do, with nothing to fill left", ({ row }) => {
    expect(row.detail.length).toBeLessThan(250);
    const left = row.detail.replaceAll(/\{(?:messageBytesMax|helpDesk|retryAfterSeconds|until)\}/g, "");
    expect(left).not.toMatch(/[{}]/);
    expect(/\{(?:retryAfterSeconds|until)\}/.test(row.detail)).toBe(row.retryAfterSeconds !== undefined);
  });
});

describe("writeFault()", () => {
  test.each(BOTH)("$code in SOAP $version is one Fault in one Body", ({ code, version }) => {
    const root = written(code, version);
    const body = elementAt(root, "Body");
    expect([root.namespace, root.name]).toEqual([ENVELOPE_NAMESPACES[version], "Envelope"]);
    expect(body.children.map(({ namespace, name }) => [namespace, name])).toEqual([
      [ENVELOPE_NAMESPACES[version], "Fault"],
    ]);
  });

  test.each(TYPED_BOTH)("$code in SOAP $version has the one typed child", ({ row, version, code }) => {
    const fault = elementAt(written(code, version), "Body", "Fault");
    const detail = elementAt(fault, version === "1.2" ? "Detail" : "detail");
    expect(detail.namespace).toBe(version === "1.2" ? ENVELOPE_NAMESPACES[version] : "");
    expect(detail.children.map(({ namespace, name }) => [namespace, name])).toEqual([
      ["urn:cdc:iisb:2011", row.element],
    ]);
    const child = elementAt(detail, row.element);
    expect(child.children.map(({ namespace, name }) => [namespace, name])).toEqual([
      ["urn:cdc:iisb:2011", "Code"],
      ["urn:cdc:iisb:2011", "Reason"],
      ["urn:cdc:iisb:2011", "Detail"],
    ]);
    expect(elementAt(child, "Code").text).toMatch(/^\d+$/);
    expect(elementAt(child, "Reason").text).toBe(row.reason);
    expect(elementAt(child, "Detail").text).toMatch(/ Action: [A-Z_]+\. Reference: R-1$/);
    expect(elementAt(child, "Detail").text).not.toMatch(/[{}]/);
  });

  test.each(TYPED)(
    "$code in SOAP 1.2 has Code, Reason with a language, Detail, in that order",
    ({ code, row }) => {
      const fault = elementAt(written(code, "1.2"), "Body", "Fault");
      expect(fault.children.map(({ name }) => name)).toEqual(["Code", "Reason", "Detail"]);
      expect(elementAt(fault, "Code", "Value").text).toBe(`soap:${row.side}`);
      const text = elementAt(fault, "Reason", "Text");
      expect(text.text).toBe(row.reason);
      expect(text.attributes.get("{http://www.w3.org/XML/1998/namespace}lang")).toBe("en");
    },
  );

  test.each(TYPED)("$code in SOAP 1.1 has unqualified faultcode, faultstring, detail", ({ code, row }) => {
    const fault = elementAt(written(code, "1.1"), "Body", "Fault");
    expect(fault.children.map(({ namespace, name }) => namespace + name)).toEqual([
      "faultcode",
      "faultstring",
      "detail",
    ]);
    expect(elementAt(fault, "faultcode").text).toBe(row.side === "Sender" ? "soap:Client" : "soap:Server");
  });

  test.each(TESTED_VERSIONS)("envelope faults have no detail in SOAP %s", (version) => {
    for (const code of ["must-understand", "version-mismatch"] as const) {
      const fault = elementAt(written(code, version), "Body", "Fault");
      expect(fault.children.map(({ name }) => name.toLowerCase())).not.toContain("detail");
    }
  });

  test("names what was not understood, whatever characters the names have", () => {
    const blocks = elementsAt(written("must-understand", "1.2"), "Header", "NotUnderstood");
    expect(blocks.map((block) => block.attributes.get("qname"))).toEqual(["q:a", "b"]);
    expect(blocks[0]?.attributes.get("{http://www.w3.org/2000/xmlns/}q")).toBe('urn:"x"&');
  });
});

describe("guessSoapVersion()", () => {
  test.each([
    { body: ENVELOPE_NAMESPACES["1.1"], type: "application/soap+xml", version: "1.1" },
    { body: ENVELOPE_NAMESPACES["1.2"], type: "text/xml", version: "1.2" },
    { body: `${ENVELOPE_NAMESPACES["1.2"]} ${ENVELOPE_NAMESPACES["1.1"]}`, type: undefined, version: "1.2" },
    { body: `${ENVELOPE_NAMESPACES["1.1"]} ${ENVELOPE_NAMESPACES["1.2"]}`, type: undefined, version: "1.1" },
    { body: "", type: "Text/XML; charset=utf-8", version: "1.1" },
    { body: "", type: "text/xmlx", version: "1.2" },
    { body: "", type: undefined, version: "1.2" },
    { body: " ".repeat(4096) + ENVELOPE_NAMESPACES["1.1"], type: undefined, version: "1.2" },
  ])("is $version for $type", ({ body, type, version }) => {
    expect(guessSoapVersion(Buffer.from(body), type)).toBe(version);
  });
});
