import { type DateOnly, isDateOnly } from "../../src/kernel/dates.ts";
import type { Demographics, PersonName } from "../../src/registry/matching/demographics.ts";

/** A calendar day that a test writes by hand. */
export function day(iso: string): DateOnly {
  if (!isDateOnly(iso)) throw new RangeError(`no day: ${iso}`);
  return iso;
}

/** A name by its parts; what is left out is empty. */
export function personName(parts: Partial<PersonName>): PersonName {
  return { family: "", given: "", middle: "", suffix: "", ...parts };
}

/** A synthetic child of whom everything is known that matching uses; parts may be replaced. */
export function child(parts: Partial<Demographics> = {}): Demographics {
  return {
    names: [personName({ family: "Testperch", given: "Wilhelmina", middle: "Odette" })],
    birthDate: day("2021-03-14"),
    sex: "F",
    motherMaidenName: personName({ family: "Quillback" }),
    multipleBirth: undefined,
    birthOrder: undefined,
    relatives: [personName({ family: "Testperch", given: "Henrietta" })],
    addresses: [{ street: "1712 Walleye Lane", city: "Bemidji", state: "MN", zip: "56601" }],
    phones: ["(218) 555-0142"],
    identifiers: [],
    ...parts,
  };
}
