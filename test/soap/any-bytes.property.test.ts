import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { SoapReply } from "../../src/soap/soap-reply.ts";
import { createSoapService, type SoapService } from "../../src/soap/soap-service.ts";
import { fakeSubmission, TEST_CREDENTIAL, TEST_MESSAGE } from "../support/fake-submission.ts";
import { echoBody, envelope, readReply, submitBody } from "../support/soap-envelopes.ts";

let service: SoapService;
const logged: unknown[] = [];
beforeAll(async () => {
  service = await createSoapService({
    submit: fakeSubmission().submit,
    messageBytesMax: 10_000,
    helpDesk: "help@iis.example.org",
    path: "/soap",
    inFlight: { inFlightMax: 16, perOriginMax: 16 },
    answerDurationMsMax: 10_000,
    log: (...line) => logged.push(line),
  });
});

const anyContentType = fc.option(
  fc.oneof(
    fc.constantFrom(
      "text/xml",
      "application/soap+xml; charset=utf-8",
      'a/b; charset="utf-16"',
      "; charset=latin1",
    ),
    fc.string(),
  ),
  { nil: undefined },
);
const anyCoding = fc.constantFrom(undefined, "identity", "gzip", "GZIP");

interface Asked {
  readonly body: Buffer;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
}

async function answerOf(asked: Asked): Promise<SoapReply> {
  return service.answer({
    body: asked.body,
    contentType: asked.contentType,
    contentEncoding: asked.contentEncoding,
    remoteAddress: "192.0.2.1",
    requestId: "R",
    receivedAtMs: 0,
  });
}

/** What is wrong with an answer, whatever was asked. */
function problemsOf(reply: SoapReply): readonly string[] {
  const read = readReply(reply.body.toString("utf8"));
  const isBare = read.kind === "fault" && ["MustUnderstand", "VersionMismatch"].includes(read.value);
  return [
    reply.headers["content-length"] === `${reply.body.length}` ? "" : "Content-Length",
    reply.status === (read.kind === "return" ? 200 : 500) ? "" : "status",
    read.kind === "fault" && (read.element === "") !== isBare ? "detail" : "",
    read.kind === "fault" && read.number === "54353" ? "internal" : "",
  ].filter((problem) => problem !== "");
}

const valid = [
  envelope("1.2", submitBody({ ...TEST_CREDENTIAL, hl7Message: TEST_MESSAGE })),
  envelope("1.1", echoBody("ping & é")),
  envelope(
    "1.2",
    echoBody("x"),
    '<a:Action xmlns:a="http://www.w3.org/2005/08/addressing" s:mustUnderstand="1">x</a:Action>',
  ),
].map((text) => Buffer.from(text));

const pieces = fc.constantFrom(
  "<",
  ">",
  "</",
  "/>",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "<?",
  "?>",
  "<!DOCTYPE a [",
  "&",
  "&#x",
  ";",
  '"',
  "'",
  "=",

  "s:Envelope",
  "s:Header",
  "s:Body",
  "c:connectivityTest",
  "c:echoBack",
  "xmlns:s",
  "xmlns",
  "__proto__",
  "constructor",

  'xmlns:s="http://www.w3.org/2003/05/soap-envelope"',
  's:mustUnderstand="1"',
  'id="__proto__"',
  "\u0000",
  "\uFFFE",
);

describe("answer()", () => {
  test("gives a typed, well-formed answer to any bytes", async () => {
    const asked = fc.record({
      body: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
      contentType: anyContentType,
      contentEncoding: anyCoding,
    });
    await fc.assert(
      fc.asyncProperty(asked, async (request) => {
        expect(problemsOf(await answerOf(request))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("gives one to any heap of XML pieces", async () => {
    const heap = fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(heap, async (parts) => {
        expect(problemsOf(await answerOf({ body: Buffer.from(parts.join("")) }))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("gives one to a valid request that was damaged in places, plain or packed", async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...valid), damage, fc.boolean(), async (original, places, packed) => {
        const body = packed ? gzipSync(original) : Buffer.from(original);
        for (const [at, byte] of places) body[at % body.length] = byte;
        const contentEncoding = packed ? "gzip" : undefined;
        expect(problemsOf(await answerOf({ body, contentEncoding }))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("echoes any text that XML can hold, exactly", async () => {
    const text = fc
      .string({ unit: "binary", maxLength: 300 })
      .map((raw) => raw.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ""));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("1.1", "1.2"), text, async (version, sent) => {
        const reply = await answerOf({ body: Buffer.from(envelope(version, echoBody(sent))) });
        expect(readReply(reply.body.toString("utf8"))).toMatchObject({ kind: "return", version, text: sent });
      }),
      { numRuns: 500 },
    );
  });

  test("and works as before after all of it", async () => {
    const reply = await answerOf({ body: Buffer.from(envelope("1.2", echoBody("ping"))) });
    expect(readReply(reply.body.toString("utf8"))).toMatchObject({ text: "ping" });
    expect(logged).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
