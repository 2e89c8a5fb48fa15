import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { SERVER_LIMITS, type ServerLimits } from "../../src/http/server-limits.ts";
import { ListenError, startServer, type StartedServer } from "../../src/http/start-server.ts";
import { CANARIES, findLeaks } from "../support/canaries.ts";
import { rawConnection, rawExchange } from "../support/raw-exchange.ts";

/** The real limits with short times, so that no test waits for seconds. */
const SHORT: ServerLimits = {
  ...SERVER_LIMITS,
  headersDurationMsMax: 150,
  requestDurationMsMax: 300,
  checkIntervalMs: 25,
};

const started: StartedServer[] = [];

async function start(listener: RequestListener, limits: ServerLimits = SHORT): Promise<number> {
  const server = await startServer({ listener, host: "127.0.0.1", port: 0, limits });
  started.push(server);
  return server.port;
}

async function readBody(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  return bytes;
}

/** Reads the whole body, then answers with its size. */
const countBytes: RequestListener = (request, response) => {
  readBody(request).then(
    (bytes) => response.end(`${bytes} bytes`),
    () => response.destroy(),
  );
};

const headOf = (answer: string): string => answer.slice(0, answer.indexOf("\r\n"));

afterEach(() => {
  for (const { server } of started.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe("startServer()", () => {
  test("listens on a free port when 0 is asked for, and answers", async () => {
    const port = await start(countBytes);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "abc" });
    expect(await answer.text()).toBe("3 bytes");
  });

  test("refuses a port that is in use, naming it", async () => {
    const port = await start(countBytes);
    const second = startServer({ listener: countBytes, host: "127.0.0.1", port });
    await expect(second).rejects.toThrow(new ListenError("127.0.0.1", port, "EADDRINUSE"));
  });

  test.each(
    Object.keys(SERVER_LIMITS).flatMap((name) => [0, -1, 1.5, Number.NaN].map((value) => ({ name, value }))),
  )("refuses $value for $name", async ({ name, value }) => {
    const limits = { ...SERVER_LIMITS, [name]: value };
    await expect(startServer({ listener: countBytes, host: "127.0.0.1", port: 0, limits })).rejects.toThrow(
      name,
    );
  });

  test("gives Node every limit", async () => {
    const server = await startServer({ listener: countBytes, host: "127.0.0.1", port: 0 });
    started.push(server);
    expect(server.server).toMatchObject({
      headersTimeout: 5_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 65_000,
      timeout: 70_000,
      maxRequestsPerSocket: 1_000,
      maxConnections: 2_000,
    });
  });

  test.each([
    {
      sent: "headers over 8 KB",
      text: `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(8_192)}\r\n\r\n`,
      status: "HTTP/1.1 431 Request Header Fields Too Large",
    },
    {
      sent: "two ways to tell the length",
      text: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      status: "HTTP/1.1 400 Bad Request",
    },
    {
      sent: "two lengths",
      text: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
      status: "HTTP/1.1 400 Bad Request",
    },
    { sent: "no Host", text: "GET / HTTP/1.1\r\n\r\n", status: "HTTP/1.1 400 Bad Request" },
    { sent: "no HTTP", text: "MSH|^~\\&|\r\n\r\n", status: "HTTP/1.1 400 Bad Request" },
    {
      sent: "a folded header",
      text: "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
      status: "HTTP/1.1 400 Bad Request",
    },
    {
      sent: "two hosts",
      text: "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      status: "HTTP/1.1 400 Bad Request",
    },
    {
      sent: "a transfer coding that is not read",
      text: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      status: "HTTP/1.1 400 Bad Request",
    },
    {
      sent: "an address that is none",
      text: "GET http://[::1/ HTTP/1.1\r\nHost: a\r\n\r\n",
      status: "HTTP/1.1 400 Bad Request",
    },
    {
      sent: "an address of another protocol",
      text: "GET file:///etc/hosts HTTP/1.1\r\nHost: a\r\n\r\n",
      status: "HTTP/1.1 400 Bad Request",
    },
    {
      sent: "endless chunk extensions",
      text: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${"x".repeat(20_000)}\r\na\r\n0\r\n\r\n`,
      status: "HTTP/1.1 413 Content Too Large",
    },
    {
      sent: "an unfinished header",
      text: "GET / HTTP/1.1\r\nHost: a",
      status: "HTTP/1.1 408 Request Timeout",
    },
    { sent: "nothing at all", text: "", status: "HTTP/1.1 408 Request Timeout" },
    {
      sent: "an unfinished body",
      text: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc",
      status: "HTTP/1.1 408 Request Timeout",
    },
  ])("answers $sent with $status and closes", async ({ text, status }) => {
    const port = await start(countBytes);
    const answer = await rawExchange(port, text);
    expect(headOf(answer)).toBe(status);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  });

  test("reads a whole address as its path and host, whatever the Host header says", async () => {
    const port = await start((request, response) => {
      response.end(`${request.headers.host} ${request.url}`);
    });
    const answer = await rawExchange(
      port,
      "GET http://iis.example.org:8443/a?b=c HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    );
    expect(answer.split("\r\n\r\n")[1]).toContain("iis.example.org:8443 /a?b=c");
  });

  test("lets go of connections without a request when there is no room for another", async () => {
    const port = await start(countBytes, { ...SHORT, connectionsMax: 2 });
    const request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const idle = await Promise.all([rawConnection(port), rawConnection(port)]);
    for (const connection of idle) {
      connection.send(request);
      await connection.received("0 bytes");
    }
    expect(await rawExchange(port, request)).toBe("");
    await Promise.all(idle.map((connection) => connection.closed()));
    const next = await rawConnection(port);
    next.send(request);
    expect(headOf(await next.received("0 bytes"))).toBe("HTTP/1.1 200 OK");
    next.socket.destroy();
  });

  test("repeats nothing of what it refuses", async () => {
    const port = await start(countBytes);
    const marks = Object.values(CANARIES).join(" ");
    const answers = await Promise.all([
      rawExchange(port, `${marks}\r\n\r\n`),
      rawExchange(port, `GET /${marks} HTTP/1.1\r\nHost: a\r\n\r\n`),
      rawExchange(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${`${marks} `.repeat(200)}\r\n\r\n`),
    ]);
    expect(answers.map(headOf)).toEqual([
      "HTTP/1.1 400 Bad Request",
      "HTTP/1.1 400 Bad Request",
      "HTTP/1.1 431 Request Header Fields Too Large",
    ]);
    expect(answers.flatMap(findLeaks)).toEqual([]);
  });

  test("sends no second answer into one that is on its way", async () => {
    const port = await start((_request, response) => {
      response.write("first part");
    });
    const connection = await rawConnection(port);
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    await connection.received("first part");
    connection.send("no chunk size\r\n");
    const answer = await connection.closed();
    expect(answer.match(/HTTP\/1\.1/g)).toEqual(["HTTP/1.1"]);
  });

  test("lives on when a handler answers after the time was up", async () => {
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    const port = await start((request, response) => {
      if (request.method === "GET") response.end("alive");
      else
        request.once("close", () => {
          response.end("too late");
          resolve();
        });
    });
    const slow = await rawExchange(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
    await answered;
    expect(headOf(slow)).toBe("HTTP/1.1 408 Request Timeout");
    expect(slow).not.toContain("too late");
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("alive");
  });

  test("closes 300 slow connections and answers others meanwhile", async () => {
    const port = await start(countBytes);
    const slow = await Promise.all(Array.from({ length: 300 }, () => rawConnection(port)));
    for (const { send } of slow) send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "abc" });
    expect(await answer.text()).toBe("3 bytes");
    const answers = await Promise.all(slow.map((connection) => connection.closed()));
    expect(new Set(answers.map(headOf))).toEqual(new Set(["HTTP/1.1 408 Request Timeout"]));
  });

  test("drops connections above the bound and takes new ones when there is room", async () => {
    const port = await start(countBytes, { ...SERVER_LIMITS, connectionsMax: 2 });
    const first = await rawConnection(port);
    const second = await rawConnection(port);
    for (const connection of [first, second]) {
      connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await connection.received("0 bytes");
    }
    const third = connect({ host: "127.0.0.1", port });
    third.on("error", () => undefined);
    await once(third, "close");
    first.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await first.closed();
    await expect
      .poll(() => rawExchange(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
      .toContain("0 bytes");
  });

  test("takes no more than the allowed requests on one connection", async () => {
    const port = await start(countBytes, { ...SERVER_LIMITS, requestsPerConnectionMax: 2 });
    const connection = await rawConnection(port);
    const heads: string[] = [];
    for (const expected of ["keep-alive", "close", "503 Service Unavailable"]) {
      connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      heads.push(await connection.received(expected));
    }
    expect(heads[2]?.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 503"]);
  });

  test("closes a kept connection and a silent one after their time", async () => {
    const limits = { ...SERVER_LIMITS, keepAliveDurationMsMax: 50, silenceDurationMsMax: 100 };
    const port = await start((request, response) => {
      if (request.url === "/kept") response.end("kept");
    }, limits);
    const kept = await rawExchange(port, "GET /kept HTTP/1.1\r\nHost: a\r\n\r\n");
    const silent = await rawExchange(port, "GET /silent HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(kept).toContain("kept");
    expect(silent).toBe("");
  });
});
