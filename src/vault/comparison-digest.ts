import { createHmac } from "node:crypto";

const KEY_BYTES = 32;

/**
 * Digests for one comparison each: every call makes a new random key, which is forgotten with the function it returns. What two
 * comparisons give for one text is unrelated.
 *
 * @param randomBytes `count` bytes of a cryptographically secure source
 */
export function createComparisonDigests(
  randomBytes: (count: number) => Uint8Array,
): () => (text: string) => string {
  return () => {
    const key = randomBytes(KEY_BYTES);
    return (text) => createHmac("sha256", key).update(text, "utf8").digest("base64url");
  };
}
