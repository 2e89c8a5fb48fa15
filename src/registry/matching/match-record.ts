import type { DateOnly } from "../../kernel/dates.ts";
import { type AddressKey, addressKey } from "./address-key.ts";
import type { Demographics, PersonName } from "./demographics.ts";
import { type IdentifierKey, identifierKeys } from "./identifier-keys.ts";
import { isJunk, realNames } from "./junk-values.ts";
import { readSuffix, splitSuffix } from "./name-suffix.ts";
import { joinedName, nameParts, normalizeName } from "./name-text.ts";
import { readNewbornName } from "./newborn-name.ts";

/** A name part as it is compared: in one word, and in its parts when it has several. */
export interface NameKey {
  readonly joined: string;
  readonly parts: readonly string[];
}

/**
 * Demographics made ready for comparison, once a person, so that a comparison only looks. Junk is gone; "" and empty lists
 * mean unknown.
 */
export interface MatchRecord {
  readonly given: NameKey;
  /** Given names of aliases and earlier names. */
  readonly otherGiven: readonly string[];
  /** The given name was a newborn's placeholder; `given` is empty. */
  readonly newborn: boolean;
  readonly middle: string;
  readonly family: NameKey;
  /** Family names of aliases and earlier names. */
  readonly otherFamily: readonly NameKey[];
  readonly suffix: string;
  readonly birthDate: DateOnly | undefined;
  readonly sex: "F" | "M" | "";
  readonly multipleBirth: boolean | undefined;
  readonly birthOrder: number | undefined;
  readonly motherMaidenName: NameKey;
  readonly relativeGiven: readonly string[];
  readonly relativeFamily: readonly NameKey[];
  /** Last seven digits of each phone. */
  readonly phones: readonly string[];
  readonly addresses: readonly AddressKey[];
  readonly identifiers: readonly IdentifierKey[];
}

/** More names, addresses or phones than this on one person are not compared: the first are the current ones. */
const REPETITIONS_MAX = 8;
const PHONE_DIGITS = 7;

const NO_NAME: NameKey = Object.freeze({ joined: "", parts: Object.freeze([]) });

function nameKey(normalized: string): NameKey {
  return normalized === "" ? NO_NAME : { joined: joinedName(normalized), parts: nameParts(normalized) };
}

interface ReadName {
  readonly family: string;
  readonly given: string;
  readonly middle: string;
  readonly suffix: string;
  readonly newborn: ReturnType<typeof readNewbornName>;
}

function readName(name: PersonName): ReadName {
  const { family, suffix } = splitSuffix(normalizeName(name.family));
  const real = realNames(family, normalizeName(name.given));
  const newborn = readNewbornName(real.given);
  const middle = normalizeName(name.middle);
  return {
    family: real.family,
    given: newborn === undefined ? real.given : "",
    middle: isJunk("name", middle) ? "" : middle,
    suffix: readSuffix(normalizeName(name.suffix)) || suffix,
    newborn,
  };
}

function distinct(texts: readonly string[]): readonly string[] {
  if (texts.length < 2) return texts[0] === "" ? [] : texts;
  return [...new Set(texts)].filter((text) => text !== "");
}

/** Some systems write the generation where a further given name belongs; a single letter is an initial. */
function isNoSuffix(given: string): boolean {
  return given.length === 1 || readSuffix(given) === "";
}

function phoneKey(phone: string): string {
  // Behind an x stands the extension.
  const [number = ""] = phone.split(/x/i, 1);
  const digits = number.replaceAll(/\D/g, "");
  const local = digits.slice(-PHONE_DIGITS);
  return local.length < PHONE_DIGITS || isJunk("phone", local) ? "" : local;
}

function knownSex(sex: string): MatchRecord["sex"] {
  return sex === "F" || sex === "M" ? sex : "";
}

/** Reads one report or query; total: no demographics are too strange. */
export function toMatchRecord(demographics: Demographics): MatchRecord {
  const names = demographics.names.slice(0, REPETITIONS_MAX).map(readName);
  const [legal, ...others] = names;
  const relatives = demographics.relatives.slice(0, REPETITIONS_MAX).map(readName);
  const { birthDate, motherMaidenName } = demographics;
  return {
    given: nameKey(legal?.given ?? ""),
    otherGiven: distinct(others.map((name) => joinedName(name.given))).filter(isNoSuffix),
    newborn: legal?.newborn !== undefined,
    middle: joinedName(legal?.middle ?? ""),
    family: nameKey(legal?.family ?? ""),
    otherFamily: distinct(others.map((name) => name.family)).map(nameKey),
    suffix: legal?.suffix ?? "",
    birthDate: birthDate === undefined || isJunk("birth-date", birthDate) ? undefined : birthDate,
    sex: knownSex(demographics.sex),
    multipleBirth: legal?.newborn?.multipleBirth === true ? true : demographics.multipleBirth,
    birthOrder: demographics.birthOrder ?? legal?.newborn?.birthOrder,
    motherMaidenName: nameKey(motherMaidenName === undefined ? "" : readName(motherMaidenName).family),
    relativeGiven: distinct(relatives.map((name) => joinedName(name.given))),
    relativeFamily: distinct(relatives.map((name) => name.family)).map(nameKey),
    phones: distinct(demographics.phones.slice(0, REPETITIONS_MAX).map(phoneKey)),
    addresses: demographics.addresses
      .slice(0, REPETITIONS_MAX)
      .map(addressKey)
      .filter((key) => key !== undefined),
    identifiers: identifierKeys(demographics),
  };
}
