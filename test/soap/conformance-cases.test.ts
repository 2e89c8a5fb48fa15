import { gzipSync } from "node:zlib";
import supertest from "supertest";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Er7 } from "../../src/hl7/message.ts";
import { ackTo, segmentsOf, TEST_CREDENTIAL, TEST_MESSAGE } from "../support/fake-submission.ts";
import {
  CONTENT_TYPES,
  echoBody,
  envelope,
  readReply,
  submitBody,
  TESTED_VERSIONS,
  type SubmitFields,
  type TestedVersion,
} from "../support/soap-envelopes.ts";
import { SOAP_PATH, soapPort, type SoapPort } from "../support/soap-port.ts";
import { elementAt, elementsAt, parseXml } from "../support/xml-tree.ts";

const WSA = "http://www.w3.org/2005/08/addressing";
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

let port: SoapPort;
beforeAll(async () => {
  port = await soapPort();
});
beforeEach(() => {
  port.submission.received.length = 0;
  port.submission.answer = (text) => ackTo(text, "AA");
  port.lines.length = 0;
});

interface Sent {
  readonly body: string | Buffer;
  /** Content-Type; `""` sends none. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(sent: Sent): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const call = supertest(port.app).post(SOAP_PATH).buffer(true).parse(readText);
  for (const [name, value] of Object.entries(sent.headers ?? {})) call.set(name, value);
  if (sent.type !== "") call.set("content-type", sent.type ?? CONTENT_TYPES["1.2"]);
  // supertest adds a Content-Type to text; bytes go out as they are.
  const response = await call.send(Buffer.isBuffer(sent.body) ? sent.body : Buffer.from(sent.body));
  return { status: response.status, headers: response.headers, text: String(response.body) };
}

function readText(response: supertest.Response, done: (error: Error | null, text: string) => void): void {
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  response.on("end", () => done(null, Buffer.concat(chunks).toString("utf8")));
}

function submission(fields: Partial<Record<keyof SubmitFields, string>> = {}): string {
  return submitBody({ ...TEST_CREDENTIAL, hl7Message: TEST_MESSAGE, ...fields });
}

function without(name: keyof SubmitFields): string {
  const { [name]: _left, ...rest } = { ...TEST_CREDENTIAL, hl7Message: TEST_MESSAGE };
  return submitBody(rest);
}

/** A submission whose hl7Message is given as XML, not as text. */
function rawMessage(xml: string): string {
  return submission({ hl7Message: "@@" }).replace("@@", () => xml);
}

const ACK = ackTo(TEST_MESSAGE, "AA");
const escapedMessage = TEST_MESSAGE.replaceAll("&", "&amp;");

describe("what is answered with a return", () => {
  interface Case extends Sent {
    readonly id: string;
    readonly what: string;
    readonly version?: TestedVersion;
    readonly text: string;
  }
  const hello = echoBody("hello");
  const wsaBlocks = `<a:Action xmlns:a="${WSA}">urn:cdc:iisb:2011:connectivityTest</a:Action><a:MessageID xmlns:a="${WSA}">5f0c1f6e-0000-4000-8000-000000000001</a:MessageID><a:To xmlns:a="${WSA}">http://www.w3.org/2005/08/addressing/anonymous</a:To>`;
  const odd = "\n a <b> & CR\r é 漢 \u{1F489}\t ";
  const cases: readonly Case[] = [
    { id: "1", what: "connectivityTest, SOAP 1.2", body: envelope("1.2", hello), text: "hello" },
    {
      id: "2",
      what: "connectivityTest, SOAP 1.1 with a quoted SOAPAction",
      version: "1.1",
      type: "text/xml",
      headers: { soapaction: '"urn:cdc:iisb:2011:connectivityTest"' },
      body: envelope("1.1", hello),
      text: "hello",
    },
    {
      id: "3",
      what: "SOAP 1.1 without SOAPAction, with addressing headers",
      version: "1.1",
      type: "text/xml",
      body: envelope("1.1", hello, wsaBlocks),
      text: "hello",
    },
    {
      id: "4",
      what: "SOAP 1.2 as application/xml",
      type: "application/xml",
      body: envelope("1.2", hello),
      text: "hello",
    },
    {
      id: "5",
      what: "a SOAP 1.2 envelope labelled text/xml",
      type: "text/xml",
      body: envelope("1.2", hello),
      text: "hello",
    },
    { id: "6", what: "no Content-Type", type: "", body: envelope("1.2", hello), text: "hello" },
    { id: "7", what: "an echo of markup, CR and blanks", body: envelope("1.2", echoBody(odd)), text: odd },
    {
      id: "8",
      what: "an echo of CDATA and end tags as text",
      body: envelope("1.2", echoBody("<![CDATA[</return>]]>")),
      text: "<![CDATA[</return>]]>",
    },
    {
      id: "9a",
      what: "an empty echoBack",
      body: envelope("1.2", "<c:connectivityTest><c:echoBack/></c:connectivityTest>"),
      text: "",
    },
    {
      id: "9b",
      what: "a nil echoBack",
      body: envelope("1.2", `<c:connectivityTest><c:echoBack ${XSI} xsi:nil="true"/></c:connectivityTest>`),
      text: "",
    },
    { id: "11", what: "a submission, SOAP 1.2", body: envelope("1.2", submission()), text: ACK },
    {
      id: "12",
      what: "a submission, SOAP 1.1",
      version: "1.1",
      type: CONTENT_TYPES["1.1"],
      body: envelope("1.1", submission()),
      text: ACK,
    },
    {
      id: "13a",
      what: "the service as default namespace on the child",
      body: envelope(
        "1.2",
        '<connectivityTest xmlns="urn:cdc:iisb:2011"><echoBack>hello</echoBack></connectivityTest>',
      ),
      text: "hello",
    },
    {
      id: "13b",
      what: "SOAP as default namespace, other prefixes",
      body: '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body><ns0:connectivityTest xmlns:ns0="urn:cdc:iisb:2011"><q:echoBack xmlns:q="urn:cdc:iisb:2011">hello</q:echoBack></ns0:connectivityTest></Body></Envelope>',
      text: "hello",
    },
    {
      id: "19",
      what: "a password with outer blanks, compared with them",
      body: envelope("1.2", submission({ username: " lakeclinic ", facilityID: "LAKE01\n" })),
      text: ACK,
    },
    {
      id: "22",
      what: "batch headers around one message, as far as the handler",
      body: envelope("1.2", submission({ hl7Message: `BHS|^~\\&\r${TEST_MESSAGE}BTS|1\r` })),
      text: ackTo(`BHS|^~\\&\r${TEST_MESSAGE}`, "AA"),
    },
    {
      id: "23",
      what: "MSH inside an OBX text",
      body: envelope("1.2", submission({ hl7Message: `${TEST_MESSAGE}OBX|1|TX|||see MSH|^~\\&|x\r` })),
      text: ACK,
    },
    {
      id: "25a",
      what: "a hub header without mustUnderstand",
      body: envelope(
        "1.2",
        hello,
        '<h:HubRequestHeader xmlns:h="urn:cdc:iisb:hub:2014"><h:DestinationId>mn</h:DestinationId></h:HubRequestHeader>',
      ),
      text: "hello",
    },
    {
      id: "29",
      what: "children in another order",
      body: envelope("1.2", submitBody({ hl7Message: TEST_MESSAGE, ...TEST_CREDENTIAL })),
      text: ACK,
    },
    {
      id: "30",
      what: "attributes on children",
      body: envelope(
        "1.2",
        submission().replaceAll(
          /<c:(username|hl7Message)>/g,
          `<c:$1 ${XSI} xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:string" xml:space="preserve" id="a">`,
        ),
      ),
      text: ACK,
    },
    {
      id: "35",
      what: "a double-escaped MSH-2, as far as the handler",
      body: envelope("1.2", submission({ hl7Message: TEST_MESSAGE.replace("&", "&amp;") })),
      text: ackTo(TEST_MESSAGE, "AA"),
    },
    {
      id: "37",
      what: "a UTF-8 byte order mark",
      body: Buffer.from(`\uFEFF${XML_DECLARATION}${envelope("1.2", echoBody("é"))}`),
      text: "é",
    },
    {
      id: "38a",
      what: "UTF-16 by charset",
      type: "application/soap+xml; charset=utf-16",
      body: Buffer.from(envelope("1.2", echoBody("é漢")), "utf16le"),
      text: "é漢",
    },
    {
      id: "38b",
      what: "UTF-16 by byte order mark, which beats the charset",
      body: Buffer.from(`\uFEFF${envelope("1.2", echoBody("é漢"))}`, "utf16le"),
      text: "é漢",
    },
    {
      id: "38c",
      what: "big-endian UTF-16",
      type: "application/soap+xml",
      body: Buffer.from(`\uFEFF${envelope("1.2", echoBody("é漢"))}`, "utf16le").swap16(),
      text: "é漢",
    },
    {
      id: "39a",
      what: "ISO-8859-1 by charset",
      type: 'application/soap+xml; action="x; charset=utf-8"; charset=ISO-8859-1',
      body: Buffer.from(envelope("1.2", echoBody("ñ")), "latin1"),
      text: "ñ",
    },
    {
      id: "39b",
      what: "ISO-8859-1 by XML declaration",
      type: "application/soap+xml",
      body: Buffer.from(
        `<?xml version="1.0" encoding="ISO-8859-1"?>${envelope("1.2", echoBody("ñ"))}`,
        "latin1",
      ),
      text: "ñ",
    },
    {
      id: "44a",
      what: "a mustUnderstand header for role none",
      body: envelope(
        "1.2",
        hello,
        '<x:y xmlns:x="urn:x" s:mustUnderstand="1" s:role="http://www.w3.org/2003/05/soap-envelope/role/none"/>',
      ),
      text: "hello",
    },
    {
      id: "44b",
      what: "a mustUnderstand header for another actor, SOAP 1.1",
      version: "1.1",
      type: "text/xml",
      body: envelope("1.1", hello, '<x:y xmlns:x="urn:x" s:mustUnderstand="1" s:actor="urn:next-node"/>'),
      text: "hello",
    },
    {
      id: "49",
      what: "a gzip body",
      headers: { "content-encoding": "gzip" },
      body: gzipSync(envelope("1.2", hello)),
      text: "hello",
    },
    {
      id: "60",
      what: "a long answer, whole",
      body: envelope("1.2", echoBody("x".repeat(70_000))),
      text: "x".repeat(70_000),
    },
  ];

  test.each(cases)("case $id: $what", async ({ version = "1.2", text, ...sent }) => {
    const response = await post(sent);
    expect(readReply(response.text)).toMatchObject({ kind: "return", version, text });
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe(CONTENT_TYPES[version]);
    expect(response.headers["content-length"]).toBe(`${Buffer.byteLength(response.text)}`);
    expect(response.headers["transfer-encoding"]).toBeUndefined();
  });

  test("cases 7 and 11: CR goes out as a reference, and return begins at once, unprefixed", async () => {
    const response = await post({ body: envelope("1.2", submission()) });
    expect(response.text).toContain(
      '<submitSingleMessageResponse xmlns="urn:cdc:iisb:2011"><return>MSH|^~\\&amp;|',
    );
    expect(response.text).toContain("&#xD;</return>");
    expect(response.text).not.toContain("\r");
  });

  test("case 9: an empty return has no undeclared xsi", async () => {
    const { text } = await post({ body: envelope("1.2", echoBody("")) });
    expect(elementAt(parseXml(text), "Body", "connectivityTestResponse", "return").attributes.size).toBe(0);
  });

  test("case 36: an AR of the handler is a return, not a fault", async () => {
    port.submission.answer = (text) => ackTo(text, "AR");
    const response = await post({ body: envelope("1.2", submission({ hl7Message: "MSH|^~\\&|x\rPID|" })) });
    expect(response.status).toBe(200);
    expect(readReply(response.text)).toMatchObject({
      kind: "return",
      text: expect.stringContaining("MSA|AR"),
    });
  });
});

describe("how the text of a message arrives", () => {
  const cases = [
    { id: "31a", what: "CR as &#xD;", xml: escapedMessage.replaceAll("\r", "&#xD;") },
    { id: "31b", what: "CR as &#13;", xml: escapedMessage.replaceAll("\r", "&#13;") },
    { id: "31c", what: "raw LF", xml: escapedMessage.replaceAll("\r", "\n") },
    { id: "31d", what: "raw CR LF", xml: escapedMessage.replaceAll("\r", "\r\n") },
    { id: "31e", what: "raw CR", xml: escapedMessage },
    {
      id: "31f",
      what: "mixed ends",
      xml: escapedMessage.replace("\r", "&#xD;").replace("\r", "\n").replace("\r", "&#xD;&#xA;"),
    },
    { id: "32a", what: "CDATA after a line end", xml: `\n   <![CDATA[${TEST_MESSAGE}]]>\n ` },
    { id: "32b", what: "CDATA with CR LF", xml: `<![CDATA[${TEST_MESSAGE.replaceAll("\r", "\r\n")}]]>` },
    {
      id: "33",
      what: "two CDATA sections with a reference between",
      xml: TEST_MESSAGE.replace(/^(.*?)\r(.*)$/s, "<![CDATA[$1]]>&#xD;<![CDATA[$2]]>"),
    },
  ];
  test.each(cases)("case $id: $what gives the same segments", async ({ xml }) => {
    const response = await post({ body: envelope("1.2", rawMessage(xml)) });
    expect(response.status).toBe(200);
    expect(segmentsOf(port.submission.received[0]?.hl7Message)).toEqual(segmentsOf(TEST_MESSAGE));
  });

  test("case 11: the last CR of a message is kept", async () => {
    await post({ body: envelope("1.2", submission()) });
    expect(port.submission.received[0]?.hl7Message).toBe(TEST_MESSAGE);
  });

  test("case 34: CDATA that holds an XML document is text", async () => {
    const text = `${TEST_MESSAGE}OBX|1|ED|||<?xml version="1.0"?><!DOCTYPE a><a>&</a>`;
    const response = await post({ body: envelope("1.2", rawMessage(`<![CDATA[${text}]]>`)) });
    expect(response.status).toBe(200);
    expect(port.submission.received[0]?.hl7Message).toBe(text.replaceAll("\r", "\n"));
  });

  test("case 33: a comment inside a value leaves no trace", async () => {
    await post({ body: envelope("1.2", rawMessage(`MSH|a<!-- x -->&#xD;PID|b`)) });
    expect(port.submission.received[0]?.hl7Message).toBe("MSH|a\rPID|b");
  });
});

/** A document with a DTD and an echo that uses it. */
const entity = (dtd: string, use: string): string =>
  `<!DOCTYPE s [${dtd}]>${envelope("1.2", echoBody("@@")).replace("@@", use)}`;

describe("what is answered with a fault", () => {
  interface Case extends Sent {
    readonly id: string;
    readonly what: string;
    readonly version?: TestedVersion;
    readonly element: string;
    readonly value?: string;
    /** Whether the handler may see the call. */
    readonly isSeen?: boolean;
  }
  const laughs = [...Array(10).keys()]
    .map((level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`)
    .join("");
  const cases: readonly Case[] = [
    {
      id: "10",
      what: "connectivityTest with a credential",
      body: envelope(
        "1.2",
        "<c:connectivityTest><c:username>u</c:username><c:password>p</c:password><c:echoBack>x</c:echoBack></c:connectivityTest>",
      ),
      element: "fault",
    },
    {
      id: "15a",
      what: "a wrong username",
      body: envelope("1.2", submission({ username: "nobody" })),
      element: "SecurityFault",
      isSeen: true,
    },
    {
      id: "15b",
      what: "a wrong password",
      body: envelope("1.2", submission({ password: "wrong" })),
      element: "SecurityFault",
      isSeen: true,
    },
    {
      id: "16",
      what: "a wrong password, SOAP 1.1",
      version: "1.1",
      type: "text/xml",
      body: envelope("1.1", submission({ password: "wrong" })),
      element: "SecurityFault",
      value: "Client",
      isSeen: true,
    },
    ...(["username", "password", "facilityID"] as const).flatMap((name): readonly Case[] => [
      {
        id: "17",
        what: `${name} absent`,
        body: envelope("1.2", without(name)),
        element: "SecurityFault",
        isSeen: true,
      },
      {
        id: "17",
        what: `${name} blank`,
        body: envelope("1.2", submission({ [name]: "  " })),
        element: "SecurityFault",
        isSeen: true,
      },
      {
        id: "17",
        what: `${name} nil`,
        body: envelope(
          "1.2",
          submission({ [name]: "" }).replace(`<c:${name}>`, `<c:${name} ${XSI} xsi:nil="1">`),
        ),
        element: "SecurityFault",
        isSeen: true,
      },
    ]),
    {
      id: "18",
      what: "a foreign facilityID",
      body: envelope("1.2", submission({ facilityID: "OTHER" })),
      element: "SecurityFault",
      isSeen: true,
    },
    {
      id: "19",
      what: "a password without its outer blanks",
      body: envelope("1.2", submission({ password: TEST_CREDENTIAL.password.trim() })),
      element: "SecurityFault",
      isSeen: true,
    },
    {
      id: "20a",
      what: "hl7Message absent",
      body: envelope("1.2", without("hl7Message")),
      element: "fault",
      isSeen: true,
    },
    {
      id: "20b",
      what: "hl7Message blank",
      body: envelope("1.2", submission({ hl7Message: " \r\n" })),
      element: "fault",
      isSeen: true,
    },
    {
      id: "20c",
      what: "hl7Message nil",
      body: envelope("1.2", rawMessage("").replace("<c:hl7Message>", `<c:hl7Message ${XSI} xsi:nil="true">`)),
      element: "fault",
      isSeen: true,
    },
    {
      id: "20d",
      what: "hl7Message nil with content",
      body: envelope("1.2", submission().replace("<c:hl7Message>", `<c:hl7Message ${XSI} xsi:nil="true">`)),
      element: "fault",
    },
    {
      id: "21",
      what: "two messages",
      body: envelope("1.2", submission({ hl7Message: `${TEST_MESSAGE}\n${TEST_MESSAGE}` })),
      element: "MessageTooLargeFault",
      isSeen: true,
    },
    {
      id: "24",
      what: "submitSingleMessageX, whatever the credential",
      body: envelope("1.2", submission().replaceAll("submitSingleMessage", "submitSingleMessageX")),
      element: "UnsupportedOperationFault",
    },
    {
      id: "25b",
      what: "an operation of the 2014 service",
      body: envelope(
        "1.2",
        '<SubmitSingleMessageRequest xmlns="urn:cdc:iisb:2014"><Username>u</Username></SubmitSingleMessageRequest>',
      ),
      element: "UnsupportedOperationFault",
    },
    {
      id: "25c",
      what: "an operation in no namespace",
      body: envelope("1.2", "<connectivityTest><echoBack>x</echoBack></connectivityTest>"),
      element: "UnsupportedOperationFault",
    },
    {
      id: "25d",
      what: "an operation in another namespace",
      body: envelope(
        "1.2",
        '<e:connectivityTest xmlns:e="urn:evil"><e:echoBack>x</e:echoBack></e:connectivityTest>',
      ),
      element: "UnsupportedOperationFault",
    },
    {
      id: "26",
      what: "unqualified children",
      body: envelope("1.2", "<c:connectivityTest><echoBack>x</echoBack></c:connectivityTest>"),
      element: "fault",
    },
    { id: "27a", what: "an empty Body", body: envelope("1.2", ""), element: "UnsupportedOperationFault" },
    {
      id: "27b",
      what: "two children of Body",
      body: envelope("1.2", echoBody("x") + submission()),
      element: "UnsupportedOperationFault",
    },
    {
      id: "28",
      what: "username twice",
      body: envelope(
        "1.2",
        submission().replace("<c:password>", "<c:username>lakeclinic</c:username><c:password>"),
      ),
      element: "fault",
    },
    {
      id: "28",
      what: "an element inside a value",
      body: envelope("1.2", rawMessage("MSH|<b>x</b>")),
      element: "fault",
    },
    {
      id: "28",
      what: "an element named constructor",
      body: envelope("1.2", submission().replaceAll("c:username", "c:constructor")),
      element: "fault",
    },
    {
      id: "28",
      what: "an element named __proto__",
      body: envelope("1.2", submission().replaceAll("c:username", "c:__proto__")),
      element: "fault",
    },
    {
      id: "28",
      what: "connectivityTest without echoBack",
      body: envelope("1.2", "<c:connectivityTest/>"),
      element: "fault",
    },
    {
      id: "28",
      what: "text beside the parameters",
      body: envelope("1.2", submission().replace("<c:username>", "x<c:username>")),
      element: "fault",
    },
    {
      id: "40",
      what: "Latin-1 bytes under a UTF-8 label",
      body: Buffer.from(envelope("1.2", submission({ hl7Message: `${TEST_MESSAGE}NK1|1|Niña` })), "latin1"),
      element: "fault",
    },
    {
      id: "40b",
      what: "an unknown charset",
      type: "application/soap+xml; charset=klingon",
      body: envelope("1.2", submission()),
      element: "fault",
    },
    {
      id: "41a",
      what: "raw MLLP bytes",
      body: envelope("1.2", rawMessage("\u000BMSH|a\u001C")),
      element: "fault",
    },
    {
      id: "41b",
      what: "MLLP bytes as references",
      body: envelope("1.2", rawMessage("&#x0B;MSH|a&#x1C;")),
      element: "fault",
    },
    { id: "46a", what: "text that is no XML", body: "MSH|^~\\&|A", element: "fault" },
    {
      id: "46b",
      what: "an envelope cut off, SOAP 1.1",
      version: "1.1",
      type: "application/xml",
      body: envelope("1.1", submission()).slice(0, -20),
      element: "fault",
      value: "Client",
    },
    { id: "46c", what: "an empty body", body: "", element: "fault" },
    {
      id: "46d",
      what: "an empty body as text/xml",
      version: "1.1",
      type: "text/xml",
      body: "",
      element: "fault",
      value: "Client",
    },
    { id: "46e", what: "an undeclared prefix", body: "<s:Envelope><s:Body/></s:Envelope>", element: "fault" },
    { id: "46f", what: "a root that is no Envelope", body: "<html/>", element: "fault" },
    {
      id: "46g",
      what: "an unescaped ampersand",
      body: envelope("1.2", rawMessage("MSH|^~\\&|A")),
      element: "fault",
    },
    {
      id: "47a",
      what: "a bare DOCTYPE",
      body: `<!DOCTYPE s>${envelope("1.2", echoBody("x"))}`,
      element: "fault",
    },
    {
      id: "47b",
      what: "billion laughs",
      body: entity(`<!ENTITY l0 "ha">${laughs}`, "&l10;"),
      element: "fault",
    },
    {
      id: "47c",
      what: "an external entity",
      body: entity('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"),
      element: "fault",
    },
    {
      id: "47d",
      what: "an HTML entity",
      body: envelope("1.2", rawMessage("MSH|&nbsp;")),
      element: "fault",
    },
    {
      id: "47e",
      what: "a processing instruction",
      body: `<?xml-stylesheet href="http://198.51.100.1/"?>${envelope("1.2", echoBody("x"))}`,
      element: "fault",
    },
    {
      id: "50a",
      what: "broken gzip",
      headers: { "content-encoding": "gzip" },
      body: Buffer.from("not gzip at all"),
      element: "fault",
    },
    {
      id: "50b",
      what: "truncated gzip",
      headers: { "content-encoding": "gzip" },
      body: gzipSync(envelope("1.2", submission())).subarray(0, 60),
      element: "fault",
    },
    {
      id: "50c",
      what: "a gzip bomb",
      headers: { "content-encoding": "gzip" },
      body: gzipSync(Buffer.alloc(30_000_000, 0x20)),
      element: "MessageTooLargeFault",
    },
    {
      id: "51a",
      what: "a message over the limit",
      body: envelope("1.2", submission({ hl7Message: "x".repeat(262_145) })),
      element: "MessageTooLargeFault",
    },
    {
      id: "51b",
      what: "an echo over the limit in bytes, not in characters",
      body: envelope("1.2", echoBody("é".repeat(131_073))),
      element: "MessageTooLargeFault",
    },
    {
      id: "51c",
      what: "a body over the limit",
      body: envelope("1.2", submission({ hl7Message: "x".repeat(1_000_000) })),
      element: "MessageTooLargeFault",
    },
  ];

  test.each(cases)("case $id: $what", async ({ version = "1.2", element, value, isSeen, ...sent }) => {
    const response = await post(sent);
    expect(readReply(response.text)).toMatchObject({
      kind: "fault",
      version,
      element,
      value: value ?? "Sender",
    });
    expect(response.status).toBe(500);
    expect(response.headers["content-type"]).toBe(CONTENT_TYPES[version]);
    expect(response.headers["content-length"]).toBe(`${Buffer.byteLength(response.text)}`);
    expect(port.submission.received.length).toBe(isSeen === true ? 1 : 0);
  });

  test("cases 15 and 17: every SecurityFault has the same text but for the reference", async () => {
    const bodies = [
      submission({ username: "x" }),
      submission({ password: "x" }),
      without("password"),
      without("username"),
      submission({ facilityID: "" }),
    ];
    const texts = new Set<string>();
    for (const body of bodies) {
      const { text } = await post({ body: envelope("1.2", body) });
      texts.add(text.replace(/request-\d+/, "ID"));
    }
    expect(texts.size).toBe(1);
  });

  test("case 40: damaged bytes never reach the handler, and the log says which fault it was", async () => {
    await post({ body: Buffer.from(envelope("1.2", submission({ hl7Message: "MSH|ñ" })), "latin1") });
    expect(port.submission.received).toEqual([]);
    expect(port.lines.at(-1)).toMatchObject({ event: "request-answered", faultCode: "encoding" });
  });
});

describe("case 14: the body element decides", () => {
  const spoofs = ['""', "", "urn:cdc:iisb:2011:connectivityTest", '"connectivityTest"', "'x'", "nonsense"];
  test.each(spoofs)("SOAPAction %j on a submission with a wrong password", async (soapaction) => {
    const response = await post({
      body: envelope("1.2", submission({ password: "wrong" })),
      headers: { soapaction },
    });
    expect(readReply(response.text)).toMatchObject({ kind: "fault", element: "SecurityFault" });
  });

  test("the action parameter of the other operation", async () => {
    const response = await post({
      body: envelope("1.2", submission({ password: "wrong" })),
      type: 'application/soap+xml; action="urn:cdc:iisb:2011:connectivityTest"',
    });
    expect(readReply(response.text)).toMatchObject({ kind: "fault", element: "SecurityFault" });
  });

  test("SOAPAction of a submission on a connectivityTest", async () => {
    const response = await post({
      body: envelope("1.2", echoBody("x")),
      headers: { soapaction: "urn:cdc:iisb:2011:submitSingleMessage" },
    });
    expect(readReply(response.text)).toMatchObject({ kind: "return", text: "x" });
    expect(port.submission.received).toEqual([]);
  });
});

describe("header blocks", () => {
  test.each(TESTED_VERSIONS)("case 42: WS-Addressing is answered in SOAP %s", async (version) => {
    const blocks = `<a:Action xmlns:a="${WSA}" s:mustUnderstand="1">urn:cdc:iisb:2011:submitSingleMessage</a:Action><a:MessageID xmlns:a="${WSA}">uuid: 1 &lt;</a:MessageID><a:ReplyTo xmlns:a="${WSA}"><a:Address>http://198.51.100.1/</a:Address></a:ReplyTo>`;
    const response = await post({ body: envelope(version, submission(), blocks) });
    const header = elementAt(parseXml(response.text), "Header");
    expect(response.status).toBe(200);
    expect(header.children.map(({ namespace, name, text }) => [namespace, name, text])).toEqual([
      [WSA, "Action", "urn:cdc:iisb:2011:submitSingleMessageResponse"],
      [WSA, "RelatesTo", "uuid: 1 <"],
    ]);
  });

  test("case 42: a fault is addressed too", async () => {
    const blocks = `<a:MessageID xmlns:a="${WSA}">m1</a:MessageID>`;
    const response = await post({ body: envelope("1.2", submission({ password: "x" }), blocks) });
    const header = elementAt(parseXml(response.text), "Header");
    expect(header.children.map(({ text }) => text)).toEqual([
      "http://www.w3.org/2005/08/addressing/fault",
      "m1",
    ]);
  });

  test("case 42: without addressing in the request there is none in the answer", async () => {
    const { text } = await post({ body: envelope("1.2", submission()) });
    expect(elementsAt(parseXml(text), "Header")).toEqual([]);
  });

  const security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
  test.each([
    { mark: 's:mustUnderstand="1"' },
    { mark: 's:mustUnderstand="true"' },
    { mark: 's:mustUnderstand="1" s:role="http://www.w3.org/2003/05/soap-envelope/role/next"' },
    { mark: 's:mustUnderstand=" 1 " s:role="http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"' },
  ])("case 43: wsse:Security with $mark, SOAP 1.2", async ({ mark }) => {
    const block = `<w:Security xmlns:w="${security}" ${mark}><w:UsernameToken/></w:Security>`;
    const response = await post({ body: envelope("1.2", submission(), block) });
    expect(response.status).toBe(500);
    expect(readReply(response.text)).toMatchObject({ kind: "fault", value: "MustUnderstand", element: "" });
    const notUnderstood = elementAt(parseXml(response.text), "Header", "NotUnderstood");
    expect(notUnderstood.attributes.get("qname")).toBe("q:Security");
    expect(response.text).toContain(`xmlns:q="${security}"`);
    expect(port.submission.received).toEqual([]);
  });

  test("case 43: SOAP 1.1, without NotUnderstood", async () => {
    const block = '<x:y xmlns:x="urn:x" s:mustUnderstand="1"/>';
    const response = await post({ type: "text/xml", body: envelope("1.1", submission(), block) });
    expect(response.status).toBe(500);
    expect(readReply(response.text)).toMatchObject({
      kind: "fault",
      version: "1.1",
      value: "MustUnderstand",
    });
    expect(elementsAt(parseXml(response.text), "Header")).toEqual([]);
  });

  test("case 43: the mark of the other SOAP version marks nothing", async () => {
    const block =
      '<x:y xmlns:x="urn:x" xmlns:o="http://schemas.xmlsoap.org/soap/envelope/" o:mustUnderstand="1"/>';
    const response = await post({ body: envelope("1.2", submission(), block) });
    expect(response.status).toBe(200);
  });

  test("case 43: a mark that is no boolean is not guessed at", async () => {
    const block = '<x:y xmlns:x="urn:x" s:mustUnderstand="yes"/>';
    const response = await post({ body: envelope("1.2", submission(), block) });
    expect(readReply(response.text)).toMatchObject({ kind: "fault", element: "fault", value: "Sender" });
  });

  test.each([
    { type: "application/soap+xml", version: "1.2" },
    { type: "text/xml", version: "1.1" },
  ])("case 45: an unknown envelope namespace as $type", async ({ type, version }) => {
    const body = '<e:Envelope xmlns:e="urn:other"><e:Body/></e:Envelope>';
    const response = await post({ type, body });
    expect(response.status).toBe(500);
    expect(readReply(response.text)).toMatchObject({ kind: "fault", version, value: "VersionMismatch" });
    const supported = elementsAt(parseXml(response.text), "Header", "Upgrade", "SupportedEnvelope");
    expect(supported.length).toBe(version === "1.2" ? 2 : 0);
  });

  test("case 45: an Envelope in no namespace", async () => {
    const response = await post({ body: "<Envelope><Body/></Envelope>" });
    expect(readReply(response.text)).toMatchObject({ value: "VersionMismatch" });
  });
});

describe("what node-soap alone would not survive", () => {
  test("case 48: id and href of __proto__, then an ordinary request", async () => {
    const poisoned = submission()
      .replace("<c:username>", '<c:username id="__proto__">')
      .replace("<c:password>", '<c:password href="#__proto__">')
      .replace("<c:hl7Message>", '<c:hl7Message id="toString">');
    expect((await post({ body: envelope("1.2", poisoned) })).status).toBe(200);
    expect((await post({ body: envelope("1.2", submission()) })).status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test.each(TESTED_VERSIONS)("case 55: an error of the handler never leaks, SOAP %s", async (version) => {
    const secret = "secret-canary-4711";
    port.submission.failNext = Object.assign(new Error(secret), { Fault: { faultcode: secret } });
    const response = await post({ body: envelope(version, submission()) });
    expect(response.status).toBe(500);
    expect(readReply(response.text)).toMatchObject({
      kind: "fault",
      version,
      element: "fault",
      number: "54353",
    });
    expect(`${response.text}${JSON.stringify(port.lines)}`).not.toContain(secret);
    expect(response.text).not.toMatch(/\bat |TypeError|node_modules/);
    expect(port.lines).toContainEqual(
      expect.objectContaining({ event: "fault-answered", errorName: "Error" }),
    );
  });

  test.each([undefined, null, "text", 42, { Fault: { Code: 1 } }])(
    "case 55: %j thrown by the handler is an internal fault",
    async (thrown) => {
      port.submission.answer = () => {
        // oxlint-disable-next-line typescript/only-throw-error -- a library may throw anything
        throw thrown;
      };
      const response = await post({ body: envelope("1.2", submission()) });
      expect(readReply(response.text)).toMatchObject({ kind: "fault", value: "Receiver", number: "54353" });
    },
  );

  test("case 58 and 59: the typed child has Code, Reason as xs:string, and Detail with a reference", async () => {
    const response = await post({ body: envelope("1.2", submission({ password: "x" })) });
    const child = elementAt(parseXml(response.text), "Body", "Fault", "Detail", "SecurityFault");
    expect(child.namespace).toBe("urn:cdc:iisb:2011");
    expect(child.children.map(({ name }) => name)).toEqual(["Code", "Reason", "Detail"]);
    const reason = elementAt(child, "Reason");
    expect(reason.text).toBe("Security");
    expect(reason.attributes.get("{http://www.w3.org/2001/XMLSchema-instance}type")).toBe("xs:string");
    expect(elementAt(child, "Detail").text).toMatch(/Reference: request-\d+$/);
    expect(response.headers["x-request-id"]).toMatch(/^request-\d+$/);
  });

  test("an answer with characters that XML cannot hold is still well-formed", async () => {
    port.submission.answer = () => "MSH|\u0001\uFFFE\uD800x]]>\r" as Er7;
    const response = await post({ body: envelope("1.2", submission()) });
    expect(readReply(response.text)).toMatchObject({ kind: "return", text: "MSH|x]]>\r" });
  });
});

describe("plain HTTP", () => {
  test("case 52: MTOM is a plain 415", async () => {
    const response = await post({
      type: 'multipart/related; type="application/xop+xml"; boundary=b',
      body: `--b\r\n\r\n${envelope("1.2", submission())}\r\n--b--`,
    });
    expect(response.status).toBe(415);
    expect(response.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(response.text).not.toContain("Envelope");
  });

  test.each(["deflate", "br", "gzip, gzip", "zstd"])(
    "case 49: Content-Encoding %s is a plain 415",
    async (coding) => {
      const response = await post({
        headers: { "content-encoding": coding },
        body: envelope("1.2", submission()),
      });
      expect(response.status).toBe(415);
    },
  );

  test.each(["put", "delete", "patch", "options"] as const)("case 53: %s is 405", async (method) => {
    const response = await supertest(port.app)[method](SOAP_PATH);
    expect(response.status).toBe(405);
    expect(response.headers["allow"]).toBe("GET, HEAD, POST");
  });

  test.each(["", "?", "?wsdlx", "?a=1"])("case 53: GET with %j is 405", async (query) => {
    const response = await supertest(port.app).get(SOAP_PATH + query);
    expect(response.status).toBe(405);
    expect(response.headers["allow"]).toBe("GET, HEAD, POST");
  });

  test.each(["?wsdl", "?WSDL", "?singleWsdl", "?a=1&wsdl", "?wsdl=1"])("case 54: GET %s", async (query) => {
    const response = await supertest(port.app).get(SOAP_PATH + query);
    const root = parseXml(response.text);
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("text/xml; charset=utf-8");
    expect([root.namespace, root.name]).toEqual(["http://schemas.xmlsoap.org/wsdl/", "definitions"]);
    expect(elementAt(root, "service", "port", "address").attributes.get("location")).toBe(
      `https://iis.example.org${SOAP_PATH}`,
    );
  });

  test("case 61: the first request right after start, and an unknown path", async () => {
    const fresh = await soapPort();
    const first = await supertest(fresh.app)
      .post(SOAP_PATH)
      .send(envelope("1.2", echoBody("x")));
    expect(first.status).toBe(200);
    const unknown = await supertest(fresh.app)
      .post("/miic-ws/other")
      .send(envelope("1.2", echoBody("x")));
    expect(unknown.status).toBe(404);
    expect(unknown.headers["content-type"]).toBe("text/plain; charset=utf-8");
  });
});
