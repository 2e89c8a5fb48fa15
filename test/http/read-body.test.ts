import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBodyReader } from "../../src/http/read-body.ts";
import { rawConnection, rawExchange } from "../support/raw-exchange.ts";

let server: Server;
let port: number;
let read: ReturnType<typeof createBodyReader>;

beforeEach(async () => {
  read = createBodyReader({ bytesMax: 100, heldBytesMax: 150 });
  server = createServer((request, response) => {
    void read(request).then(({ kind }) => response.writeHead(200, { connection: "close" }).end(kind));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A POST that says it has `bytes` and sends `sent` of them. */
function post(bytes: number, sent: number): string {
  return `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n${"x".repeat(sent)}`;
}

async function kindOf(text: string): Promise<string> {
  return (await rawExchange(port, text)).split("\r\n\r\n")[1] ?? "";
}

test.each([
  { bytes: 100, kind: "read" },
  { bytes: 101, kind: "too-large" },
])("createBodyReader() takes bodies up to the bound: $bytes bytes are $kind", async ({ bytes, kind }) => {
  expect(await kindOf(post(bytes, bytes))).toContain(kind);
});

test("createBodyReader() holds no more than a bound of all unfinished bodies together", async () => {
  const arrivals = once(server, "request");
  const unfinished = await rawConnection(port);
  unfinished.send(post(100, 99));
  await arrivals;
  expect(await kindOf(post(60, 60))).toContain("crowded");
  expect(await kindOf(post(40, 40))).toContain("read");
  unfinished.send("x");
  await unfinished.closed();
  expect(await kindOf(post(100, 100))).toContain("read");
});

test("createBodyReader() frees what a client held that went away", async () => {
  // Not `once` of node:events, which fails on the error that comes before.
  const closed = new Promise<void>((resolve) => {
    server.once("request", (request) => request.once("close", resolve));
  });
  const arrived = once(server, "request");
  const gone = await rawConnection(port);
  gone.send(post(100, 99));
  await arrived;
  gone.socket.destroy();
  await closed;
  expect(await kindOf(post(100, 100))).toContain("read");
});
