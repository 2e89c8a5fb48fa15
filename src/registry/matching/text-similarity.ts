/** Texts longer than this are compared by their beginnings: places are bits of one number. */
const LENGTH_MAX = 32;
const PREFIX_MAX = 4;
const PREFIX_WEIGHT = 0.1;

function bounded(text: string): string {
  return text.length > LENGTH_MAX ? text.slice(0, LENGTH_MAX) : text;
}

function commonPrefix(a: string, b: string, max: number): number {
  let length = 0;
  while (length < max && length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}

/**
 * Finds for each letter of `short`, from the left, the first free equal letter of `long` within reach.
 *
 * @returns the places that were matched, one bit a place
 */
function matchLetters(short: string, long: string): { readonly inShort: number; readonly inLong: number } {
  const reach = Math.max(0, Math.floor(long.length / 2) - 1);
  let inShort = 0;
  let inLong = 0;
  for (let at = 0; at < short.length; at += 1) {
    const end = Math.min(long.length, at + reach + 1);
    for (let other = Math.max(0, at - reach); other < end; other += 1) {
      if ((inLong & (1 << other)) !== 0 || short.charCodeAt(at) !== long.charCodeAt(other)) continue;
      inShort |= 1 << at;
      inLong |= 1 << other;
      break;
    }
  }
  return { inShort, inLong };
}

function jaro(short: string, long: string): number {
  const { inShort, inLong } = matchLetters(short, long);
  let matches = 0;
  let moved = 0;
  let other = 0;
  for (let at = 0; at < short.length; at += 1) {
    if ((inShort & (1 << at)) === 0) continue;
    while ((inLong & (1 << other)) === 0) other += 1;
    if (short.charCodeAt(at) !== long.charCodeAt(other)) moved += 1;
    other += 1;
    matches += 1;
  }
  if (matches === 0) return 0;
  return (matches / short.length + matches / long.length + (matches - moved / 2) / matches) / 3;
}

/**
 * Jaro–Winkler similarity, 0 to 1. Symmetric: the greedy search always runs over the same of the two.
 *
 * Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules", 1990.
 */
export function jaroWinkler(first: string, second: string): number {
  const a = bounded(first);
  const b = bounded(second);
  if (a === b) return a === "" ? 0 : 1;
  const [short, long] = a.length < b.length || (a.length === b.length && a < b) ? [a, b] : [b, a];
  if (short === "") return 0;
  const base = jaro(short, long);
  return base + commonPrefix(short, long, PREFIX_MAX) * PREFIX_WEIGHT * (1 - base);
}

/** Whether one typing error (a letter changed, left out, added, or two neighbours swapped) leads from one to the other. */
export function withinOneEdit(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  const at = commonPrefix(short, long, short.length);
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return swapped && short.slice(at + 2) === long.slice(at + 2);
}
