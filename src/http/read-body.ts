import type { IncomingMessage } from "node:http";

/** What came of reading a body. */
export type BodyRead =
  | { readonly kind: "read"; readonly body: Buffer }
  /** `head` is what was read before the bound was passed; empty when Content-Length alone told. */
  | { readonly kind: "too-large"; readonly head: Buffer }
  /** The client went away; nobody is there to answer. */
  | { readonly kind: "aborted" };

function declaredBytes(request: IncomingMessage): number {
  return Number(request.headers["content-length"] ?? 0);
}

/**
 * Read a body as it is on the wire, never more than the bound. When it is too large the rest is still to come: answer
 * with `answerEarly`.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<BodyRead> {
  if (declaredBytes(request) > bytesMax) return { kind: "too-large", head: Buffer.alloc(0) };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    function settle(result: BodyRead): void {
      request.off("data", onData).off("end", onEnd).off("close", onClose);
      resolve(result);
    }
    function onData(chunk: Buffer): void {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > bytesMax) settle({ kind: "too-large", head: Buffer.concat(chunks) });
    }
    function onEnd(): void {
      settle({ kind: "read", body: Buffer.concat(chunks, bytes) });
    }
    function onClose(): void {
      settle({ kind: "aborted" });
    }
    // An error of the request (a reset connection) is always followed by close.
    request.on("error", () => undefined);
    request.on("data", onData).on("end", onEnd).on("close", onClose);
  });
}
