import * as fc from "fast-check";
import { type Demographics, NO_DEMOGRAPHICS } from "../../src/registry/matching/demographics.ts";
import { child, day } from "./demographics.ts";

/** Few values for each part, so that two random people agree in some. */
const word = fc.constantFrom(
  "",
  "Wren",
  "Wrenn",
  "Odette",
  "Marlin",
  "Marlyn",
  "Perch-Walleye",
  "Walleye",
  "UNKNOWN",
  "Baby Boy",
  "W",
);
const anyName = fc.record({
  family: word,
  given: word,
  middle: word,
  suffix: fc.constantFrom("", "Jr", "Sr", "II"),
});
const anyAddress = fc.record({
  street: fc.constantFrom("", "12 Walleye Ln", "1712 Walleye Lane", "1721 Walleye Lane", "unknown"),
  city: fc.constantFrom("", "Bemidji", "Ely"),
  state: fc.constantFrom("", "MN"),
  zip: fc.constantFrom("", "56601", "55731"),
});
const stranger: fc.Arbitrary<Demographics> = fc.record({
  names: fc.array(anyName, { maxLength: 3 }),
  birthDate: fc.constantFrom(
    undefined,
    day("2021-03-12"),
    day("2021-12-03"),
    day("1900-01-01"),
    day("1987-11-02"),
  ),
  sex: fc.constantFrom("F", "M", "U", ""),
  motherMaidenName: fc.option(anyName, { nil: undefined }),
  multipleBirth: fc.constantFrom(true, false, undefined),
  birthOrder: fc.constantFrom(1, 2, undefined),
  relatives: fc.array(anyName, { maxLength: 2 }),
  addresses: fc.array(anyAddress, { maxLength: 2 }),
  phones: fc.array(fc.constantFrom("218-555-0142", "218-555-0167", "999-999-9999", ""), { maxLength: 2 }),
  identifiers: fc.array(
    fc.record({
      value: fc.constantFrom("A-1", "A-2", "0"),
      authority: fc.constantFrom("CLINIC", "OTHER"),
      type: fc.constantFrom("MR", "AN"),
    }),
    { maxLength: 2 },
  ),
});

/** The same child, with some parts from a stranger: many pairs of these are near to a match. */
export const variant: fc.Arbitrary<Demographics> = fc
  .tuple(stranger, fc.subarray(Object.keys(NO_DEMOGRAPHICS), { maxLength: 4 }))
  .map(([other, parts]) =>
    child(Object.fromEntries(Object.entries(other).filter(([part]) => parts.includes(part)))),
  );
/** A stranger or a variant. */
export const anyone: fc.Arbitrary<Demographics> = fc.oneof(stranger, variant);
