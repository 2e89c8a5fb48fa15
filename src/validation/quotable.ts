const SHORT_CODE = /^[A-Za-z0-9][A-Za-z0-9._*+-]{0,19}$/;
const LOOKS_PERSONAL = /\d{8}|\d{3}-?\d{2}-?\d{4}|\d{4}-\d{2}-\d{2}/;
/** What an intermediary takes for active content, and what senders read as a refusal. */
const MISREAD = /script|reject|ignored/i;
/** Neither matches so short a text, as nearly all codes are. */
const HARMLESS_LENGTH_MAX = 5;

/**
 * A code as it may be repeated in ERR-8: short and printable. Anything that could be a date, a number of a person or text is
 * not repeated (decision D14), nor what an intermediary takes for active content.
 *
 * @returns the code, or words that stand for it
 */
export function quotable(value: string): string {
  if (!SHORT_CODE.test(value)) return "sent here";
  if (value.length <= HARMLESS_LENGTH_MAX) return value;
  return LOOKS_PERSONAL.test(value) || MISREAD.test(value) ? "sent here" : value;
}
