import type { Demographics } from "./demographics.ts";
import { isJunk } from "./junk-values.ts";

/** Parts of a key cannot hold this character: control characters are no part of an identifier. */
const SEPARATOR = "\u001F";

/**
 * Identifier types that belong to one person each and for good. Visit and account numbers, insurance numbers of a family
 * and the Social Security number are not among them: the first change, the second are shared, the third is not kept.
 * Source: HL7 table 0203.
 */
const PERSONAL_TYPES: ReadonlySet<string> = new Set(["MR", "SR", "PI", "PT", "BR", "BCT", "WC"]);

/** No authority, type or identifier is longer: HL7 v2.5.1 gives a whole CX 250 characters. */
const LENGTH_MAX = 250;

/** One key a usable identifier. */
export interface IdentifierKey {
  /** Authority and type: where two people have two values here, they are two people. */
  readonly scope: string;
  /** Authority, type and value: what the registry looks a person up by. */
  readonly key: string;
}

/** Printable ASCII without a blank: nothing to compose or to take out. */
const PLAIN = /^[!-~]*$/;

function normalize(text: string): string {
  if (PLAIN.test(text)) return text.toUpperCase();
  return text
    .normalize("NFKC")
    .replaceAll(/[\s\p{C}]+/gu, "")
    .toUpperCase();
}

/**
 * The identifiers that may find a person, each once. Left out: no authority, a type that is not personal, junk values,
 * what is longer than an identifier can be (the work on its marks grows with the square of its length).
 * Leading zeros count: two systems that differ in them are two number ranges as often as not.
 */
export function identifierKeys(demographics: Demographics): readonly IdentifierKey[] {
  const keys = new Map<string, IdentifierKey>();
  for (const identifier of demographics.identifiers) {
    const parts = [identifier.authority, identifier.type, identifier.value];
    if (parts.some(({ length }) => length > LENGTH_MAX)) continue;
    const [authority, type, value] = parts.map(normalize);
    if (authority === undefined || type === undefined || value === undefined) continue;
    if (authority === "" || value === "" || !PERSONAL_TYPES.has(type) || isJunk("identifier", value))
      continue;
    const scope = authority + SEPARATOR + type;
    keys.set(scope + SEPARATOR + value, { scope, key: scope + SEPARATOR + value });
  }
  return [...keys.values()];
}
