import supertest from "supertest";
import { describe, expect, test } from "vitest";
import { TEST_CREDENTIAL, TEST_MESSAGE } from "../support/fake-submission.ts";
import { echoBody, envelope, readReply, submitBody } from "../support/soap-envelopes.ts";
import { SOAP_PATH, soapPort } from "../support/soap-port.ts";
import { elementAt, parseXml } from "../support/xml-tree.ts";

const submission = submitBody({ ...TEST_CREDENTIAL, hl7Message: TEST_MESSAGE });

describe("createSoapApp()", () => {
  test("logs one line a request, with ids, sizes and codes only", async () => {
    const port = await soapPort();
    const body = envelope("1.2", submission);
    const response = await supertest(port.app).post(SOAP_PATH).set("x-request-id", "theirs").send(body);
    expect(response.headers["x-request-id"]).toBe("request-1");
    expect(port.lines).toEqual([
      {
        level: "info",
        event: "request-answered",
        requestId: "request-1",
        durationMs: expect.any(Number),
        httpStatus: 200,
        bytes: Buffer.byteLength(body),
        soapVersion: "1.2",
        operation: "submitSingleMessage",
      },
    ]);
  });

  test("names no operation of a sender in the log", async () => {
    const port = await soapPort();
    await supertest(port.app).post(SOAP_PATH).send(envelope("1.2", "<c:canary/>"));
    expect(port.lines).toEqual([
      expect.objectContaining({ faultCode: "unsupported-operation", httpStatus: 500 }),
    ]);
    expect(JSON.stringify(port.lines)).not.toContain("canary");
  });

  test("sends no header that tells what runs here, and none a cache may act on", async () => {
    const port = await soapPort();
    const { headers } = await supertest(port.app)
      .post(SOAP_PATH)
      .send(envelope("1.2", echoBody("x")));
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers["etag"]).toBeUndefined();
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });

  test.each([
    { path: "/livez", ready: true, status: 200 },
    { path: "/readyz", ready: true, status: 200 },
    { path: "/readyz", ready: false, status: 503 },
  ])(
    "$path answers $status when ready is $ready, below the level of requests",
    async ({ path, ready, status }) => {
      const port = await soapPort({ app: { checkReadiness: async () => ({ ready, checks: {} }) } });
      expect((await supertest(port.app).get(path)).status).toBe(status);
      expect(port.lines).toEqual([expect.objectContaining({ level: "debug", httpStatus: status })]);
    },
  );

  test.each(["/", "/miic-ws", `${SOAP_PATH}x`, SOAP_PATH.toUpperCase(), "/%ff", "//"])(
    "%s is not found",
    async (path) => {
      const port = await soapPort();
      const response = await supertest(port.app).get(path);
      expect(response.status).toBe(404);
      expect(response.text).toBe("There is nothing at this address.\n");
    },
  );

  test("while draining what is new gets unavailable and a closed connection", async () => {
    const port = await soapPort({ app: { isDraining: () => true } });
    const response = await supertest(port.app)
      .post(SOAP_PATH)
      .set("content-type", "text/xml")
      .send(envelope("1.1", submission));
    expect(readReply(response.text)).toMatchObject({ version: "1.1", element: "fault", value: "Server" });
    expect([response.status, response.headers["connection"]]).toEqual([500, "close"]);
    expect(response.headers["retry-after"]).toBe("60");
    expect(port.submission.received).toEqual([]);
  });

  test("an error before the service is a plain 500 without its text", async () => {
    const port = await soapPort({
      app: {
        isDraining: () => {
          throw new Error("canary");
        },
      },
    });
    const response = await supertest(port.app).post(SOAP_PATH).send(envelope("1.2", submission));
    expect(response.status).toBe(500);
    expect(response.text).toBe("The service failed. Reference: request-1\n");
    expect(JSON.stringify(port.lines)).not.toContain("canary");
    expect(port.lines).toContainEqual(
      expect.objectContaining({ event: "fault-answered", errorName: "Error" }),
    );
  });

  test.each(["", "soap", "/", "/a//b", "/a?b", "/a/:id", "/*all", "/a b"])(
    "does not take %j for a path",
    async (path) => {
      await expect(soapPort({ app: { path } })).rejects.toThrow(RangeError);
    },
  );
});

describe("the address in the WSDL", () => {
  test.each([
    { host: "iis.example.org", location: `http://iis.example.org${SOAP_PATH}` },
    { host: "iis.example.org:8443", location: `http://iis.example.org:8443${SOAP_PATH}` },
    { host: "[2001:db8::1]:80", location: `http://[2001:db8::1]:80${SOAP_PATH}` },
    { host: "192.0.2.1", location: `http://192.0.2.1${SOAP_PATH}` },
  ])("is the Host $host when no public one is set", async ({ host, location }) => {
    const port = await soapPort({ app: { publicUrl: "" } });
    const response = await supertest(port.app).get(`${SOAP_PATH}?wsdl`).set("host", host);
    const address = elementAt(parseXml(response.text), "service", "port", "address");
    expect(address.attributes.get("location")).toBe(location);
  });

  test.each([
    'a"/><x',
    "a b",
    "a/b",
    "a@b",
    "user:pw@h",
    "a:b",
    "a:123456",
    "-a",
    "a.",
    "[::1",
    "[zz]",
    "a?b",
    "h".repeat(256),
  ])("is refused for the Host %j", async (host) => {
    const port = await soapPort({ app: { publicUrl: "" } });
    const response = await supertest(port.app).get(`${SOAP_PATH}?wsdl`).set("host", host);
    expect(response.status).toBe(400);
    expect(response.text).not.toContain("definitions");
  });

  test.each(["?wsdl", "", "/elsewhere"])("is kept by no cache, nor is any other answer: %j", async (rest) => {
    const port = await soapPort({ app: { publicUrl: "" } });
    const response = await supertest(port.app).get(`${SOAP_PATH}${rest}`);
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  test("is not moved by forwarding headers", async () => {
    const port = await soapPort({ app: { publicUrl: "" } });
    const response = await supertest(port.app)
      .get(`${SOAP_PATH}?wsdl`)
      .set({ host: "iis.example.org", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" });
    expect(response.text).toContain(`location="http://iis.example.org${SOAP_PATH}"`);
  });

  test("takes a public origin with or without a slash at its end", async () => {
    const port = await soapPort({ app: { publicUrl: "https://iis.example.org/" } });
    const response = await supertest(port.app).get(`${SOAP_PATH}?wsdl`).set("host", "bad host");
    expect(response.text).toContain(`location="https://iis.example.org${SOAP_PATH}"`);
  });
});
