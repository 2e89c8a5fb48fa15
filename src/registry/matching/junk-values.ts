import { TEST_NAME, UNKNOWN_NAME, UNKNOWN_NAME_INITIALS } from "../../immunization/filler-names.ts";
/**
 * Values that say nothing of who the person is. They are stored and flagged elsewhere; here they are left out, so that two
 * people are never one because nobody knew their names (decision D9, review rule k).
 */
interface JunkRow {
  readonly kind: "name" | "family" | "phone" | "identifier" | "street" | "birth-date";
  readonly what: string;
  /** Tested on the whole normalized value. */
  readonly pattern: RegExp;
  readonly source: string;
}

/** Which list a value is looked up in. */
export type JunkKind = JunkRow["kind"];

/** Numbers 555-01xx are not listed: they are right in agreed test data, and a shared phone alone proves nothing. */
export const JUNK_ROWS: readonly JunkRow[] = [
  {
    kind: "name",
    what: "a word for unknown",
    pattern: UNKNOWN_NAME,
    source: "review rule k, K3",
  },
  {
    kind: "name",
    what: "first or last name unknown (FNU, LNU)",
    pattern: UNKNOWN_NAME_INITIALS,
    source: "review rule k, K3",
  },
  {
    kind: "name",
    what: "a test word",
    pattern: TEST_NAME,
    source: "review rule k, K3",
  },
  { kind: "family", what: "the word patient", pattern: /^PATIENT$/, source: "review rule k, K3" },
  { kind: "phone", what: "one digit repeated", pattern: /^(\d)\1{6}$/, source: "review rule k, K1" },
  {
    kind: "phone",
    what: "a run of digits",
    pattern: /^(?:2345678|3456789|9876543|8765432|7654321|6543210)$/,
    source: "review rule k, K1",
  },
  { kind: "phone", what: "directory assistance", pattern: /^5551212$/, source: "review rule k, K1" },
  {
    kind: "phone",
    what: "an exchange that begins with 0 or 1, or is a service code",
    pattern: /^(?:[01]|\d11)/,
    source: "review rule k, K1",
  },
  {
    kind: "identifier",
    what: "one of 0, 1, 9 throughout",
    pattern: /^(?:0+|1+|9+)$/,
    source: "review rule k, K7",
  },
  {
    kind: "identifier",
    what: "a word for unknown",
    pattern: /^(?:UNKNOWN|UNK|NONE|NA|N\/A|NULL|TEST|PENDING)$/,
    source: "review rule k, K7",
  },
  {
    kind: "street",
    what: "a word for unknown, or for no fixed home",
    pattern:
      /^(?:UNKNOWN|UNK|NONE|N ?A|NO ADDRESS|NOT GIVEN|NOT PROVIDED|SAME|SAME AS ABOVE|SEE CHART|MOVED|RETURN MAIL|BAD ADDRESS|DO NOT MAIL|UPDATE|TEST|TBD|X+|0+|ADDRESS|STREET|HOMELESS|GENERAL DELIVERY|SHELTER|TRANSIENT|NO PERMANENT ADDRESS)$/,
    source: "review rule k, K2",
  },
  {
    kind: "birth-date",
    what: "a filler day",
    pattern: /^(?:1800-01-01|1900-01-01|1901-01-01|1111-11-11|9999-12-31)$/,
    source: "review rule k, K5",
  },
];

/** Real names too (Burmese U, Korean Na, the family Null): junk only where the other part of the name is no name either. */
const AMBIGUOUS_NAME = /^(?:U|UN|UK|X|XX|N ?A|NULL|NONE|MISSING|UNK|SAMPLE|EXAMPLE)$/;

const ROWS_BY_KIND: ReadonlyMap<JunkKind, readonly JunkRow[]> = Map.groupBy(JUNK_ROWS, (row) => row.kind);

/** Whether a normalized value stands in the list of its kind. */
export function isJunk(kind: JunkKind, normalized: string): boolean {
  return ROWS_BY_KIND.get(kind)?.some((row) => row.pattern.test(normalized)) ?? false;
}

/** The normalized family and given name, each empty when it is junk. */
export function realNames(
  family: string,
  given: string,
): { readonly family: string; readonly given: string } {
  const familyJunk = isJunk("name", family) || isJunk("family", family);
  const givenJunk = isJunk("name", given);
  const noFamily = familyJunk || family === "" || AMBIGUOUS_NAME.test(family);
  const noGiven = givenJunk || given === "" || AMBIGUOUS_NAME.test(given);
  const neither = noFamily && noGiven;
  return { family: familyJunk || neither ? "" : family, given: givenJunk || neither ? "" : given };
}
