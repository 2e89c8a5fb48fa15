import { describe, expect, test } from "vitest";
import { readEnvelope, type EnvelopeRead } from "../../src/soap/read-envelope.ts";
import { SOAP_LIMITS } from "../../src/soap/soap-limits.ts";
import { echoBody, envelope, submitBody } from "../support/soap-envelopes.ts";

function codeOf(read: EnvelopeRead): string {
  return read.kind === "call" ? "call" : read.code;
}

const hello = echoBody("hello");

const nested = (levels: number): string => "<x>".repeat(levels) + "</x>".repeat(levels);

describe("readEnvelope()", () => {
  test("gives the parameters as they stand", () => {
    const read = readEnvelope(envelope("1.1", submitBody({ password: " p ", hl7Message: "a\rb\n" })));
    expect(read).toMatchObject({ kind: "call", version: "1.1", operation: { name: "submitSingleMessage" } });
    expect(read.kind === "call" && [...read.values]).toEqual([
      ["password", " p "],
      ["hl7Message", "a\rb\n"],
    ]);
  });

  test.each([
    {
      what: "two Headers",
      text: envelope("1.2", hello, "").replace("<s:Body>", "<s:Header/><s:Header/><s:Body>"),
    },
    {
      what: "a Header after Body",
      text: envelope("1.2", hello).replace("</s:Envelope>", "<s:Header/></s:Envelope>"),
    },
    { what: "two Bodies", text: envelope("1.2", hello).replace("</s:Envelope>", "<s:Body/></s:Envelope>") },
    {
      what: "a foreign child of Envelope",
      text: envelope("1.2", hello).replace("<s:Body>", "<c:x/><s:Body>"),
    },
    { what: "no Body", text: '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>' },
    { what: "text in Body", text: envelope("1.2", `x${hello}`) },
    {
      what: "a Body of the other version",
      text: envelope("1.2", hello)
        .replaceAll("s:Body", "o:Body")
        .replace("<o:Body", '<o:Body xmlns:o="http://schemas.xmlsoap.org/soap/envelope/"'),
    },
    {
      what: "a bad nil",
      text: envelope(
        "1.2",
        '<c:connectivityTest><c:echoBack xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:nil="maybe"/></c:connectivityTest>',
      ),
    },
  ])("$what is the wrong shape", ({ text }) => {
    expect(codeOf(readEnvelope(text))).toBe("wrong-shape");
  });

  test.each([
    { what: "XML 1.1", text: `<?xml version="1.1"?>${envelope("1.2", hello)}` },
    { what: "text after the end", text: `${envelope("1.2", hello)}x` },
    { what: "a second root", text: `${envelope("1.2", hello)}<a/>` },
    { what: "an attribute twice", text: envelope("1.2", '<c:connectivityTest a="1" a="2"/>') },
    { what: "]]> in text", text: envelope("1.2", hello.replace("hello", "]]>")) },
    { what: "a character that XML has not", text: envelope("1.2", hello.replace("hello", "&#0;")) },
    { what: "an unknown entity", text: envelope("1.2", hello.replace("hello", "&constructor;")) },
  ])("$what is malformed", ({ text }) => {
    expect(codeOf(readEnvelope(text))).toBe("malformed-request");
  });

  const headerOf = (xml: string): string => envelope("1.2", hello, `<h:h xmlns:h="urn:h">${xml}</h:h>`);
  // Envelope, Header and block stand above; Envelope, Header, block, Body, operation, echoBack beside.
  test.each([
    {
      what: "levels",
      most: headerOf(nested(SOAP_LIMITS.depthMax - 3)),
      more: headerOf(nested(SOAP_LIMITS.depthMax - 2)),
    },
    {
      what: "elements",
      most: headerOf("<x/>".repeat(SOAP_LIMITS.elementsMax - 6)),
      more: headerOf("<x/>".repeat(SOAP_LIMITS.elementsMax - 5)),
    },
    {
      what: "attributes",
      most: headerOf(
        `<x ${[...Array(SOAP_LIMITS.attributesPerElementMax).keys()].map((n) => `a${n}=""`).join(" ")}/>`,
      ),
      more: headerOf(
        `<x ${[...Array(SOAP_LIMITS.attributesPerElementMax + 1).keys()].map((n) => `a${n}=""`).join(" ")}/>`,
      ),
    },
    {
      what: "characters of an element name",
      most: headerOf(`<${"n".repeat(SOAP_LIMITS.nameCharsMax)}/>`),
      more: headerOf(`<${"n".repeat(SOAP_LIMITS.nameCharsMax + 1)}/>`),
    },
    {
      what: "characters of an attribute name",
      most: headerOf(`<x ${"n".repeat(SOAP_LIMITS.nameCharsMax)}=""/>`),
      more: headerOf(`<x ${"n".repeat(SOAP_LIMITS.nameCharsMax + 1)}=""/>`),
    },
    {
      what: "characters of a message id",
      most: envelope(
        "1.2",
        hello,
        `<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">${"m".repeat(SOAP_LIMITS.messageIdCharsMax)}</a:MessageID>`,
      ),
      more: envelope(
        "1.2",
        hello,
        `<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">${"m".repeat(SOAP_LIMITS.messageIdCharsMax + 1)}</a:MessageID>`,
      ),
    },
  ])("$what are bounded", ({ most, more }) => {
    expect(codeOf(readEnvelope(most))).toBe("call");
    expect(codeOf(readEnvelope(more))).toBe("forbidden-xml");
  });

  test("a flood of attributes and a deep nest end early and as forbidden", () => {
    const flood = [...Array(40_000).keys()].map((n) => `a${n}=""`).join(" ");
    expect(codeOf(readEnvelope(`<x ${flood}/>`))).toBe("forbidden-xml");
    expect(codeOf(readEnvelope("<x>".repeat(100_000)))).toBe("wrong-shape");
    expect(codeOf(readEnvelope(headerOf("<x>".repeat(100_000))))).toBe("forbidden-xml");
  });

  test("at most so many header blocks are named", () => {
    const blocks = '<h:h xmlns:h="urn:h" s:mustUnderstand="1"/>'.repeat(50);
    const read = readEnvelope(envelope("1.2", hello, blocks));
    expect(read.kind === "refused" && read.notUnderstood.length).toBe(SOAP_LIMITS.notUnderstoodMax);
  });

  test("a namespace too long to repeat is forbidden", () => {
    const block = `<h:h xmlns:h="urn:${"h".repeat(SOAP_LIMITS.namespaceCharsMax)}" s:mustUnderstand="1"/>`;
    expect(codeOf(readEnvelope(envelope("1.2", hello, block)))).toBe("forbidden-xml");
  });

  test("keeps the version of what broke off later", () => {
    expect(readEnvelope(envelope("1.1", hello).slice(0, -5))).toMatchObject({
      code: "malformed-request",
      version: "1.1",
    });
  });
});
