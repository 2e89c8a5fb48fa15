import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Plain answers to what is not yet, or never will be, a request; no row of ours is written for them (decision D33). */
const STATUS_OF_ERROR: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Content Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};
/** Whatever else the HTTP parser refuses: no Host, two lengths, a bare line feed. */
const STATUS_OF_PARSER_ERRORS = "400 Bad Request";
/** How long the rest of what the client sends is swallowed, so that a reset does not overtake the answer. */
const LINGER_MS = 500;

/**
 * Answer malformed, swollen and slow requests with a fixed text, then close. Nothing that the client sent is repeated.
 * When an answer of a handler is already on its way, the connection is cut instead: a second one would be read as part
 * of the first.
 */
export function answerClientErrors(server: Server): void {
  const openAnswers = new WeakMap<Duplex, ServerResponse>();
  const closing = new WeakSet<Duplex>();
  server.prependListener("request", (request, response) => {
    openAnswers.set(request.socket, response);
    response.once("finish", () => {
      if (openAnswers.get(request.socket) === response) openAnswers.delete(request.socket);
    });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (closing.has(socket)) return;
    closing.add(socket);
    const status = statusOf(error.code ?? "");
    if (status === undefined || !socket.writable || openAnswers.get(socket)?.headersSent === true) {
      socket.destroy();
      return;
    }
    socket.end(plainAnswer(status));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

/** @returns undefined when the error is not of the HTTP layer: a reset, a failed TLS handshake */
function statusOf(code: string): string | undefined {
  return STATUS_OF_ERROR[code] ?? (code.startsWith("HPE_") ? STATUS_OF_PARSER_ERRORS : undefined);
}

function plainAnswer(status: string): string {
  return [
    `HTTP/1.1 ${status}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${status.length + 1}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
    "",
    `${status}\n`,
  ].join("\r\n");
}
