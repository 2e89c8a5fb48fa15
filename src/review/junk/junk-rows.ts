import { TEST_NAME, UNKNOWN_NAME, UNKNOWN_NAME_INITIALS } from "../../immunization/filler-names.ts";
/** Where a list of fillers applies. */
export type JunkField =
  | "street"
  | "city"
  | "state"
  | "zip"
  | "given"
  | "family"
  | "name"
  | "lot"
  | "identifier"
  | "provider"
  | "email"
  | "phone-text";

/** One test on the whole normalized value (`normalized`); a match says nothing of who the person is. */
export interface JunkRow {
  readonly field: JunkField;
  readonly what: string;
  readonly pattern: RegExp;
  /** Not junk by itself: told as I. */
  readonly isAdvice?: true;
  /** I in agreed test data: fictional people are right there. */
  readonly isFictional?: true;
  readonly source: string;
}

/** ISO day on which the lists were last read through. */
export const JUNK_LISTS_AS_OF = "2026-11-22";

const K1 = "review rule k, K1";
const K2 = "review rule k, K2; MDH onboarding guide, filler data";
const K3 = "review rule k, K3; Minnesota's list of junk names 2018";
const K4 = "review rule k, K4";
const K6 = "review rule k, K6";
const K7 = "review rule k, K7";

const UNKNOWN_WORDS =
  "UNKNOWN|UNK|UNKN|UNKOWN|NONE|NA|N A|NOT GIVEN|NOT PROVIDED|NO DATA|NULL|BLANK|EMPTY|MISSING|TBD|X+|0+|Z+";

export const JUNK_ROWS: readonly JunkRow[] = [
  {
    field: "street",
    what: "a word for unknown",
    pattern: new RegExp(
      `^(?:${UNKNOWN_WORDS}|NO ADDRESS|SAME|SAME AS ABOVE|SEE CHART|MOVED|RETURN MAIL|BAD ADDRESS|DO NOT MAIL|UPDATE|TEST|ADDRESS|STREET|CITY|ANYTOWN|ANYWHERE|NOWHERE)$`,
    ),
    source: K2,
  },
  { field: "street", what: "no letter and no house number", pattern: /^[^\p{L}\d]*$/u, source: K2 },
  { field: "street", what: "digits only", pattern: /^\d+$/, source: K2 },
  { field: "street", what: "four equal characters in a row", pattern: /(\p{L})\1{3}/u, source: K2 },
  {
    field: "street",
    what: "123 Main Street",
    pattern: /^123\d? MAIN(?: ST| STREET)?$/,
    isAdvice: true,
    source: K2,
  },
  {
    field: "city",
    what: "a word for unknown",
    pattern: new RegExp(`^(?:${UNKNOWN_WORDS}|CITY|ANYTOWN|ANYWHERE|NOWHERE|TEST)$`),
    source: K2,
  },
  { field: "city", what: "one letter, or digits only", pattern: /^(?:\p{L}|\d+)$/u, source: K2 },
  { field: "state", what: "no state", pattern: /^(?:XX|ZZ|UN|NA|UNKNOWN|UNK|NONE)$/, source: K2 },
  {
    field: "zip",
    what: "a filler",
    pattern: /^(?:0{5}|9{5}|1{5}|2{5}|3{5}|4{5}|6{5}|7{5}|8{5}|00001)(?:\d{4})?$/,
    source: K2,
  },
  { field: "zip", what: "55555, Young America", pattern: /^5{5}$/, isAdvice: true, source: K2 },
  { field: "zip", what: "a filler extension", pattern: /^\d{5}(?:0000|9999)$/, isAdvice: true, source: K2 },
  {
    field: "name",
    what: "a word for unknown",
    pattern: UNKNOWN_NAME,
    source: K3,
  },
  {
    field: "name",
    what: "first or last name unknown (FNU, LNU)",
    pattern: UNKNOWN_NAME_INITIALS,
    isAdvice: true,
    source: K3,
  },
  {
    field: "name",
    what: "a test word",
    pattern: TEST_NAME,
    isFictional: true,
    source: K3,
  },
  {
    field: "name",
    what: "a test prefix",
    pattern: /^(?:ZZ|XX)\p{L}{3,}$/u,
    isFictional: true,
    source: K3,
  },
  {
    field: "name",
    what: "a note in place of a name",
    pattern: /(?:^|\s)(?:DECEASED|SEE NOTE|ADOPTED)(?:\s|$)|@|\d{2}/,
    source: K3,
  },
  {
    field: "family",
    what: "the word patient",
    pattern: /^(?:PATIENT|SAMPLE|EXAMPLE|TRAINING)$/,
    isFictional: true,
    source: K3,
  },
  {
    field: "lot",
    what: "a word for unknown",
    pattern:
      /^(?:N ?A|NONE|UNKNOWN|UNK|UNKN|NO ?LOT|NOT AVAILABLE|NOT RECORDED|MISSING|TEST|HISTORICAL|HIST|PENDING|SEE CHART|STATE|VFC|PRIVATE|X+|\?+)$/,
    source: K4,
  },
  {
    field: "lot",
    what: "a filler number",
    pattern: /^(?:0+|9+|123456*7*8*9*|ABC123|(.)\1*|.{1,2})$/,
    source: K4,
  },
  {
    field: "email",
    what: "a filler",
    pattern:
      /^(?:(?:NONE|NOEMAIL|UNKNOWN|TEST|DECLINED|REFUSED|EXAMPLE)@.*|NO@EMAIL\.COM|NA@NA\.COM|A@A\.A|.*@(?:NONE|NOEMAIL)\.COM|(\S)\1{2,}@.*)$/,
    source: K6,
  },
  {
    field: "email",
    what: "an example domain",
    pattern: /@(?:.*\.)?EXAMPLE\.(?:COM|ORG|NET)$/,
    isFictional: true,
    source: `${K6}; RFC 2606`,
  },
  {
    field: "identifier",
    what: "a filler number",
    pattern: /^(?:0+|1+|9{3,}|123456*7*8*9*0*)$/,
    source: K7,
  },
  {
    field: "identifier",
    what: "a word for unknown",
    pattern: /^(?:UNKNOWN|UNK|NONE|N ?A|NULL|TEST|PENDING)$/,
    source: K7,
  },
  {
    field: "provider",
    what: "a word for unknown",
    pattern: /^(?:UNKNOWN|UNKNOWN PROVIDER|PROVIDER UNKNOWN|HISTORICAL|SYSTEM|NONE|UNK)$/,
    source: K7,
  },
  {
    field: "phone-text",
    what: "words in place of a number",
    pattern: /^(?:NONE|N ?A|UNK|UNKNOWN|NO PHONE|DISCONNECTED|SAME|X+)$/,
    source: K1,
  },
];

/** No fixed home: legitimate, counted by itself. */
export const HOMELESS: RegExp =
  /^(?:HOMELESS|GENERAL DELIVERY|SHELTER|TRANSIENT|NO PERMANENT ADDRESS)(?:\s|$)/;

/** Fictional pairs of family and given name: both must match. */
export const FICTIONAL_PEOPLE: readonly (readonly [family: RegExp, given: RegExp])[] = [
  [/^MOUSE$/, /^(?:MICKE?Y|MINNIE)$/],
  [/^DUCK$/, /^DONALD$/],
  [/^DOE$/, /^(?:JOHN|JANE)$/],
  [/^CLAUS$/, /^SANTA$/],
  [/^FUDD$/, /^ELMER$/],
];

/** Real names too (Burmese U, Korean Na, the family Null): junk only where the other part is no name either. */
export const AMBIGUOUS_NAME: RegExp = /^(?:U|UN|UK|UNK|X|XX|N ?A|NULL|NONE|MISSING)$/;

/** Placeholders that hospitals send before a child has a name. */
export const NEWBORN_NAMES: readonly RegExp[] = [
  /^(?:A )?(?:BABY|BAY|BB|BG|NB|TWIN|TRIPLET|INFANT|NEWBORN) ?(?:BOY|OY|GIRL|GRIL|MALE|FEMALE|[MF])? ?\+?(?:[A-D]|ONE|TWO|THREE|FOUR|[1-4])?$/,
  /^(?:A )?(?:BOY|GIRL|MALE|FEMALE)(?: (?:[A-DL]|ONE|TWO|[1-4]|\p{L}{3,}))?\+?$/u,
  /^UNNAMED$/,
];
