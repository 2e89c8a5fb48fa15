import {
  AMBIGUOUS_NAME,
  FICTIONAL_PEOPLE,
  JUNK_ROWS,
  type JunkField,
  type JunkRow,
  NEWBORN_NAMES,
} from "./junk-rows.ts";

const BY_FIELD: ReadonlyMap<JunkField, readonly JunkRow[]> = Map.groupBy(JUNK_ROWS, ({ field }) => field);

/** A text that only differs from its normal form in case: nearly every value is one. */
const PLAIN = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;

/**
 * Longer values are judged by their beginnings: the work on marks and some patterns grows with the square of the length. No
 * row of the lists needs as many, and an e-mail address has 254 at most (RFC 5321 section 4.5.3.1.3).
 */
const LENGTH_MAX = 254;

/** The form in which values are compared with the lists: composed, upper case, one blank, without punctuation. */
export function normalized(whole: string): string {
  const text = whole.slice(0, LENGTH_MAX);
  if (text === "" || PLAIN.test(text)) return text.toUpperCase();
  return text
    .normalize("NFC")
    .toUpperCase()
    .replaceAll(/[.,#'"*()_/-]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/**
 * How a value stands to the lists of its field: `fictional` right in agreed test data only; `advice` worth
 * saying, no junk by itself.
 */
export type JunkVerdict = "junk" | "fictional" | "advice" | "fine";

function verdictOf(rows: readonly JunkRow[]): JunkVerdict {
  if (rows.length === 0) return "fine";
  if (rows.some((row) => row.isAdvice !== true && row.isFictional !== true)) return "junk";
  return rows.some((row) => row.isFictional === true) ? "fictional" : "advice";
}

/** Looks a value up in the lists of a field; an empty one is never junk. */
export function judgeValue(field: JunkField, text: string): JunkVerdict {
  if (text.trim() === "") return "fine";
  const value = field === "email" ? text.trim().slice(0, LENGTH_MAX).toUpperCase() : normalized(text);
  const matching = (BY_FIELD.get(field) ?? []).filter(({ pattern }) => pattern.test(value));
  return verdictOf(matching);
}

/** @returns whether a lot number is a placeholder */
export function isJunkLot(lot: string): boolean {
  const value = normalized(lot);
  return value === "" ? lot.trim() !== "" : judgeValue("lot", lot) === "junk";
}

/** @returns whether a given name stands for a child that has none yet */
export function isNewbornName(given: string): boolean {
  const value = normalized(given);
  return NEWBORN_NAMES.some((pattern) => pattern.test(value));
}

/** A name as the lists see it, family and given together: pairs count only as pairs. */
export function judgeName(family: string, given: string): JunkVerdict {
  const [last, first] = [normalized(family), normalized(given)];
  if (FICTIONAL_PEOPLE.some(([isLast, isFirst]) => isLast.test(last) && isFirst.test(first))) {
    return "fictional";
  }
  const verdicts = new Set([
    judgeValue("name", family),
    judgeValue("name", given),
    judgeValue("family", family),
  ]);
  if (verdicts.has("junk")) return "junk";
  const ambiguous = [last, first].filter((part) => AMBIGUOUS_NAME.test(part)).length;
  const noName = [last, first].filter((part) => part === "" || AMBIGUOUS_NAME.test(part)).length;
  if (ambiguous === 2 && last !== first) return "junk";
  if (ambiguous > 0 && noName === 2 && last.length + first.length > 2) return "junk";
  if (/^\p{L}$/u.test(last) && /^\p{L}$/u.test(first)) return "junk";
  if (verdicts.has("fictional")) return "fictional";
  return verdicts.has("advice") || ambiguous > 0 || /^\p{L}$/u.test(last) ? "advice" : "fine";
}
