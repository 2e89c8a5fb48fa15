import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

/** What is hashed; the same text for two purposes gives unrelated hashes. */
export type HashPurpose =
  | "credential"
  | "token"
  | "login-failure"
  | "proved-claim"
  | "session"
  | "csrf"
  | "totp"
  | "delivery";

/** A keyed hash as it is stored: which pepper made it, and 43 characters of base64url. */
export interface SecretHash {
  readonly pepperId: string;
  readonly hash: string;
}

/** Hashes generated secrets under a pepper that is not in the database (decision D12). */
export interface SecretHasher {
  /** Hash under the current pepper. */
  hash(purpose: HashPurpose, text: string): SecretHash;
  /**
   * Whether `text` has the stored hash. Takes as long for an absent hash as for a wrong one: without one, and for a
   * pepper that is gone, the same work is done against a hash that nothing has.
   */
  matches(purpose: HashPurpose, text: string, stored: SecretHash | undefined): boolean;
  /** Whether a hash was made under an earlier pepper than the current one. */
  isOutdated(stored: SecretHash): boolean;
  /** 32 bytes that only the pepper and the text give; undefined when that pepper is gone. */
  derive(purpose: HashPurpose, text: string, pepperId: string): Uint8Array | undefined;
}

/** One pepper of the vault: 32 bytes or more. */
export interface Pepper {
  readonly id: string;
  readonly key: Uint8Array;
}

const NO_HASH = "-".repeat(43);

function hashUnder(pepper: KeyObject, purpose: HashPurpose, text: string): string {
  return createHmac("sha256", pepper).update(`${purpose}\0${text}`).digest("base64url");
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * A hasher over the vault's peppers.
 *
 * @param current hashes what is new
 * @param earlier still hold for what they hashed
 * @param reread the peppers as they are now, oldest first; asked when a hash names one that is not known, which another
 * process made
 */
export function createSecretHasher(
  current: Pepper,
  earlier: readonly Pepper[] = [],
  reread: () => readonly Pepper[] = () => [],
): SecretHasher {
  // Made once: node:crypto takes three times as long with raw bytes.
  const peppers = new Map([...earlier, current].map(({ id, key }) => [id, createSecretKey(key)]));
  let newest = { id: current.id, key: createSecretKey(current.key) };
  const pepperOf = (pepperId: string): KeyObject | undefined => {
    const known = peppers.get(pepperId);
    if (known !== undefined) return known;
    for (const { id, key } of reread()) {
      if (peppers.has(id)) continue;
      newest = { id, key: createSecretKey(key) };
      peppers.set(id, newest.key);
    }
    return peppers.get(pepperId);
  };
  return {
    hash: (purpose, text) => ({ pepperId: newest.id, hash: hashUnder(newest.key, purpose, text) }),
    matches: (purpose, text, stored) => {
      const pepper = stored === undefined ? undefined : pepperOf(stored.pepperId);
      const expected = stored === undefined || pepper === undefined ? NO_HASH : stored.hash;
      return isSame(hashUnder(pepper ?? newest.key, purpose, text), expected);
    },
    isOutdated: ({ pepperId }) => pepperId !== newest.id && peppers.has(pepperId),
    derive: (purpose, text, pepperId) => {
      const pepper = pepperOf(pepperId);
      return pepper && Buffer.from(hashUnder(pepper, purpose, text), "base64url");
    },
  };
}
