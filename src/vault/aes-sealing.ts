import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import type { Realm } from "../kernel/realm.ts";
import type { Sealing, SealPlace } from "./sealing.ts";
import type { SealRing } from "./seal-ring.ts";
import type { VaultKey } from "./vault-key.ts";

/*
 * A sealed value: version (1 byte) | key number (2 bytes, big-endian) | IV (12) | tag (16) | ciphertext.
 * NIST SP 800-38D: random IVs of 96 bits bound one key to 2^32 values.
 */
const VERSION = 1;
const ALGORITHM = "aes-256-gcm";
const IV_AT = 3;
const IV_BYTES = 12;
const TAG_AT = IV_AT + IV_BYTES;
const TAG_BYTES = 16;
const TEXT_AT = TAG_AT + TAG_BYTES;

/** Each part with its length, so that no two places give the same bytes. */
function associatedData(realm: Realm, place: SealPlace): Buffer {
  const parts = [place.table, place.column, place.rowId, place.organizationId, realm];
  return Buffer.from(parts.map((part) => `${part.length}:${part}`).join("|"), "utf8");
}

/**
 * Seal with the ring's current key, open with the one that a value names (decision D27).
 */
export function createSealing(
  realm: Realm,
  ring: Pick<SealRing, "current" | "find">,
  randomBytes: (count: number) => Uint8Array,
): Sealing {
  // Made once: node:crypto takes twice as long with raw bytes.
  const made = new Map<VaultKey, KeyObject>();
  const secretOf = (key: VaultKey): KeyObject => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const secret = createSecretKey(key.key);
    made.set(key, secret);
    return secret;
  };
  return {
    seal(place, text) {
      const current = ring.current();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, secretOf(current), iv);
      cipher.setAAD(associatedData(realm, place));
      const body = cipher.update(text, "utf8");
      cipher.final();
      const sealed = Buffer.allocUnsafe(TEXT_AT + body.length);
      sealed.writeUInt8(VERSION, 0);
      sealed.writeUInt16BE(Number(current.id), 1);
      sealed.set(iv, IV_AT);
      sealed.set(cipher.getAuthTag(), TAG_AT);
      sealed.set(body, TEXT_AT);
      return sealed;
    },
    open(place, sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length < TEXT_AT || bytes.readUInt8(0) !== VERSION) throw new Error("not a sealed value");
      const key = ring.find(bytes.readUInt16BE(1));
      if (key === undefined) throw new Error("sealed with a key that is not in SECRETS_DIR");
      const decipher = createDecipheriv(ALGORITHM, secretOf(key), bytes.subarray(IV_AT, TAG_AT), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(associatedData(realm, place));
      decipher.setAuthTag(bytes.subarray(TAG_AT, TEXT_AT));
      // Nothing of the text is handed out before `final` has checked the tag.
      const text = decipher.update(bytes.subarray(TEXT_AT));
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    },
  };
}
