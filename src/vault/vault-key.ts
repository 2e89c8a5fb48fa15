import { createHmac } from "node:crypto";

/** One key of the vault: 32 random bytes, kept outside every database. */
export interface VaultKey {
  /** `1`, `2` …: the number in the name of its file. */
  readonly id: string;
  readonly key: Uint8Array;
}

/** Tells one key from another, and nothing of the key: 43 characters of base64url. */
export function fingerprintOf({ key }: VaultKey): string {
  return createHmac("sha256", key).update("gateway vault fingerprint v1").digest("base64url");
}
