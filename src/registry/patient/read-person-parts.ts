import type { Field, Repetition } from "../../hl7/message.ts";
import { leafAt } from "../../hl7/value-at.ts";
import type { PatientIdentifier, PersonName, PostalAddress } from "../matching/demographics.ts";

/** XPN to the parts that matching uses; undefined when it holds no name. */
export function nameIn(repetition: Repetition | undefined): PersonName | undefined {
  const family = leafAt(repetition, 1);
  const given = leafAt(repetition, 2);
  if (family === "" && given === "") return undefined;
  return { family, given, middle: leafAt(repetition, 3), suffix: leafAt(repetition, 4) };
}

/** Every name of an XPN field, in order. */
export function namesIn(field: Field): readonly PersonName[] {
  return field.map(nameIn).filter((name) => name !== undefined);
}

/** Every address of an XAD field that says where. */
export function addressesIn(field: Field): readonly PostalAddress[] {
  return field
    .map((repetition) => ({
      street: leafAt(repetition, 1),
      city: leafAt(repetition, 3),
      state: leafAt(repetition, 4),
      zip: leafAt(repetition, 5),
    }))
    .filter(({ street, city, state, zip }) => `${street}${city}${state}${zip}` !== "");
}

/** XTN-2 of an address that is no telephone (HL7 table 0201). */
const NETWORK = "NET";

/** Every telephone number of an XTN field: area and local number, or XTN-1 where a sender still fills it. */
export function phonesIn(field: Field): readonly string[] {
  return field
    .filter((repetition) => leafAt(repetition, 2) !== NETWORK)
    .map((repetition) => `${leafAt(repetition, 6)}${leafAt(repetition, 7)}` || leafAt(repetition, 1))
    .filter((phone) => phone !== "");
}

/** Every identifier of a CX field with its authority, namespace or universal id. */
export function identifiersIn(field: Field, defaultAuthority: string): readonly PatientIdentifier[] {
  return field
    .map((repetition) => ({
      value: leafAt(repetition, 1),
      authority: leafAt(repetition, 4) || leafAt(repetition, 4, 2) || defaultAuthority,
      type: leafAt(repetition, 5),
    }))
    .filter(({ value }) => value !== "");
}

/** HL7 table 0136. */
export function yesOrNo(text: string): boolean | undefined {
  return text === "" ? undefined : text === "Y";
}

/** A count from 1. */
export function countIn(text: string): number | undefined {
  return /^[1-9]\d?$/.test(text) ? Number(text) : undefined;
}
