import type { RandomBytes } from "./random-bytes.ts";

/** Crockford's base 32 in lower case: no i, l, o and u, so that nothing is misread. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Largest prime below 32², so that two check characters find every single wrong and every swapped character. */
const CHECK_MODULUS = 1_021;

function characterOf(value: number): string {
  return ALPHABET.charAt(value & 31);
}

/** `count` characters with 5 bits of chance each. */
export function randomCrockford(randomBytes: RandomBytes, count: number): string {
  // 256 is a multiple of 32: the low five bits of a byte are evenly spread.
  return Array.from(randomBytes(count), characterOf).join("");
}

/** Two check characters: the text read as a number in base 32, modulo 1021. */
export function checkCharacters(text: string): string {
  const rest = Array.from(text).reduce(
    (sum, character) => (sum * 32 + ALPHABET.indexOf(character)) % CHECK_MODULUS,
    0,
  );
  return characterOf(rest >> 5) + characterOf(rest);
}
