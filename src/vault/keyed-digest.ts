import { createHmac, createSecretKey, hash } from "node:crypto";
import type { Realm } from "../kernel/realm.ts";
import type { KeyedDigest } from "./sealing.ts";
import type { VaultKey } from "./vault-key.ts";

/** Bytes that SHA-256 works on at a time, and of its result. */
const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/** Longer texts go to node:crypto's own HMAC; names and numbers of people are far shorter. */
const SHORT_LENGTH_MAX = 512;
/** Of one UTF-16 unit in UTF-8. */
const UNIT_BYTES_MAX = 3;

/** The key, filled up with zeros to a block and mixed with one byte: what either hash of an HMAC begins with. */
function paddedKey(key: Uint8Array, byte: number, spaceBytes: number): Buffer {
  const padded = Buffer.alloc(BLOCK_BYTES + spaceBytes);
  padded.set(key);
  for (let at = 0; at < BLOCK_BYTES; at += 1) padded.writeUInt8(padded.readUInt8(at) ^ byte, at);
  return padded;
}

/**
 * HMAC-SHA-256 of a short text as 43 characters of base64url. A message has some thirty; an Hmac object of node:crypto for each
 * costs more than both its hashes.
 *
 * @param key 64 bytes at most
 * @returns what `createHmac` gives
 * @see RFC 2104: H(K ⊕ opad, H(K ⊕ ipad, text))
 */
function createShortHmac(key: Uint8Array): (text: string) => string {
  const inner = paddedKey(key, 0x36, SHORT_LENGTH_MAX * UNIT_BYTES_MAX);
  const outer = paddedKey(key, 0x5c, HASH_BYTES);
  return (text) => {
    const bytes = inner.write(text, BLOCK_BYTES, "utf8");
    outer.write(hash("sha256", inner.subarray(0, BLOCK_BYTES + bytes), "binary"), BLOCK_BYTES, "binary");
    return hash("sha256", outer, "base64url");
  };
}

/**
 * HMAC-SHA-256 as 43 characters of base64url. Realm and purpose are part of what is hashed, each with its length: the
 * same text for another purpose or realm gives an unrelated digest.
 */
export function createKeyedDigest(realm: Realm, { key }: VaultKey): KeyedDigest {
  const secret = createSecretKey(key); // made once: node:crypto takes three times as long with raw bytes
  const short = createShortHmac(key);
  return {
    digest: (purpose, text) => {
      const whole = `${realm.length}:${realm}|${purpose.length}:${purpose}|${text}`;
      return whole.length <= SHORT_LENGTH_MAX
        ? short(whole)
        : createHmac("sha256", secret).update(whole, "utf8").digest("base64url");
    },
  };
}
