/**
 * What nine digits can be: `real` a number that may have been given to a person · `taxpayer` an ITIN (900–999), as
 * sensitive · `sample` a number that was published or is typed as filler · `other` no such number, or a part of one.
 *
 * @see SSA POMS RM 10201.035
 */
export type NumberForm = "real" | "taxpayer" | "sample" | "other";

/** Published in print or advertising and void since, and what people type instead of a number. */
const SAMPLES: ReadonlySet<string> = new Set(["078051120", "219099999", "123456789", "987654321"]);

const SEPARATOR = "[-\\u00A0\\u2010-\\u2015\\u2212. ]";

/** Nine digits, or 3-2-4 with the same separator twice, which is group 1. */
export const NINE_DIGITS: RegExp = new RegExp(`(?<!\\d)\\d{3}(${SEPARATOR}?)\\d{2}\\1\\d{4}(?!\\d)`, "gu");

/** A Medicare number before 2018: nine digits and the letter of the claim. */
export const MEDICARE_NUMBER: RegExp = /^\s*\d{3}-?\d{2}-?\d{4}-?[A-FHJKMTW][A-Z0-9]?\s*$/;

/** What people write before or behind the number. */
export const KEYWORD: RegExp =
  /(?<![a-z])(?:ssns?(?![a-z])|ssan(?![a-z])|ss ?#|soc(?:ial)?\.?\s{1,3}sec(?:urity)?)/giu;

/** Longest text that `KEYWORD` matches: `social   security`. */
export const KEYWORD_LENGTH_MAX = 18;

/** Characters between a keyword and its number, at most. */
export const KEYWORD_DISTANCE_MAX = 20;

/** @param digits without separators, any number of them */
export function numberForm(digits: string): NumberForm {
  if (!/^\d{9}$/.test(digits)) return "other";
  if (SAMPLES.has(digits) || /^(\d)\1{8}$/.test(digits)) return "sample";
  const isPossible = !/^(?:000|666)/.test(digits) && digits.slice(3, 5) !== "00" && !digits.endsWith("0000");
  if (!isPossible) return "other";
  return digits.startsWith("9") ? "taxpayer" : "real";
}
