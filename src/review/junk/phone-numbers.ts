/**
 * What ten digits of a telephone number in North America are: `valid` · `junk` a filler · `fictional` 555-0100 to 555-0199 ·
 * `doubtful` possible, hardly a patient's · `incomplete` fewer than ten digits.
 *
 * @see review rule k, K1; North American Numbering Plan
 */
export type PhoneVerdict = "valid" | "junk" | "fictional" | "doubtful" | "incomplete";

interface PhoneRow {
  readonly what: string;
  readonly verdict: PhoneVerdict;
  /** Area code in three digits, local number in seven. */
  readonly holds: (area: string, local: string) => boolean;
}

const RUN = "01234567890123456789";
const BACK = "98765432109876543210";

function isRun(local: string): boolean {
  return RUN.includes(local) || BACK.includes(local);
}

/** Asked in order, the first that holds decides. */
const ROWS: readonly PhoneRow[] = [
  {
    what: "one digit repeated",
    verdict: "junk",
    holds: (area, local) => /^(\d)\1{6}$/.test(local) || /^(\d)\1{9}$/.test(area + local),
  },
  {
    what: "a run of digits",
    verdict: "junk",
    holds: (area, local) => isRun(local) || isRun(area + local) || local === "1234567",
  },
  {
    what: "a pattern repeated",
    verdict: "junk",
    holds: (area, local) => /^(\d)(\d)(?:\1\2){2}\1$/.test(local) || /^(\d{3})\1\1/.test(area + local),
  },
  {
    what: "a placeholder for the area",
    verdict: "junk",
    holds: (area) => ["000", "111", "123", "999"].includes(area),
  },
  {
    what: "no area code",
    verdict: "junk",
    holds: (area) => /^[01]|^.9|^.11$|^37|^96/.test(area),
  },
  { what: "no exchange", verdict: "junk", holds: (_area, local) => /^[01]|^.11/.test(local) },
  { what: "directory assistance", verdict: "junk", holds: (_area, local) => local === "5551212" },
  { what: "a number of fiction", verdict: "fictional", holds: (_area, local) => /^55501\d\d$/.test(local) },
  { what: "exchange 555", verdict: "doubtful", holds: (_area, local) => local.startsWith("555") },
  {
    what: "toll-free or paid",
    verdict: "doubtful",
    holds: (area) => /^(?:800|822|833|844|855|866|877|88\d|900|976)$/.test(area),
  },
];

/** Judges the digits of XTN.6 and XTN.7, or of a whole number as typed. */
export function judgePhone(area: string, local: string): PhoneVerdict {
  const digits = `${area}${local}`.replaceAll(/\D/g, "").replace(/^1(?=\d{10}$)/, "");
  if (digits.length === 7 && area === "") {
    return /^(\d)\1{6}$/.test(digits) || isRun(digits) ? "junk" : "incomplete";
  }
  if (digits.length !== 10) return "incomplete";
  const [npa, number] = [digits.slice(0, 3), digits.slice(3)];
  return ROWS.find(({ holds }) => holds(npa, number))?.verdict ?? "valid";
}
