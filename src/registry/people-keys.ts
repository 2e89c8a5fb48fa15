import { blockingKeys } from "./matching/blocking-keys.ts";
import type { MatchRecord } from "./matching/match-record.ts";
import type { PeopleScope, PersonKeys } from "./ports.ts";

const SEPARATOR = "\u001F";

/** The keys by which a person is found among the people of a scope. */
export function peopleKeys(record: MatchRecord, scope: PeopleScope): PersonKeys {
  const inScope = (text: string): string => scope + SEPARATOR + text;
  return {
    identifiers: record.identifiers.map(({ key }) => inScope(key)),
    blocking: blockingKeys(record).map(inScope),
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
  const { identifiers } = peopleKeys(record, scope);
  const born = record.birthDate === undefined ? [] : [["born", scope, record.birthDate].join(SEPARATOR)];
  return [...born, ...identifiers];
}
