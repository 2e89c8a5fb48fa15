import { firstSegment, fieldAt, leafAt, valueAt } from "../hl7/value-at.ts";
import type { IdentifierTrait, PatientTraits } from "./contribution.ts";
import { fullDay } from "./days.ts";
import { isNewbornName, judgeValue, normalized } from "./junk/junk-lists.ts";
import { addressesOf, emailsOf, phonesOf } from "./rules/address-and-phone.ts";
import { protectionOf } from "./rules/protection.ts";
import type { ReviewSubject } from "./subject.ts";

/** Characters kept of a digest: enough for the patients of one organization, half the store. */
const TRAIT_LENGTH = 12;

/** Types of identifier that could be such a number under another name (HL7 table 0203). */
const SUSPECT_TYPES: ReadonlySet<string> = new Set(["", "MR", "PI", "PT", "MA", "SR", "WC"]);

const IDENTIFIERS_MAX = 5;

/** What the tests on populations need of one patient; every value a keyed digest. */
export function traitsOf(subject: ReviewSubject): PatientTraits {
  const { patient, setting } = subject;
  const digest = (purpose: string, text: string): string =>
    text === "" ? "" : setting.digest(`review-${purpose}`, text).slice(0, TRAIT_LENGTH);
  const pd1 = firstSegment(subject.message, "PD1");
  const protection = protectionOf(subject);
  const phone = phonesOf(patient).find(({ verdict }) => verdict !== "incomplete");
  const [address] = addressesOf(patient);
  const [email] = emailsOf(patient);
  const street = address === undefined ? "" : normalized(address.street);
  const given = patient === undefined ? "" : valueAt(patient, 5, 2);
  const person =
    given === "" || isNewbornName(given)
      ? ""
      : `${subject.birthDay}|${normalized(given).split(" ")[0] ?? ""}`;
  return {
    family: digest("family", patient === undefined ? "" : normalized(valueAt(patient, 5))),
    phone: digest("phone", phone === undefined ? "" : `${phone.area}${phone.local}`.replaceAll(/\D/g, "")),
    street: digest("street", street === "" ? "" : `${street}|${(address?.zip ?? "").slice(0, 5)}`),
    email: digest("email", email?.text.toUpperCase() ?? ""),
    motherMaiden: digest("maiden", patient === undefined ? "" : normalized(valueAt(patient, 6))),
    person: digest("person", person),
    protection: protection === "" || protection === "N" ? protection : "Y",
    protectionSince: pd1 === undefined ? "" : fullDay(valueAt(pd1, 13)),
    identifiers: identifiersOf(subject, digest),
  };
}

function identifiersOf(
  { patient }: ReviewSubject,
  digest: (purpose: string, text: string) => string,
): readonly IdentifierTrait[] {
  if (patient === undefined) return [];
  return [3, 18]
    .flatMap((field) =>
      fieldAt(patient, field).map((id) => ({
        value: leafAt(id, 1),
        type: leafAt(id, 5),
        place: `PID-${field}|${leafAt(id, 4)}|${leafAt(id, 5)}`,
      })),
    )
    .filter(
      ({ value, type }) =>
        value !== "" && SUSPECT_TYPES.has(type) && judgeValue("identifier", value) === "fine",
    )
    .slice(0, IDENTIFIERS_MAX)
    .map(({ value, place }) => {
      const isNine = /^\d{9}$/.test(value);
      const isImpossible =
        /^(?:000|666|9)/.test(value) || value.slice(3, 5) === "00" || value.endsWith("0000");
      return {
        place,
        value: digest("identifier", value),
        isNine,
        isPossible: isNine && !isImpossible,
        isMinnesotan: isNine && /^4(?:6[89]|7[0-7])/.test(value),
        area: isNine ? digest("area", value.slice(0, 3)) : "",
        beginning: isNine ? digest("beginning", value.slice(0, 5)) : "",
      };
    });
}
