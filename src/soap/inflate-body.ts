import { gunzip } from "node:zlib";

/** A body without its content coding, or why there is none. */
export type Inflated =
  | { readonly kind: "body"; readonly body: Buffer }
  | { readonly kind: "too-large" }
  | { readonly kind: "broken" };

/** @returns whether a Content-Encoding is one that the service reads: none, identity or gzip */
export function isReadableCoding(contentEncoding: string | undefined): boolean {
  return /^(?:identity|(?:x-)?gzip)?$/i.test((contentEncoding ?? "").trim());
}

function isGzip(contentEncoding: string | undefined): boolean {
  return /gzip/i.test(contentEncoding ?? "");
}

/**
 * Undo gzip, within a bound. A bomb stops at the bound, garbage is a result and never an `error` event that nobody hears.
 *
 * @param bytesMax most bytes of the inflated body
 */
export async function inflateBody(
  body: Buffer,
  contentEncoding: string | undefined,
  bytesMax: number,
): Promise<Inflated> {
  if (!isGzip(contentEncoding)) return { kind: "body", body };
  return new Promise((resolve) => {
    gunzip(body, { maxOutputLength: bytesMax }, (error, inflated) => {
      if (error === null) resolve({ kind: "body", body: inflated });
      else
        resolve({
          kind: "code" in error && error.code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "broken",
        });
    });
  });
}
