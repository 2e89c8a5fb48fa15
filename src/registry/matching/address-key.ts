import type { PostalAddress } from "./demographics.ts";
import { isJunk } from "./junk-values.ts";
import { normalizeName } from "./name-text.ts";

/** An address as it is compared. */
export interface AddressKey {
  /** House number, or the number of a post box; "" when the street has none. */
  readonly number: string;
  /** The street in one word, without the words that are left out by custom. */
  readonly street: string;
  /** Five digits, or "". */
  readonly zip: string;
  readonly city: string;
  /** Two letters, or "". */
  readonly state: string;
}

/** Street words and their abbreviations. Source: USPS Publication 28, appendices B and C. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    STREET: "ST",
    STR: "ST",
    AVENUE: "AVE",
    AV: "AVE",
    ROAD: "RD",
    DRIVE: "DR",
    LANE: "LN",
    COURT: "CT",
    CIRCLE: "CIR",
    PLACE: "PL",
    BOULEVARD: "BLVD",
    TERRACE: "TER",
    TRAIL: "TRL",
    PARKWAY: "PKWY",
    HIGHWAY: "HWY",
    SQUARE: "SQ",
    COUNTY: "CO",
    NORTH: "N",
    SOUTH: "S",
    EAST: "E",
    WEST: "W",
    NORTHEAST: "NE",
    NORTHWEST: "NW",
    SOUTHEAST: "SE",
    SOUTHWEST: "SW",
    SAINT: "ST",
    MOUNT: "MT",
    FORT: "FT",
  }),
);

/** Behind one of these stands the unit, which one report has and the other leaves out. */
const UNIT = / (?:APT|APARTMENT|UNIT|STE|SUITE|LOT|TRLR|RM|ROOM|BLDG|FL|FLOOR)\b.*$/;

/** @returns undefined when the address has no street, or junk in its place */
export function addressKey(address: PostalAddress): AddressKey | undefined {
  const [withoutUnit = ""] = address.street.split("#", 1);
  const text = normalizeName(withoutUnit).replace(UNIT, "");
  if (text === "" || isJunk("street", text)) return undefined;
  const words = text.split(" ").map((word) => ABBREVIATIONS.get(word) ?? word);
  const number = words.find((word) => /^\d/.test(word)) ?? "";
  const zip = /^\d{5}/.exec(address.zip.trim())?.[0] ?? "";
  const city = normalizeName(address.city)
    .split(" ")
    .map((word) => ABBREVIATIONS.get(word) ?? word)
    .join("");
  const street = words.filter((word) => word !== number).join("");
  return { number, street, zip, city, state: normalizeName(address.state) };
}
