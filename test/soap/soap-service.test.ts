import { describe, expect, test } from "vitest";
import { GATEWAY_ERROR_CODES, GatewayError } from "../../src/kernel/gateway-error.ts";
import type { Log } from "../../src/kernel/log.ts";
import type { Er7 } from "../../src/hl7/message.ts";
import { FAULT_TABLE } from "../../src/soap/fault-table.ts";
import {
  createSoapService,
  type SoapRequest,
  type SoapService,
  type SoapServiceDeps,
} from "../../src/soap/soap-service.ts";
import type { SoapReply } from "../../src/soap/soap-reply.ts";
import { fakeSubmission, TEST_CREDENTIAL, TEST_MESSAGE } from "../support/fake-submission.ts";
import { echoBody, envelope, readReply, submitBody, TESTED_VERSIONS } from "../support/soap-envelopes.ts";
import type { LogLine } from "../support/soap-port.ts";

const submission = submitBody({ ...TEST_CREDENTIAL, hl7Message: TEST_MESSAGE });

async function started(deps: Partial<SoapServiceDeps> = {}) {
  const fake = fakeSubmission();
  const lines: LogLine[] = [];
  const log: Log = (level, event, fields) => lines.push({ level, event, ...fields });
  const service = await createSoapService({
    submit: fake.submit,
    messageBytesMax: 1_000,
    helpDesk: "help@iis.example.org",
    path: "/soap",
    inFlight: { inFlightMax: 3, perOriginMax: 2 },
    answerDurationMsMax: 60_000,
    log,
    ...deps,
  });
  return { service, fake, lines };
}

function request(body: string | Buffer, contentType?: string): SoapRequest {
  return {
    body: Buffer.from(body),
    contentType,
    contentEncoding: undefined,
    remoteAddress: "192.0.2.7",
    requestId: "R-7",
    receivedAtMs: 42,
  };
}

async function ask(service: SoapService, body: string | Buffer, contentType?: string): Promise<SoapReply> {
  return service.answer(request(body, contentType));
}

describe("answer()", () => {
  test("hands the call to the handler whole, with who, when and under which id", async () => {
    const { service, fake } = await started();
    await ask(service, envelope("1.2", submission));
    expect(fake.received).toEqual([
      {
        username: TEST_CREDENTIAL.username,
        password: TEST_CREDENTIAL.password,
        facilityId: TEST_CREDENTIAL.facilityID,
        hl7Message: TEST_MESSAGE,
        remoteAddress: "192.0.2.7",
        requestId: "R-7",
        receivedAtMs: 42,
      },
    ]);
  });

  test("tells absent and empty apart", async () => {
    const { service, fake } = await started();
    await ask(service, envelope("1.2", submitBody({ username: "" })));
    expect(fake.received[0]).toMatchObject({ username: "", password: undefined, hl7Message: undefined });
  });

  const codes = GATEWAY_ERROR_CODES.flatMap((code) => TESTED_VERSIONS.map((version) => ({ code, version })));
  test.each(codes)(
    "$code of the handler is its row of the table in SOAP $version",
    async ({ code, version }) => {
      const { service, fake } = await started();
      fake.failNext = new GatewayError(code, { cause: new Error("canary-of-the-cause") });
      const reply = await ask(service, envelope(version, submission));
      const row = FAULT_TABLE[code];
      if (row.kind !== "typed") throw new Error("a GatewayError without typed fault");
      expect(readReply(reply.body.toString())).toMatchObject({
        version,
        element: row.element,
        number: `${row.number}`,
        detail: expect.stringMatching(/Reference: R-7$/),
      });
      expect(reply).toMatchObject({ status: 500, faultCode: code, operation: "submitSingleMessage" });
      expect(reply.headers["retry-after"]).toBe(row.retryAfterSeconds?.toString());
      expect(reply.body.toString()).not.toContain("canary");
    },
  );

  test("the cause goes to the log by class and place, never by text", async () => {
    const { service, fake, lines } = await started();
    fake.failNext = new GatewayError("unavailable", { cause: new TypeError("canary-of-the-cause") });
    await ask(service, envelope("1.2", submission));
    expect(lines).toEqual([
      expect.objectContaining({ level: "error", requestId: "R-7", errorName: "TypeError" }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("canary");
  });

  test.each([
    { what: "a message of just the limit", hl7Message: "é".repeat(500), fault: "" },
    { what: "one byte more", hl7Message: `${"é".repeat(500)}x`, fault: "MessageTooLargeFault" },
  ])("$what", async ({ hl7Message, fault }) => {
    const { service, fake } = await started();
    const reply = await ask(service, envelope("1.2", submitBody({ ...TEST_CREDENTIAL, hl7Message })));
    const read = readReply(reply.body.toString());
    expect(read.kind === "fault" ? read.element : "").toBe(fault);
    expect(read.kind === "fault" ? read.detail : "1000 bytes").toContain("1000 bytes");
    expect(fake.received.length).toBe(fault === "" ? 1 : 0);
  });

  test("what is too much is busy before it is read; a connectivityTest is answered all the same", async () => {
    const looked: unknown[] = [];
    const { service, fake } = await started({
      lookFirst: ({ kind, remoteAddress }) => {
        looked.push({ kind, remoteAddress });
        return { claimKey: "key", isTooMuch: true };
      },
    });
    const unreadable = envelope("1.2", submission).replace("</", "<");
    const reply = await ask(service, unreadable);
    expect(reply).toMatchObject({ status: 500, faultCode: "busy", operation: "submitSingleMessage" });
    expect([fake.received, looked]).toEqual([[], [{ kind: "update", remoteAddress: "192.0.2.7" }]]);
    expect((await ask(service, envelope("1.2", echoBody("hello")))).status).toBe(200);
  });

  test("hands on by which key the claim is known again", async () => {
    const { service, fake } = await started({ lookFirst: () => ({ claimKey: "key", isTooMuch: false }) });
    await ask(service, envelope("1.2", submission));
    expect(fake.received[0]?.claimKey).toBe("key");
  });

  test("a credential beyond every bound is not looked up", async () => {
    const { service, fake } = await started();
    const reply = await ask(
      service,
      envelope("1.2", submitBody({ ...TEST_CREDENTIAL, password: "x".repeat(1025) })),
    );
    expect(reply.faultCode).toBe("wrong-shape");
    expect(fake.received).toEqual([]);
  });

  test("a handler that does not come back is answered as unavailable, and its place stays taken", async () => {
    const held: ((answer: Er7) => void)[] = [];
    const submit = (): Promise<Er7> =>
      new Promise((resolve) => {
        held.push(resolve);
      });
    const { service } = await started({ submit, answerDurationMsMax: 1 });
    const reply = await ask(service, envelope("1.2", submission));
    expect(reply).toMatchObject({ faultCode: "unavailable", status: 500 });
    expect(reply.headers["retry-after"]).toBe("60");
    expect(service.inFlight()).toBe(1);
    held[0]?.("MSH|" as Er7);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(service.inFlight()).toBe(0);
  });
});

describe("overload", () => {
  test("submissions beyond the places of an address are busy in the caller's version; connectivityTest goes on", async () => {
    const held: ((answer: Er7) => void)[] = [];
    const submit = (): Promise<Er7> =>
      new Promise((resolve) => {
        held.push(resolve);
      });
    const { service } = await started({ submit });
    const running = ask(service, envelope("1.2", submission));
    const waiting = ask(service, envelope("1.1", submission));
    // Both have to be past the front door before the third comes.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    for (const version of TESTED_VERSIONS) {
      const refused = await ask(service, envelope(version, submission));
      expect(refused).toMatchObject({ status: 500, faultCode: "busy", soapVersion: version });
      expect(refused.headers["retry-after"]).toBe("5");
      expect(readReply(refused.body.toString())).toMatchObject({
        version,
        value: version === "1.2" ? "Receiver" : "Server",
      });
      const probe = await ask(service, envelope(version, echoBody("ping")));
      expect(readReply(probe.body.toString())).toMatchObject({ kind: "return", text: "ping" });
    }
    const disguised = await ask(service, envelope("1.2", `<!-- connectivityTest -->${submission}`));
    expect(disguised).toMatchObject({ faultCode: "busy" });
    const elsewhere = service.answer({
      ...request(envelope("1.2", submission)),
      remoteAddress: "198.51.100.9",
    });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    held[2]?.("MSH|3" as Er7);
    expect((await elsewhere).status).toBe(200);
    held[0]?.("MSH|1" as Er7);
    expect((await running).status).toBe(200);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    held[1]?.("MSH|2" as Er7);
    expect((await waiting).status).toBe(200);
    expect(service.inFlight()).toBe(0);
  });
});

describe("createSoapService()", () => {
  test("does not start with a limit of 0", async () => {
    const inFlight = { inFlightMax: 0, perOriginMax: 1 };
    await expect(started({ inFlight })).rejects.toThrow(RangeError);
  });
});
