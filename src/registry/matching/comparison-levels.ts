import type { DateOnly } from "../../kernel/dates.ts";
import type { AddressKey } from "./address-key.ts";
import type { MatchRecord, NameKey } from "./match-record.ts";
import { generationOf } from "./name-suffix.ts";
import { sharesNickname } from "./nicknames.ts";
import { jaroWinkler, withinOneEdit } from "./text-similarity.ts";

/** How far two values of one field agree. `missing`: one side or both do not know. */
export type Level = "equal" | "close" | "partial" | "different" | "missing";

/** Above it two spellings are taken for one name. Source: measured on labelled pairs. */
const SIMILARITY_MIN = 0.93;
/** Of shorter names one letter is too much of the name for a typing error. */
const TYPING_ERROR_LENGTH_MIN = 4;
const NUMBER_LENGTH_MIN = 3;

function isTypingError(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= TYPING_ERROR_LENGTH_MIN && withinOneEdit(a, b);
}

function isInitialOf(a: string, b: string): boolean {
  return (a.length === 1 || b.length === 1) && a[0] === b[0];
}

/** Two joined names, spelled alike. */
export function spellingLevel(a: string, b: string): Level {
  if (a === "" || b === "") return "missing";
  if (a === b) return "equal";
  return isTypingError(a, b) || jaroWinkler(a, b) >= SIMILARITY_MIN ? "close" : "different";
}

function sharesPart(a: NameKey, b: NameKey): boolean {
  if (a.parts.length < 2 && b.parts.length < 2) return false;
  return a.parts.some((part) => part.length > 2 && b.parts.includes(part));
}

/** Two family names: as spelled, else one part of a double name in common. */
function familyNameLevel(a: NameKey, b: NameKey): Level {
  const level = spellingLevel(a.joined, b.joined);
  return level === "different" && sharesPart(a, b) ? "partial" : level;
}

const RANK: Readonly<Record<Level, number>> = { equal: 4, close: 3, partial: 2, different: 1, missing: 0 };

/** The best level over all pairs of two lists; missing when one is empty. */
function bestLevel<T>(as: readonly T[], bs: readonly T[], level: (a: T, b: T) => Level): Level {
  let best: Level = "missing";
  for (const a of as) {
    for (const b of bs) {
      const found = level(a, b);
      if (found === "equal") return found;
      if (RANK[found] > RANK[best]) best = found;
    }
  }
  return best;
}

/** The two given and middle names, or given and family names, stand in each other's place. */
function isCrosswise(a: MatchRecord, b: MatchRecord): boolean {
  const [given, other] = [a.given.joined, b.given.joined];
  if (given === "" || other === "") return false;
  return (
    (given === b.family.joined && other === a.family.joined) || givenIsMiddle(a, b) || givenIsMiddle(b, a)
  );
}

/** The given name of one is the middle name of the other, whose given name is the first's middle name or unknown to it. */
function givenIsMiddle(a: MatchRecord, b: MatchRecord): boolean {
  return (
    a.given.joined === b.middle &&
    (a.middle === "" || spellingLevel(a.middle, b.given.joined) !== "different")
  );
}

function sharesOtherGiven(a: MatchRecord, b: MatchRecord): boolean {
  return (
    a.otherGiven.includes(b.given.joined) ||
    b.otherGiven.includes(a.given.joined) ||
    a.otherGiven.some((given) => b.otherGiven.includes(given))
  );
}

/** MARY and MARY ANN: one given name is the beginning of the other's. */
function beginsAlike(a: NameKey, b: NameKey): boolean {
  return a.parts.length !== b.parts.length && a.parts[0] === b.parts[0];
}

/** Given names: as spelled (MARY ANN is MARY with the middle name ANN), by nickname, by the first of several; partial by alias, place or initial. */
export function givenNameLevel(a: MatchRecord, b: MatchRecord): Level {
  const level = spellingLevel(a.given.joined, b.given.joined);
  if (level !== "different") return level;
  if (a.given.joined + a.middle === b.given.joined + b.middle) return "equal";
  if (sharesNickname(a.given.joined, b.given.joined) || beginsAlike(a.given, b.given)) return "close";
  const partial = sharesOtherGiven(a, b) || isCrosswise(a, b) || isInitialOf(a.given.joined, b.given.joined);
  return partial ? "partial" : "different";
}

/** Family names: as spelled; partial by a part, by an earlier or other name, or crosswise with the given name. */
export function familyLevel(a: MatchRecord, b: MatchRecord): Level {
  const level = familyNameLevel(a.family, b.family);
  if (level !== "different") return level;
  const [as, bs] = [
    [a.family, ...a.otherFamily],
    [b.family, ...b.otherFamily],
  ];
  const other = bestLevel(as, bs, familyNameLevel);
  return other !== "different" || (a.family.joined === b.given.joined && b.family.joined === a.given.joined)
    ? "partial"
    : "different";
}

/** Middle names: as spelled; partial by initial. A middle name that changed places with the given one says nothing new. */
export function middleNameLevel(a: MatchRecord, b: MatchRecord): Level {
  const level = spellingLevel(a.middle, b.middle);
  if (level !== "different") return level;
  if (isInitialOf(a.middle, b.middle)) return "partial";
  return givenIsMiddle(a, b) || givenIsMiddle(b, a) ? "missing" : "different";
}

function differingDigits(a: string, b: string): number {
  let count = 0;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) count += 1;
  return count;
}

function sortedDigits(day: string): string {
  return day.split("").toSorted().join("");
}

/** Two days: close by one digit, or month and day exchanged; partial by two of year, month, day, or the same digits. */
export function dayLevel(a: DateOnly | undefined, b: DateOnly | undefined): Level {
  if (a === undefined || b === undefined) return "missing";
  if (a === b) return "equal";
  const [yearA, monthA, dayA] = a.split("-");
  const [yearB, monthB, dayB] = b.split("-");
  if (yearA === yearB && monthA === dayB && dayA === monthB) return "close";
  if (differingDigits(a, b) === 1) return "close";
  const same = Number(yearA === yearB) + Number(monthA === monthB) + Number(dayA === dayB);
  return same === 2 || sortedDigits(a) === sortedDigits(b) ? "partial" : "different";
}

/** F and M. All other codes are missing. */
export function sexLevel(a: MatchRecord, b: MatchRecord): Level {
  if (a.sex === "" || b.sex === "") return "missing";
  return a.sex === b.sex ? "equal" : "different";
}

/** Any phone in common, by its last seven digits: an area code is often left out or assumed. */
export function phoneLevel(a: MatchRecord, b: MatchRecord): Level {
  return bestLevel(a.phones, b.phones, (one, other) => (one === other ? "equal" : "different"));
}

/** Whether both sides name the town in a way that can be compared. */
function isPlaceKnown(a: AddressKey, b: AddressKey): boolean {
  return (a.zip !== "" && b.zip !== "") || (a.city !== "" && b.city !== "");
}

/** One town: by ZIP code, a typing error allowed, or by name in one state. */
function isSamePlace(a: AddressKey, b: AddressKey): boolean {
  if (a.zip !== "" && b.zip !== "" && withinOneEdit(a.zip, b.zip)) return true;
  if (a.state !== "" && b.state !== "" && a.state !== b.state) return false;
  return a.city !== "" && b.city !== "" && spellingLevel(a.city, b.city) !== "different";
}

/** One street, and one digit wrong; in a short number that is the house next door. */
function isMistypedNumber(a: AddressKey, b: AddressKey): boolean {
  const length = Math.min(a.number.length, b.number.length);
  return a.street === b.street && length >= NUMBER_LENGTH_MIN && withinOneEdit(a.number, b.number);
}

function addressKeyLevel(a: AddressKey, b: AddressKey): Level {
  if (!isPlaceKnown(a, b)) return "missing";
  if (!isSamePlace(a, b)) return "different";
  if (a.number === b.number && a.street === b.street) return "equal";
  const oneError =
    a.number === b.number ? spellingLevel(a.street, b.street) === "close" : isMistypedNumber(a, b);
  return oneError ? "close" : "different";
}

/** Any address in common: number and street in one town; close with a typing error. */
export function addressLevel(a: MatchRecord, b: MatchRecord): Level {
  return bestLevel(a.addresses, b.addresses, addressKeyLevel);
}

export function relativeGivenLevel(a: MatchRecord, b: MatchRecord): Level {
  return bestLevel(a.relativeGiven, b.relativeGiven, spellingLevel);
}

export function relativeFamilyLevel(a: MatchRecord, b: MatchRecord): Level {
  return bestLevel(a.relativeFamily, b.relativeFamily, familyNameLevel);
}

export function motherLevel(a: MatchRecord, b: MatchRecord): Level {
  return familyNameLevel(a.motherMaidenName, b.motherMaidenName);
}

/** Generations: JR and II may be one. */
export function suffixLevel(a: MatchRecord, b: MatchRecord): Level {
  if (a.suffix === "" || b.suffix === "") return "missing";
  if (a.suffix === b.suffix) return "equal";
  return generationOf(a.suffix) === generationOf(b.suffix) ? "close" : "different";
}

/**
 * Birth order counts only where one side says that the birth was multiple: a 1 on a single birth is a default. Partial: the
 * order is unknown, and the given names are two names, as those of twins are.
 */
export function birthOrderLevel(a: MatchRecord, b: MatchRecord): Level {
  if (a.multipleBirth !== true && b.multipleBirth !== true) return "missing";
  if (a.birthOrder === undefined || b.birthOrder === undefined) {
    return givenNameLevel(a, b) === "different" ? "partial" : "missing";
  }
  return a.birthOrder === b.birthOrder ? "equal" : "different";
}
