import type { Clock, IdSource } from "./clock.ts";

/** Alphabet in ASCII order, so that ids sort as text by the time they were made; no letters that are easily mistaken. */
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_CHARACTERS = 10;
const RANDOM_BYTES = 10;

/**
 * Ids of 26 characters: 48 bits of time and 80 bits that nobody guesses; within one millisecond of one process they
 * count up, so that the order of making is kept.
 *
 * @param randomBytes a cryptographic source: `size` bytes
 */
export function createIdSource(clock: Clock, randomBytes: (size: number) => Uint8Array): IdSource {
  let lastMs = -1;
  let time = "";
  let tail = new Uint8Array(RANDOM_BYTES);
  return () => {
    const now = Math.max(clock(), lastMs);
    if (now === lastMs) increment(tail);
    else {
      tail = withHeadroom(randomBytes(RANDOM_BYTES));
      time = encodeTime(now);
    }
    lastMs = now;
    return time + encodeBytes(tail);
  };
}

/** The top bit is left free, so that counting up within a millisecond never runs over. */
function withHeadroom(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const own = Uint8Array.from(bytes);
  own[0] = (own[0] ?? 0) & 0x7f;
  return own;
}

function increment(bytes: Uint8Array): void {
  for (let index = bytes.length - 1; index >= 0; index -= 1) {
    const next = ((bytes[index] ?? 0) + 1) & 0xff;
    bytes[index] = next;
    if (next !== 0) return;
  }
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = "";
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    text = CROCKFORD.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function encodeBytes(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 5) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = bytes.subarray(index, index + 5);
    const high = (a << 12) | (b << 4) | (c >> 4);
    const low = ((c & 0x0f) << 16) | (d << 8) | e;
    text += encode20(high) + encode20(low);
  }
  return text;
}

function encode20(bits: number): string {
  const letter = (shift: number): string => CROCKFORD.charAt((bits >> shift) & 31);
  return letter(15) + letter(10) + letter(5) + letter(0);
}
