/** Letters that Unicode does not split into a plain letter and a mark, as IDs and EHRs write them in plain letters. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  Æ: "AE",
  Œ: "OE",
  Ø: "O",
  Ł: "L",
  Đ: "D",
  Ð: "D",
  Þ: "TH",
  ẞ: "SS",
  İ: "I",
  Ħ: "H",
};

/** One step from a name as written to the text that is compared. */
interface Step {
  readonly what: string;
  readonly pattern: RegExp;
  readonly to: string | ((found: string) => string);
}

/** The order counts: marks go before letters are looked up, punctuation goes before blanks collapse. */
const STEPS: readonly Step[] = [
  { what: "marks: é is e", pattern: /\p{M}+/gu, to: "" },
  {
    what: "letters without a plain base",
    pattern: /[ÆŒØŁĐÐÞẞİĦ]/gu,
    to: (found) => PLAIN_LETTERS[found] ?? found,
  },
  { what: "a note in brackets is no name", pattern: /\([^)]*\)/gu, to: " " },
  { what: "apostrophe, ʻokina and full stop join", pattern: /['’‘ʻʼ`´.]+/gu, to: "" },
  { what: "other punctuation, hyphens too, parts", pattern: /[^\p{L}\p{N}]+/gu, to: " " },
];

/** Upper-case words with one blank between: no step changes them. */
const PLAIN = /^(?:[A-Z0-9]+(?: [A-Z0-9]+)*)?$/;

/**
 * Longer names are compared by their beginnings: the work on marks and brackets grows with the square of the length, and
 * HL7 v2.5.1 gives a whole XPN 250 characters.
 */
const LENGTH_MAX = 250;

/**
 * A name as it is compared: upper case, plain letters, parts with one blank between. Letters of other scripts stay.
 * Idempotent.
 */
export function normalizeName(text: string): string {
  const upper = text.slice(0, LENGTH_MAX).toUpperCase();
  // A letter may become two: ß is SS.
  if (PLAIN.test(upper)) return upper.slice(0, LENGTH_MAX).trim();
  let name = upper.normalize("NFD");
  for (const step of STEPS) {
    // The two forms of `replace` have no common signature.
    name =
      typeof step.to === "string" ? name.replace(step.pattern, step.to) : name.replace(step.pattern, step.to);
  }
  return name.normalize("NFC").slice(0, LENGTH_MAX).trim();
}

/** The parts of a normalized name; none for the empty name. */
export function nameParts(normalized: string): readonly string[] {
  return normalized === "" ? [] : normalized.split(" ");
}

/** A normalized name in one word: DE LA CRUZ and DELACRUZ are one. */
export function joinedName(normalized: string): string {
  return normalized.replaceAll(" ", "");
}
