import type { PopulationRule, ReviewRule } from "./rule.ts";
import { ADDRESS_AND_PHONE_RULES } from "./rules/address-and-phone.ts";
import { ADMINISTERED_CODE_RULES } from "./rules/administered-codes.ts";
import { ELIGIBILITY_RULES } from "./rules/eligibility.ts";
import { FILLER_RULES } from "./rules/filler.ts";
import { FUTURE_DOSE_RULES, FUTURE_MESSAGE_RULES } from "./rules/future-dates.ts";
import { HISTORICAL_CODE_RULES } from "./rules/historical-codes.ts";
import { MANUFACTURER_AND_LOT_RULES } from "./rules/manufacturer-and-lot.ts";
import { PROTECTION_RULES } from "./rules/protection.ts";
import { RACE_AND_ETHNICITY_RULES } from "./rules/race-and-ethnicity.ts";
import { REFUSAL_RULES } from "./rules/refusals.ts";
import { SOCIAL_SECURITY_RULES } from "./rules/social-security.ts";

/** Every rule that one message can break, in the order of the guide's letters. */
export const REVIEW_RULES: readonly ReviewRule[] = [
  ...ADMINISTERED_CODE_RULES,
  ...HISTORICAL_CODE_RULES,
  ...ELIGIBILITY_RULES,
  ...MANUFACTURER_AND_LOT_RULES,
  ...RACE_AND_ETHNICITY_RULES,
  ...ADDRESS_AND_PHONE_RULES,
  ...REFUSAL_RULES,
  ...PROTECTION_RULES,
  ...FUTURE_DOSE_RULES,
  ...FUTURE_MESSAGE_RULES,
  ...SOCIAL_SECURITY_RULES,
  ...FILLER_RULES,
];

const BY_ID: ReadonlyMap<string, ReviewRule> = new Map(REVIEW_RULES.map((rule) => [rule.id, rule]));

/** @returns the row of an id, or undefined */
export function reviewRule(id: string): ReviewRule | undefined {
  return BY_ID.get(id);
}

/** What only a population shows; the tests are in `population/`. */
export const POPULATION_RULES: readonly PopulationRule[] = [
  {
    id: "RV-C09",
    letter: "c",
    grain: "dose",
    title: "One eligibility on nearly all doses",
    fix: "Check whether the code is a fixed value in the interface.",
    source: "review rule c",
  },
  {
    id: "RV-C10",
    letter: "c",
    grain: "dose",
    title: "No Medicaid at an MnVFC site, or AI/AN eligibility unlike the patients' race",
    fix: "Check the mapping of eligibility codes.",
    source: "review rule c; MnVFC",
  },
  {
    id: "RV-D12",
    letter: "d",
    grain: "dose",
    title: "One lot on different vaccines",
    fix: "Check whether the lot is a fixed value, or copied from another dose.",
    source: "review rule d",
  },
  {
    id: "RV-D13",
    letter: "d",
    grain: "dose",
    title: "Lot numbers of a form unlike the manufacturer's others",
    fix: "Look at the lots; new forms are possible.",
    source: "review rule d",
    isAdvice: true,
  },
  {
    id: "RV-E07",
    letter: "e",
    grain: "patient",
    title: "One race or ethnicity on nearly all patients, or mostly unknown",
    fix: "Check whether the value is fixed, and how it is asked at the desk.",
    source: "review rule e",
  },
  {
    id: "RV-G08",
    letter: "g",
    grain: "dose",
    title: "No refusal among many doses",
    fix: "Show a scripted refusal, then staff attest the rule.",
    source: "review rule g",
  },
  {
    id: "RV-G09",
    letter: "g",
    grain: "dose",
    title: "One reason on all refusals",
    fix: "Check whether the reason is a fixed value.",
    source: "review rule g",
  },
  {
    id: "RV-H03",
    letter: "h",
    grain: "patient",
    title: "Protection lifted without a newer effective date",
    fix: "Staff ask the organization whether the patient wished it.",
    source: "review rule h; gateway decision D24",
  },
  {
    id: "RV-H04",
    letter: "h",
    grain: "patient",
    title: "No PD1 segment",
    fix: "Send PD1 with the protection indicator when it is known.",
    source: "review rule h",
    isAdvice: true,
  },
  {
    id: "RV-H05",
    letter: "h",
    grain: "patient",
    title: "Protection indicator looks inverted, or is never set",
    fix: "Confirm that PD1-12 Y means protect.",
    source: "review rule h; gateway decision D11",
  },
  {
    id: "RV-I06",
    letter: "i",
    grain: "dose",
    title: "Future dates on one day ahead",
    fix: "Do not send scheduled or ordered doses as given.",
    source: "review rule i",
  },
  {
    id: "RV-J05",
    letter: "j",
    grain: "patient",
    title: "Identifiers that look like social security numbers",
    fix: "Staff ask the organization what the identifier is, and clear it or have it removed.",
    source: "review rule j, class S5",
  },
  {
    id: "RV-K05P",
    letter: "k",
    grain: "message",
    title: "Days of the month that people fill in",
    fix: "Send the date as known; the first or fifteenth is not a day to fill in.",
    source: "review rule k, K5",
  },
  {
    id: "RV-K07P",
    letter: "k",
    grain: "patient",
    title: "One record number for several people",
    fix: "Send the number under which your system knows the patient.",
    source: "review rule k, K7",
  },
  {
    id: "RV-K09",
    letter: "k",
    grain: "patient",
    title: "One value on many unrelated patients",
    fix: "Check whether it is a filler; a shelter, school or home is cleared by staff.",
    source: "review rule k, K9",
  },
  {
    id: "RV-K10",
    letter: "k",
    grain: "dose",
    title: "A field that never varies",
    fix: "Check whether the value is fixed in the interface.",
    source: "review rule k, K10",
  },
  {
    id: "RV-K11",
    letter: "k",
    grain: "patient",
    title: "One junk value on many patients",
    fix: "Remove the filler at its source.",
    source: "review rule k, gate",
  },
];
