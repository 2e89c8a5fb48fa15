import { hash } from "node:crypto";

/** Claims that are remembered; the ones not seen for longest go. */
const REMEMBERED_MAX = 10_000;

/**
 * Knows claims again that held before, by a keyed digest of the bytes they came in and of the address they came from, before
 * anything is read. It admits nobody: a claim is proved anew each time (decision D12). What it is for is to refuse early
 * without telling a stranger whose name exists: who does not know the secret is never known here.
 */
export interface RecentClaims<Owner> {
  readonly keyOf: (credentials: Uint8Array, remoteAddress: string) => string;
  readonly remember: (key: string, owner: Owner) => void;
  /** Whose the claim was when it last held; undefined when it never did, or is forgotten. */
  readonly ownerOf: (key: string) => Owner | undefined;
}

/** @param salt random bytes of this process, 32 of them: a digest is of no use to anybody else */
export function createRecentClaims<Owner>(
  salt: Uint8Array,
  rememberedMax: number = REMEMBERED_MAX,
): RecentClaims<Owner> {
  const owners = new Map<string, Owner>();
  return {
    keyOf: (credentials, remoteAddress) =>
      hash("sha256", Buffer.concat([salt, Buffer.from(`${remoteAddress}\0`), credentials]), "base64"),
    remember: (key, owner) => {
      owners.delete(key);
      owners.set(key, owner);
      const oldest = owners.size > rememberedMax ? owners.keys().next().value : undefined;
      if (oldest !== undefined) owners.delete(oldest);
    },
    ownerOf: (key) => owners.get(key),
  };
}
