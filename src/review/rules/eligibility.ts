import type { Segment } from "../../hl7/message.ts";
import { valueAt } from "../../hl7/value-at.ts";
import type { MeasureId } from "../measures.ts";
import { type DoseRule, type DoseScope, type Hit, HOLDS, placeIn, when } from "../rule.ts";
import type { ReviewDose, ReviewSubject } from "../subject.ts";
import { isGlobulin, isSkinTest } from "./vaccine-kinds.ts";

const ALL_SLICES: readonly MeasureId[] = ["c", "c.other", "c.adult"];

const COLUMNS = {
  letter: "c",
  grain: "dose",
  appliesTo: "doses given here, no skin tests and immune globulins",
  measures: ALL_SLICES,
} as const;

const GUIDE_C = "MDH onboarding guide, technical message review c";

/** OBX-3 of eligibility and of funding source (CDC guide R1.5, NIP003). */
const ELIGIBILITY = "64994-7";
const FUNDING = "30963-3";

/** HL70064: not eligible, Medicaid, uninsured, AI/AN, underinsured, CHIP, 317, Medicare, state. */
const ELIGIBILITY_CODES: ReadonlySet<string> = new Set("V01 V02 V03 V04 V05 V22 V23 V24 V25".split(" "));

/** Eligible by definition only under 19 (MnVFC). */
const CHILD_CODES: ReadonlySet<string> = new Set(["V02", "V03", "V04", "V05"]);

/** Age from which VFC ends, in whole years. */
export const VFC_AGE_YEARS_MAX = 18;

/** The OBX of one question in a group. */
export function observationsOf(dose: ReviewDose, code: string): readonly Segment[] {
  return dose.group.filter((segment) => segment.name === "OBX" && valueAt(segment, 3) === code);
}

/** The eligibility of a dose as sent, `""` without one. */
export function eligibilityOf(dose: ReviewDose): string {
  const [first] = observationsOf(dose, ELIGIBILITY);
  return first === undefined ? "" : valueAt(first, 5);
}

/** Whether the dose was given at a site of the MnVFC programme. */
export function isMnvfcDose(dose: ReviewDose, subject: ReviewSubject): boolean {
  return subject.setting.sites.some(({ code, mnvfc }) => mnvfc && code === dose.site);
}

/** Whether rule c asks of this dose at all. */
export function isEligibilityAsked(dose: ReviewDose): boolean {
  const cvx = dose.vaccine?.code;
  return dose.class === "administered" && !isSkinTest(cvx) && !isGlobulin(cvx);
}

function ofGiven(find: (scope: DoseScope) => readonly Hit[]): (scope: DoseScope) => readonly Hit[] {
  return (scope) => (isEligibilityAsked(scope.dose) ? find(scope) : HOLDS);
}

function isChild({ dose }: DoseScope): boolean {
  return dose.ageYears !== undefined && dose.ageYears <= VFC_AGE_YEARS_MAX;
}

/** PV1-20, where eligibility stood in 2.3.1. */
function isOnVisitOnly({ subject }: DoseScope): boolean {
  return subject.message.segments.some((segment) => segment.name === "PV1" && valueAt(segment, 20) !== "");
}

function isMissing({ dose }: DoseScope): boolean {
  return observationsOf(dose, ELIGIBILITY).length === 0;
}

const MISSING = {
  place: "OBX-3",
  errorCode: "101",
  applicationErrorCode: "6",
  outcome: "the dose is stored without eligibility",
  fix: "Send an OBX 64994-7 with a code of HL70064 for each dose given.",
  shares: ["IZ-23"],
} as const;

/** Rule c: dose-level eligibility where appropriate (review rule c). */
export const ELIGIBILITY_RULES: readonly DoseRule[] = [
  {
    ...COLUMNS,
    ...MISSING,
    id: "RV-C01",
    title: "Eligibility missing, under 19 at an MnVFC site",
    measures: ["c"],
    severity: "W",
    problem: "A dose given under the age of 19 at an MnVFC site has no OBX 64994-7",
    source: `${GUIDE_C}; MnVFC, dose-level eligibility`,
    find: ofGiven((scope) =>
      when(
        isMissing(scope) && !isOnVisitOnly(scope) && isChild(scope) && isMnvfcDose(scope.dose, scope.subject),
        { location: placeIn(scope.dose.rxa) },
      ),
    ),
  },
  {
    ...COLUMNS,
    ...MISSING,
    id: "RV-C02",
    title: "Eligibility missing at a site outside MnVFC, or of an adult",
    measures: ["c.other", "c.adult"],
    severity: "I",
    problem: "A dose given here has no OBX 64994-7",
    source: `${GUIDE_C}; CDC guide R1.5, IZ-23`,
    find: ofGiven((scope) =>
      when(
        isMissing(scope) &&
          !isOnVisitOnly(scope) &&
          !(isChild(scope) && isMnvfcDose(scope.dose, scope.subject)),
        { location: placeIn(scope.dose.rxa), isAdvice: false },
      ),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-C03",
    title: "Eligibility code outside the table",
    place: "OBX-5",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "OBX-5: {value} is no eligibility code of HL70064 that this registry takes",
    outcome: "stored as sent",
    fix: "Send V01 to V05, or V22 to V25.",
    source: `${GUIDE_C}; CDC guide R1.5, IZ-35; NIST HL70064`,
    shares: ["OBX-5-CODE", "OBX-5-MISSING"],
    find: ofGiven(({ dose, subject }) =>
      observationsOf(dose, ELIGIBILITY)
        .filter((obx) => {
          const code = valueAt(obx, 5);
          return !ELIGIBILITY_CODES.has(code) && !subject.setting.eligibilityCodes.includes(code);
        })
        .map((obx) => ({
          location: placeIn(obx, 5, 1),
          value: valueAt(obx, 5),
          shape: valueAt(obx, 5) === "" ? "empty" : "",
        })),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-C04",
    title: "Two different eligibilities for one dose",
    place: "OBX-5",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "One dose has two different OBX 64994-7",
    outcome: "the first counts",
    fix: "Send one eligibility for each dose.",
    source: GUIDE_C,
    shares: [],
    find: ofGiven(({ dose }) => {
      const [first, ...others] = observationsOf(dose, ELIGIBILITY);
      const other = others.find((obx) => first !== undefined && valueAt(obx, 5) !== valueAt(first, 5));
      return other === undefined ? HOLDS : [{ location: placeIn(other, 5) }];
    }),
  },
  {
    ...COLUMNS,
    id: "RV-C05",
    title: "Child's eligibility at 19 or later",
    measures: ["c.adult"],
    place: "OBX-5",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "OBX-5: {value} is an eligibility of children, the patient was 19 or older",
    outcome: "stored as sent",
    fix: "Send V01, or the code of the programme that paid.",
    source: `${GUIDE_C}; MnVFC eligibility, under 19 years`,
    shares: [],
    find: ofGiven((scope) => {
      const [obx] = observationsOf(scope.dose, ELIGIBILITY);
      const { ageYears } = scope.dose;
      if (obx === undefined || ageYears === undefined || ageYears <= VFC_AGE_YEARS_MAX) return HOLDS;
      return when(CHILD_CODES.has(valueAt(obx, 5)), {
        location: placeIn(obx, 5, 1),
        value: valueAt(obx, 5),
      });
    }),
  },
  {
    ...COLUMNS,
    ...MISSING,
    id: "RV-C06",
    title: "Eligibility of the visit only",
    place: "PV1-20",
    severity: "W",
    problem: "Eligibility is in PV1-20, none of the dose",
    source: `${GUIDE_C}; HL7 2.3.1 habit`,
    find: ofGiven((scope) =>
      when(isMissing(scope) && isOnVisitOnly(scope), { location: placeIn(scope.dose.rxa) }),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-C07",
    title: "Eligibility on a dose that was not given here",
    measures: [],
    appliesTo: "historical and refused doses",
    place: "OBX-3",
    severity: "I",
    errorCode: "0",
    problem: "OBX 64994-7 belongs to doses given here only",
    outcome: "stored as sent, not counted",
    fix: "Send eligibility with doses given here.",
    source: GUIDE_C,
    shares: [],
    find: ({ dose }) =>
      dose.class === "historical" || dose.class === "refused"
        ? observationsOf(dose, ELIGIBILITY).map((obx) => ({ location: placeIn(obx, 3) }))
        : HOLDS,
  },
  {
    ...COLUMNS,
    id: "RV-C08",
    title: "Eligibility contradicts the funding source",
    place: "OBX-5",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "OBX-5: eligibility {value} and the funding source of the dose (30963-3) contradict each other",
    outcome: "stored as sent",
    fix: "Correct the stock or the eligibility.",
    source: `${GUIDE_C}; CDC funding sources PHC70 private, VXC51 VFC`,
    shares: [],
    find: ofGiven(({ dose }) => {
      const [obx] = observationsOf(dose, ELIGIBILITY);
      const [funding] = observationsOf(dose, FUNDING);
      if (obx === undefined || funding === undefined) return HOLDS;
      const [code, stock] = [valueAt(obx, 5), valueAt(funding, 5)];
      const isPrivateForEligible = stock === "PHC70" && CHILD_CODES.has(code);
      return when(isPrivateForEligible || (stock === "VXC51" && code === "V01"), {
        location: placeIn(obx, 5, 1),
        value: code,
        shape: stock === "PHC70" ? "private stock" : "VFC stock",
      });
    }),
  },
];
