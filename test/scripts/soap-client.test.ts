import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { makeDevelopmentCertificates } from "../../scripts/development-certificates.ts";
import { parseSoapReply } from "../../scripts/parse-soap-reply.ts";
import { createSoapClient, type HttpPost, type Post, postTrusting } from "../../scripts/soap-client.ts";

const SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
const SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";

function envelope(namespace: string, body: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="${namespace}"><s:Body>${body}</s:Body></s:Envelope>`;
}

const RETURN = `<submitSingleMessageResponse xmlns="urn:cdc:iisb:2011"><return>MSH|^~\\&amp;|A&#xD;MSA|AA|1&#xD;</return></submitSingleMessageResponse>`;
const DETAIL = `<SecurityFault xmlns="urn:cdc:iisb:2011"><Code>10</Code><Reason>Security</Reason><Detail>Not valid.</Detail></SecurityFault>`;
const FAULT_12 = `<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en">Security</s:Text></s:Reason><s:Detail>${DETAIL}</s:Detail></s:Fault>`;
const FAULT_11 = `<s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang="en">Security</faultstring><detail>${DETAIL}</detail></s:Fault>`;
const typed = { element: "SecurityFault", number: "10", detail: "Not valid." };

describe("parseSoapReply()", () => {
  const text = "MSH|^~\\&|A\rMSA|AA|1\r";
  test.each([
    { case: "a 1.2 answer", xml: envelope(SOAP_12, RETURN), reply: { kind: "return", text } },
    { case: "a 1.1 answer", xml: envelope(SOAP_11, RETURN), reply: { kind: "return", text } },
    {
      case: "CDATA in pieces",
      xml: envelope(SOAP_12, RETURN.replace(/<return>.*<\/return>/, "<return>a<![CDATA[<b>]]>c</return>")),
      reply: { kind: "return", text: "a<b>c" },
    },
    {
      case: "an empty return",
      xml: envelope(SOAP_12, RETURN.replace(/<return>.*<\/return>/, "<return/>")),
      reply: { kind: "return", text: "" },
    },
    {
      case: "a 1.2 fault",
      xml: envelope(SOAP_12, FAULT_12),
      reply: { kind: "fault", fault: { code: "Sender", reason: "Security", ...typed } },
    },
    {
      case: "a 1.1 fault",
      xml: envelope(SOAP_11, FAULT_11),
      reply: { kind: "fault", fault: { code: "Client", reason: "Security", ...typed } },
    },
    {
      case: "a fault without detail",
      xml: envelope(SOAP_12, FAULT_12.replace(/<s:Detail>.*<\/s:Detail>/, "")),
      reply: { kind: "fault", fault: { code: "Sender", reason: "Security" } },
    },
    {
      case: "a return in no namespace",
      xml: envelope(SOAP_12, RETURN.replace(' xmlns="urn:cdc:iisb:2011"', "")),
      reply: { kind: "not-soap" },
    },
    { case: "another envelope", xml: envelope("urn:other", RETURN), reply: { kind: "not-soap" } },
    { case: "HTML", xml: "<html><body>Bad gateway<br></body></html>", reply: { kind: "not-soap" } },
    { case: "nothing", xml: "", reply: { kind: "not-soap" } },
  ])("reads $case", ({ xml, reply }) => {
    expect(parseSoapReply(xml, "submitSingleMessageResponse")).toEqual(reply);
  });
});

/** A network that keeps what was posted and answers as told. */
function recordingPost(status: number, body: string): { readonly post: Post; readonly posted: HttpPost[] } {
  const posted: HttpPost[] = [];
  return {
    posted,
    post: (one) => {
      posted.push(one);
      return Promise.resolve({ status, body });
    },
  };
}

const CALL = {
  username: "u<1>",
  password: " p&w ",
  facilityId: undefined,
  hl7Message: "MSH|^~\\&|A\rPID|1\r",
};

describe("createSoapClient()", () => {
  test.each([
    {
      soapVersion: "1.2",
      namespace: SOAP_12,
      headers: {
        "content-type": 'application/soap+xml; charset=utf-8; action="urn:cdc:iisb:2011:submitSingleMessage"',
      },
    },
    {
      soapVersion: "1.1",
      namespace: SOAP_11,
      headers: {
        "content-type": "text/xml; charset=utf-8",
        soapaction: '"urn:cdc:iisb:2011:submitSingleMessage"',
      },
    },
  ] as const)("writes SOAP $soapVersion, CR as a reference, nothing for what is left out", async (row) => {
    const { post, posted } = recordingPost(200, envelope(row.namespace, RETURN));
    const client = createSoapClient({ url: "http://iis.example.org/x", soapVersion: row.soapVersion, post });
    await expect(client.submitSingleMessage(CALL)).resolves.toMatchObject({
      kind: "answer",
      httpStatus: 200,
    });
    expect(posted[0]?.headers).toEqual(row.headers);
    expect(posted[0]?.body).toContain(`xmlns:s="${row.namespace}"`);
    expect(posted[0]?.body).toContain(
      "<c:submitSingleMessage><c:username>u&lt;1&gt;</c:username><c:password> p&amp;w </c:password>" +
        "<c:hl7Message>MSH|^~\\&amp;|A&#xD;PID|1&#xD;</c:hl7Message></c:submitSingleMessage>",
    );
  });

  test("gives a fault with its detail, and what is no SOAP with its status", async () => {
    const url = "http://iis.example.org/x";
    const faulty = createSoapClient({ url, post: recordingPost(500, envelope(SOAP_12, FAULT_12)).post });
    await expect(faulty.connectivityTest("x")).resolves.toEqual({
      kind: "fault",
      httpStatus: 500,
      fault: { code: "Sender", reason: "Security", ...typed },
    });
    const other = createSoapClient({ url, post: recordingPost(404, "<html/>").post });
    await expect(other.connectivityTest("x")).resolves.toMatchObject({
      kind: "no-answer",
      reason: expect.stringContaining("HTTP 404"),
    });
  });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** @returns the URL of a server that does `answer` */
function serve(answer: (request: IncomingMessage, body: string) => string | undefined): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const text = answer(request, body);
      if (text !== undefined) response.end(text);
    });
  });
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/service`);
    });
  });
}

describe("over a socket", () => {
  test.each([
    { case: "fetch", options: {} },
    { case: "node:http", options: { post: postTrusting("") } },
  ])("createSoapClient() posts by $case and reads UTF-8", async ({ options }) => {
    const url = await serve((request, body) => {
      const echo = /<c:echoBack>(.*)<\/c:echoBack>/.exec(body)?.[1] ?? "";
      return envelope(
        SOAP_12,
        `<connectivityTestResponse xmlns="urn:cdc:iisb:2011"><return>${request.method}${request.url} ${echo}</return></connectivityTestResponse>`,
      );
    });
    await expect(createSoapClient({ url, ...options }).connectivityTest("ñ 漢")).resolves.toEqual({
      kind: "answer",
      text: "POST/service ñ 漢",
      httpStatus: 200,
    });
  });

  test.each([
    { case: "fetch", options: {} },
    { case: "node:http", options: { post: postTrusting("") } },
  ])("createSoapClient() gives no answer by $case when nobody listens or answers", async ({ options }) => {
    const silent = await serve(() => undefined);
    await expect(
      createSoapClient({ url: silent, timeoutMs: 50, ...options }).connectivityTest("x"),
    ).resolves.toMatchObject({
      kind: "no-answer",
    });
    const nobody = createSoapClient({ url: "http://127.0.0.1:1/x", ...options });
    await expect(nobody.connectivityTest("x")).resolves.toMatchObject({ kind: "no-answer" });
  });

  test("createSoapClient() trusts the authority it was given and no other", async () => {
    const nowMs = Date.now();
    const validity = { notBefore: new Date(nowMs - 60_000), notAfter: new Date(nowMs + 60_000) };
    const [own, other] = await Promise.all([
      makeDevelopmentCertificates(validity),
      makeDevelopmentCertificates(validity),
    ]);
    const text = envelope(SOAP_12, RETURN);
    const server = createTlsServer({ cert: own.server.cert, key: own.server.key }, (request, response) => {
      request.resume().on("end", () => response.end(text));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/service`;
    const trusting = createSoapClient({ url, post: postTrusting(own.caCert) });
    await expect(trusting.submitSingleMessage(CALL)).resolves.toMatchObject({ kind: "answer" });
    for (const post of [postTrusting(other.caCert), undefined]) {
      const client = createSoapClient({ url, ...(post !== undefined && { post }) });
      await expect(client.submitSingleMessage(CALL)).resolves.toMatchObject({ kind: "no-answer" });
    }
  });
});
