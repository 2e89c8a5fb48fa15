import type { MeasureId } from "./measures.ts";
import type { ReviewDose, ReviewSubject } from "./subject.ts";
import { isEligibilityAsked, isMnvfcDose, VFC_AGE_YEARS_MAX } from "./rules/eligibility.ts";
import { protectionOf } from "./rules/protection.ts";
import { hasReason, hasRefusalText } from "./rules/refusals.ts";
import { isSkinTest } from "./rules/vaccine-kinds.ts";

/** Whether a measure asks of an object; a reason when it cannot be told. */
export type Applicability = "applies" | "notApplicable" | { readonly unevaluated: string };

const NO_DAY = { unevaluated: "RXA-3 is no day" };

function appliesWhen(isAsked: boolean): Applicability {
  return isAsked ? "applies" : "notApplicable";
}

/** A vaccine that neither an NDC nor a CPT stands for cannot carry a second code. */
function isSecondCodeKnown(dose: ReviewDose, subject: ReviewSubject): boolean {
  const cvx = dose.vaccine?.code;
  return cvx === undefined || dose.codes.length > 1 || subject.setting.tables.doublyCoded.has(cvx);
}

type Slice = "child at MnVFC" | "child elsewhere" | "adult";

function eligibilityIn(slice: Slice): (dose: ReviewDose, subject: ReviewSubject) => Applicability {
  return (dose, subject) => {
    if (!isEligibilityAsked(dose)) return "notApplicable";
    if (dose.ageYears === undefined) {
      return slice === "child at MnVFC" ? { unevaluated: "age at RXA-3 is not known" } : "notApplicable";
    }
    if (dose.ageYears > VFC_AGE_YEARS_MAX) return appliesWhen(slice === "adult");
    return appliesWhen(slice === (isMnvfcDose(dose, subject) ? "child at MnVFC" : "child elsewhere"));
  };
}

type OfDose = (dose: ReviewDose, subject: ReviewSubject) => Applicability;
type OfSubject = (subject: ReviewSubject) => Applicability;

const isGiven: OfDose = (dose) => appliesWhen(dose.class === "administered");

/** Measures of doses. */
export const DOSE_APPLICABILITY: Readonly<Partial<Record<MeasureId, OfDose>>> = {
  a: (dose, subject) =>
    appliesWhen(
      dose.class === "administered" && !isSkinTest(dose.vaccine?.code) && isSecondCodeKnown(dose, subject),
    ),
  b: (dose) => {
    if (dose.class !== "historical") return "notApplicable";
    return dose.day === "" ? NO_DAY : "applies";
  },
  c: eligibilityIn("child at MnVFC"),
  "c.other": eligibilityIn("child elsewhere"),
  "c.adult": eligibilityIn("adult"),
  "d.lot": isGiven,
  "d.mvx": isGiven,
  g: (dose) =>
    appliesWhen(
      dose.class === "refused" ||
        hasReason(dose) ||
        (dose.class === "not-administered" && hasRefusalText(dose)),
    ),
  i: (dose) => (dose.day === "" ? NO_DAY : "applies"),
};

/** Measures of patients. */
export const PATIENT_APPLICABILITY: Readonly<Partial<Record<MeasureId, OfSubject>>> = {
  "e.race": () => "applies",
  "e.ethnicity": () => "applies",
  "f.address": () => "applies",
  "f.phone": () => "applies",
  h: (subject) => appliesWhen(protectionOf(subject) !== ""),
};

/** Measures of messages; of one that was not taken in only `j` is asked. */
export const MESSAGE_APPLICABILITY: Readonly<Partial<Record<MeasureId, OfSubject>>> = {
  j: () => "applies",
  k: (subject) =>
    subject.input.outcome === "processed" ? "applies" : { unevaluated: "the message was not taken in" },
};
