import type { IncomingMessage } from "node:http";

/** What came of reading a body. */
export type BodyRead =
  | { readonly kind: "read"; readonly body: Buffer }
  /** `head` is what was read before the bound was passed; empty when Content-Length alone told. */
  | { readonly kind: "too-large"; readonly head: Buffer }
  /** All bodies together passed their bound; `head` is what was read of this one. */
  | { readonly kind: "crowded"; readonly head: Buffer }
  /** The client went away; nobody is there to answer. */
  | { readonly kind: "aborted" };

function declaredBytes(request: IncomingMessage): number {
  return Number(request.headers["content-length"] ?? 0);
}

/** Bounds of the bodies of one port, in bytes. */
export interface BodyLimits {
  /** Of one body. */
  readonly bytesMax: number;
  /** Of all bodies that are still coming in, together: a slow body costs memory before anybody has logged in. */
  readonly heldBytesMax: number;
}

/** Read a body as it is on the wire. When it ends early the rest is still to come: answer with `answerEarly`. */
export type ReadBody = (request: IncomingMessage) => Promise<BodyRead>;

/** A reader that never holds more than the bounds. What it read is no longer counted once it is handed over. */
export function createBodyReader({ bytesMax, heldBytesMax }: BodyLimits): ReadBody {
  let heldBytes = 0;
  return async (request) => {
    if (declaredBytes(request) > bytesMax) return { kind: "too-large", head: Buffer.alloc(0) };
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      function settle(result: BodyRead): void {
        heldBytes -= bytes;
        request.off("data", onData).off("end", onEnd).off("close", onClose);
        resolve(result);
      }
      function onData(chunk: Buffer): void {
        chunks.push(chunk);
        bytes += chunk.length;
        heldBytes += chunk.length;
        if (bytes > bytesMax) settle({ kind: "too-large", head: Buffer.concat(chunks) });
        else if (heldBytes > heldBytesMax) settle({ kind: "crowded", head: Buffer.concat(chunks) });
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
  };
}
