import { createCipheriv, createDecipheriv } from "node:crypto";
import type { VaultKey } from "./vault-key.ts";

/*
 * The text of a wrapped key file: `wrapped v1 2026-01 3 BASE64`, with the month it seals in, the number of the master key,
 * and IV (12) | tag (16) | ciphertext (32). The file's name and the month are associated data.
 */
const FORM = /^wrapped v1 (\d{4}-\d{2}) ([1-9]\d{0,3}) ([A-Za-z0-9+/]{80})\n?$/;
const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a wrapped key file says before it is opened. */
export interface WrappedKey {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  readonly masterId: string;
  readonly body: Uint8Array;
}

function associatedData(name: string, month: string): Buffer {
  return Buffer.from(`gateway key wrap v1|${name.length}:${name}|${month}`, "utf8");
}

/** @returns undefined when the text is no wrapped key */
export function readWrappedKey(text: string): WrappedKey | undefined {
  const [, month, masterId, body] = FORM.exec(text) ?? [];
  if (month === undefined || masterId === undefined || body === undefined) return undefined;
  return { month, masterId, body: Buffer.from(body, "base64") };
}

/**
 * The text of a key file that only the master opens.
 *
 * @param name of the file; a key moved under another name does not open
 */
export function wrapKey(
  master: VaultKey,
  { name, month, key }: { readonly name: string; readonly month: string; readonly key: Uint8Array },
  randomBytes: (count: number) => Uint8Array,
): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, master.key, iv);
  cipher.setAAD(associatedData(name, month));
  const body = Buffer.concat([cipher.update(key), cipher.final()]);
  const whole = Buffer.concat([iv, cipher.getAuthTag(), body]);
  return `wrapped v1 ${month} ${master.id} ${whole.toString("base64")}\n`;
}

/** @returns undefined when the master is not among `masters`, or is another key of that number */
export function unwrapKey(
  masters: readonly VaultKey[],
  name: string,
  { month, masterId, body }: WrappedKey,
): Uint8Array | undefined {
  const master = masters.find(({ id }) => id === masterId);
  if (master === undefined) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, master.key, body.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associatedData(name, month));
    decipher.setAuthTag(body.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
