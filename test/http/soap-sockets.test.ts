import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StartedServer } from "../../src/http/start-server.ts";
import { TEST_CREDENTIAL, TEST_MESSAGE } from "../support/fake-submission.ts";
import { echoBody, envelope, readReply, submitBody } from "../support/soap-envelopes.ts";
import { listen, SOAP_PATH, soapPort, type SoapPort } from "../support/soap-port.ts";

let soap: SoapPort;
let started: StartedServer;
beforeAll(async () => {
  soap = await soapPort();
  started = await listen(soap.app, {
    headersDurationMsMax: 300,
    requestDurationMsMax: 600,
    checkIntervalMs: 50,
  });
});
afterAll(() => {
  started.server.closeAllConnections();
  started.server.close();
});

const ECHO = envelope("1.2", echoBody("hello"));

function head(...lines: readonly string[]): string {
  return [`POST ${SOAP_PATH} HTTP/1.1`, "Host: x", ...lines, "", ""].join("\r\n");
}

interface Talk {
  readonly socket: Socket;
  /** All that came until the server closed the connection. */
  readonly all: Promise<string>;
  /** Resolves when the text so far has the marker. */
  readonly until: (marker: string) => Promise<void>;
}

function talk(): Talk {
  const socket = connect(started.port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    socket.emit("heard");
  });
  socket.on("error", () => undefined);
  return {
    socket,
    all: new Promise((resolve) => {
      socket.on("close", () => resolve(text));
    }),
    until: (marker) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (text.includes(marker)) resolve();
        };
        socket.on("heard", look);
        look();
      }),
  };
}

function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf("\r\n\r\n", answer.indexOf("HTTP/1.1 ")) + 4);
}

async function stillAnswers(): Promise<void> {
  const { socket, all } = talk();
  socket.write(head("Connection: close", `Content-Length: ${ECHO.length}`) + ECHO);
  expect(readReply(bodyOf(await all))).toMatchObject({ text: "hello" });
}

describe("bodies on the wire", () => {
  test("case 46: an empty body is answered at once, with and without a length", async () => {
    for (const lines of [["Content-Length: 0"], [], ["Transfer-Encoding: chunked"]]) {
      const { socket, all } = talk();
      socket.write(
        head(...lines, "Connection: close") + (lines[0]?.startsWith("T") === true ? "0\r\n\r\n" : ""),
      );
      const answer = await all;
      expect(answer).toMatch(/^HTTP\/1\.1 500 /);
      expect(readReply(bodyOf(answer))).toMatchObject({ kind: "fault", element: "fault", value: "Sender" });
    }
  });

  test("a chunked body, byte by byte", async () => {
    const { socket, all } = talk();
    socket.write(head("Transfer-Encoding: chunked", "Connection: close"));
    for (const character of ECHO) socket.write(`1\r\n${character}\r\n`);
    socket.write("0\r\n\r\n");
    expect(readReply(bodyOf(await all))).toMatchObject({ text: "hello" });
  });

  test("case 56: Expect: 100-continue gets a 100, then the answer", async () => {
    const { socket, all, until } = talk();
    socket.write(head("Expect: 100-continue", "Connection: close", `Content-Length: ${ECHO.length}`));
    await until("100 Continue\r\n\r\n");
    socket.write(ECHO);
    expect(readReply(bodyOf((await all).replace("HTTP/1.1 100 Continue\r\n\r\n", "")))).toMatchObject({
      text: "hello",
    });
  });

  test("case 51: a declared 30 MB is refused before it comes, and the answer can be read while it does", async () => {
    const { socket, all, until } = talk();
    socket.write(head("Content-Type: text/xml", "Content-Length: 30000000"));
    await until("</soap:Envelope>");
    const chunk = Buffer.alloc(1_000_000, 0x20);
    for (let sent = 0; sent < 30; sent += 1) {
      await new Promise((resolve) => {
        socket.write(chunk, resolve);
      });
    }
    const answer = await all;
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(answer.toLowerCase()).toContain("connection: close");
    expect(readReply(bodyOf(answer))).toMatchObject({ version: "1.1", element: "MessageTooLargeFault" });
  });

  test("case 51: a chunked 5 MB is refused where it passes the limit, in its own version", async () => {
    const { socket, all } = talk();
    const start = envelope("1.1", "").slice(0, 80);
    socket.write(`${head("Transfer-Encoding: chunked")}50\r\n${start}\r\n`);
    const piece = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 80; sent += 1) socket.write(piece);
    socket.write("0\r\n\r\n");
    const answer = await all;
    expect(answer.toLowerCase()).toContain("connection: close");
    expect(readReply(bodyOf(answer))).toMatchObject({ version: "1.1", element: "MessageTooLargeFault" });
  });

  test("a body shorter than declared is never served", async () => {
    const before = soap.submission.received.length;
    const { socket, all } = talk();
    const body = envelope("1.2", submitBody({ ...TEST_CREDENTIAL, hl7Message: TEST_MESSAGE }));
    socket.end(head(`Content-Length: ${body.length + 1}`) + body);
    expect(await all).not.toMatch(/ 200 /);
    expect(soap.submission.received.length).toBe(before);
    await stillAnswers();
  });

  test("what comes after the declared length is no part of the body", async () => {
    const { socket, all } = talk();
    socket.write(`${head(`Content-Length: ${ECHO.length}`)}${ECHO}GARBAGE\r\n\r\n`);
    expect(await all).toContain("HTTP/1.1 400 ");
    await stillAnswers();
  });

  test("a client that leaves in the middle costs nothing but a log line", async () => {
    const { socket } = talk();
    soap.lines.length = 0;
    socket.write(`${head("Content-Length: 1000")}<s:Env`, () => setTimeout(() => socket.destroy(), 20));
    await expect
      .poll(() => soap.lines.filter(({ bytes }) => bytes === undefined))
      .toEqual([expect.objectContaining({ event: "request-answered", reason: "client-closed" })]);
    await stillAnswers();
  });

  test("gzip garbage and an unknown coding leave the process alive", async () => {
    const garbage = talk();
    garbage.socket.write(
      `${head("Content-Encoding: gzip", "Connection: close", "Content-Length: 7")}garbage`,
    );
    expect(readReply(bodyOf(await garbage.all))).toMatchObject({ element: "fault", value: "Sender" });
    const unknown = talk();
    unknown.socket.write(`${head("Content-Encoding: br", "Content-Length: 7")}garbage`);
    expect(await unknown.all).toMatch(/^HTTP\/1\.1 415 /);
    await stillAnswers();
  });

  test("two requests on one connection get two answers in order", async () => {
    const { socket, all } = talk();
    const second = envelope("1.1", echoBody("second"));
    socket.write(head(`Content-Length: ${ECHO.length}`) + ECHO);
    socket.write(head("Connection: close", `Content-Length: ${second.length}`) + second);
    const answer = await all;
    expect(answer.indexOf("<return>hello")).toBeGreaterThan(0);
    expect(answer.indexOf("<return>second")).toBeGreaterThan(answer.indexOf("<return>hello"));
  });
});

describe("plain HTTP answers (decision D33)", () => {
  test.each([
    { what: "headers that do not end", sent: `POST ${SOAP_PATH} HTTP/1.1\r\nHost: x\r\n`, status: "408" },
    { what: "a body that does not end", sent: `${head("Content-Length: 10")}<s:E`, status: "408" },
    { what: "headers beyond 8 KiB", sent: head(`X-Long: ${"x".repeat(9000)}`), status: "431" },
    {
      what: "two lengths",
      sent: `${head("Content-Length: 1", "Transfer-Encoding: chunked")}0\r\n\r\n`,
      status: "400",
    },
    { what: "no Host", sent: `POST ${SOAP_PATH} HTTP/1.1\r\nContent-Length: 0\r\n\r\n`, status: "400" },
    { what: "what is no HTTP", sent: "MSH|^~\\&|A\r\n\r\n", status: "400" },
  ])("$what: $status", async ({ sent, status }) => {
    const { socket, all } = talk();
    socket.write(sent);
    expect((await all).slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    await stillAnswers();
  });

  test("case 52: a large multipart body is refused before it comes", async () => {
    const { socket, all, until } = talk();
    socket.write(head("Content-Type: multipart/related; boundary=b", "Content-Length: 3000000"));
    await until("415 Unsupported Media Type");
    socket.write(Buffer.alloc(3_000_000, 0x20));
    expect(await all).toContain("MTOM");
  });
});
