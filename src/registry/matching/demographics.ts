import type { DateOnly } from "../../kernel/dates.ts";

/** A name as reported. Absent parts are empty text. */
export interface PersonName {
  /** XPN.1, all parts, hyphens and particles as sent. */
  readonly family: string;
  /** XPN.2. */
  readonly given: string;
  /** XPN.3, second and further given names. */
  readonly middle: string;
  /** XPN.4: JR, III. */
  readonly suffix: string;
}

/** One XAD repetition. Absent parts are empty text. */
export interface PostalAddress {
  /** XAD.1; the unit may stand in it and does not count. */
  readonly street: string;
  /** XAD.3. */
  readonly city: string;
  /** XAD.4. */
  readonly state: string;
  /** XAD.5, five or nine digits. */
  readonly zip: string;
}

/** One CX repetition of PID-3 or QPD-3. */
export interface PatientIdentifier {
  /** CX.1. */
  readonly value: string;
  /** CX.4.1, the namespace that assigned the value. */
  readonly authority: string;
  /** CX.5, HL7 table 0203: MR, SR. */
  readonly type: string;
}

/**
 * What one report says of a person, or one query asks: only what patient matching uses. Every part may be absent; what is
 * junk may stay in, matching leaves it out by itself.
 *
 * Source: CDC guide R1.5, PID and QPD.
 */
export interface Demographics {
  /** PID-5 or QPD-4: the legal name first, then aliases and earlier names. */
  readonly names: readonly PersonName[];
  /** PID-7 or QPD-6. */
  readonly birthDate: DateOnly | undefined;
  /** PID-8 or QPD-7, HL7 table 0001; all but F and M count as unknown. */
  readonly sex: string;
  /** PID-6 or QPD-5. */
  readonly motherMaidenName: PersonName | undefined;
  /** PID-24 or QPD-10. */
  readonly multipleBirth: boolean | undefined;
  /** PID-25 or QPD-11, from 1. */
  readonly birthOrder: number | undefined;
  /** NK1-2: mother, father, guardian. */
  readonly relatives: readonly PersonName[];
  /** PID-11 or QPD-8. */
  readonly addresses: readonly PostalAddress[];
  /** PID-13 or QPD-9, in any notation. */
  readonly phones: readonly string[];
  /** PID-3 or QPD-3. */
  readonly identifiers: readonly PatientIdentifier[];
}

/** Demographics that say nothing. */
export const NO_DEMOGRAPHICS: Demographics = Object.freeze({
  names: [],
  birthDate: undefined,
  sex: "",
  motherMaidenName: undefined,
  multipleBirth: undefined,
  birthOrder: undefined,
  relatives: [],
  addresses: [],
  phones: [],
  identifiers: [],
});
