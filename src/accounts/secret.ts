import type { Realm } from "../kernel/realm.ts";
import { checkCharacters, randomCrockford } from "./crockford.ts";
import type { RandomBytes } from "./random-bytes.ts";

/** 26 characters of 5 bits: 130 bits of chance (decision D12 asks for 128). */
const SECRET_CHARACTERS = 26;
const USERNAME_SLUG_LENGTH_MAX = 20;
const USERNAME_SUFFIX_CHARACTERS = 4;

/** What a generated secret is for; its first characters tell, for people and for secret scanners. */
export const SECRET_PREFIXES = { test: "miic_t_", production: "miic_p_", token: "miic_k_" } as const;
export type SecretKind = keyof typeof SECRET_PREFIXES;

/**
 * A new secret: prefix, 26 characters of chance and 2 check characters, none of which XML, a URL or HTTP Basic would
 * escape.
 *
 * @see decision D12
 */
export function generateSecret(randomBytes: RandomBytes, kind: SecretKind): string {
  const chance = randomCrockford(randomBytes, SECRET_CHARACTERS);
  return SECRET_PREFIXES[kind] + chance + checkCharacters(chance);
}

/**
 * A readable username of one credential, such as `northprairie-t-7k2m`: small letters, digits and hyphens, at most 27
 * characters, never a colon. Unique by chance only; the caller asks the store.
 */
export function generateUsername(randomBytes: RandomBytes, organizationName: string, realm: Realm): string {
  const slug = organizationName
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, USERNAME_SLUG_LENGTH_MAX);
  const suffix = randomCrockford(randomBytes, USERNAME_SUFFIX_CHARACTERS);
  return `${slug === "" ? "org" : slug}-${realm === "test" ? "t" : "p"}-${suffix}`;
}
