import { blockingKeys } from "./matching/blocking-keys.ts";
import type { MatchRecord } from "./matching/match-record.ts";
import type { PeopleScope, PersonKeys } from "./ports.ts";

const SEPARATOR = "\u001F";

function identifierKeys({ identifiers }: MatchRecord, scope: PeopleScope): readonly string[] {
  return identifiers.map(({ key }) => scope + SEPARATOR + key);
}

/** The keys by which a person is found among the people of a scope. */
export function peopleKeys(record: MatchRecord, scope: PeopleScope): PersonKeys {
  return {
    identifiers: identifierKeys(record, scope),
    blocking: blockingKeys(record).map((text) => scope + SEPARATOR + text),
  };
}

/** The keys of several scopes together. */
export function joinedKeys(keys: readonly PersonKeys[]): PersonKeys {
  return {
    identifiers: keys.flatMap(({ identifiers }) => identifiers),
    blocking: keys.flatMap(({ blocking }) => blocking),
  };
}

function without(texts: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return texts.filter((text) => !known.has(text));
}

/** Which keys of `from` are not in `other`. */
export function keysWithout(from: PersonKeys, other: PersonKeys): PersonKeys {
  return {
    identifiers: without(from.identifiers, other.identifiers),
    blocking: without(from.blocking, other.blocking),
  };
}

export const NO_KEYS: PersonKeys = Object.freeze({ identifiers: [], blocking: [] });

/**
 * Texts that no two works hold at a time: the birth date, and each identifier, since a report may correct a birth date
 * under an identifier that is known.
 */
export function peopleLocks(record: MatchRecord, scope: PeopleScope): readonly string[] {
  const born = record.birthDate === undefined ? [] : [["born", scope, record.birthDate].join(SEPARATOR)];
  return [...born, ...identifierKeys(record, scope)];
}
