import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { answerEarly, type EarlyAnswerLimits } from "../../src/http/answer-early.ts";

const ANSWER = { status: 500, headers: { "content-length": "4" }, body: Buffer.from("full") };

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** What a client reads that declares 1 MB, sends so many bytes of it once the answer began, and then waits. */
async function readWhileSending(limits: EarlyAnswerLimits, bytes: number): Promise<string> {
  server = createServer((request, response) => answerEarly(request, response, ANSWER, limits));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  let text = "";
  socket.once("data", () => socket.write(Buffer.alloc(bytes)));
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.on("close", () => resolve(text));
  });
}

describe("answerEarly()", () => {
  test.each([
    {
      what: "when all has come",
      limits: { drainBytesMax: 2_000_000, drainDurationMsMax: 60_000 },
      bytes: 1_000_000,
    },
    {
      what: "when too much comes",
      limits: { drainBytesMax: 1000, drainDurationMsMax: 60_000 },
      bytes: 500_000,
    },
    { what: "when nothing more comes", limits: { drainBytesMax: 1000, drainDurationMsMax: 20 }, bytes: 1 },
  ])("answers whole and closes $what", async ({ limits, bytes }) => {
    const text = await readWhileSending(limits, bytes);
    expect(text).toMatch(/^HTTP\/1\.1 500 /);
    expect(text.toLowerCase()).toContain("connection: close");
    expect(text.endsWith("\r\n\r\nfull")).toBe(true);
  });
});
