import type { UseWindow } from "../../codes/use-windows.ts";
import { daysBetween, fullMonthsBetween } from "../days.ts";
import { type DoseRule, type DoseScope, type Hit, HOLDS, placeIn, when } from "../rule.ts";
import type { SentCode } from "../subject.ts";
import { crosswalkHits } from "./crosswalk-hits.ts";

const COLUMNS = {
  letter: "b",
  grain: "dose",
  appliesTo: "historical doses",
  measures: ["b"],
} as const;

const GUIDE_B = "MDH onboarding guide, technical message review b";
const WINDOWS = "CDC NDC and product dates; gateway's table of vaccine windows";

/** Bounds of review rules, section 2.2, in days. */
const EARLY_ACCESS_DAYS = 30;
const TRIAL_DAYS = 730;
const LATE_DAYS = 365;
/** Months beyond the licensed range from which an age is worth a question; an infant's lower bound is sharper. */
const AGE_SLACK_MONTHS = 12;

function ofHistorical(find: (scope: DoseScope) => readonly Hit[]): (scope: DoseScope) => readonly Hit[] {
  return (scope) => (scope.dose.class === "historical" ? find(scope) : HOLDS);
}

const isKnown = ({ meaning }: SentCode): boolean => meaning.kind === "known";

/** The windows of all vaccines that the codes may mean: a CPT may stand for several. */
function windowsOf({ dose, subject }: DoseScope): readonly UseWindow[] {
  const { byCvx } = subject.setting.tables.windows;
  const windows = dose.meant.map((cvx) => byCvx.get(cvx));
  return windows.every((window) => window !== undefined) ? windows : [];
}

/** Days before the earliest first use; 0 when in use, or when one window is not known. */
function daysEarly(scope: DoseScope): number {
  const { day } = scope.dose;
  const windows = windowsOf(scope);
  if (day === "" || windows.length === 0) return 0;
  return Math.max(
    0,
    Math.min(...windows.map(({ from }) => (from === undefined ? 0 : daysBetween(day, from)))),
  );
}

/** Days after the latest last use. */
function daysLate(scope: DoseScope): number {
  const { day } = scope.dose;
  const windows = windowsOf(scope);
  if (day === "" || windows.length === 0) return 0;
  return Math.max(0, Math.min(...windows.map(({ to }) => (to === undefined ? 0 : daysBetween(to, day)))));
}

function dateHit({ dose }: DoseScope): Hit {
  return { location: placeIn(dose.rxa, 3), value: dose.meant[0] ?? "" };
}

const OUT_OF_USE = {
  severity: "W",
  errorCode: "999",
  applicationErrorCode: "1",
  place: "RXA-3",
  outcome: "stored as sent",
  source: `${GUIDE_B}; ${WINDOWS}`,
  shares: ["RXA-3-FUTURE", "RXA-3-BEFORE-BIRTH"],
} as const;

/** Rule b: a historically correct CVX or CPT (review rule b). */
export const HISTORICAL_CODE_RULES: readonly DoseRule[] = [
  {
    ...COLUMNS,
    id: "RV-B01",
    title: "No known code on a historical dose",
    place: "RXA-5",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "RXA-5: code {value} of a historical dose is not in the code tables of this registry",
    outcome: "stored as sent",
    fix: "Send the CVX; where the product is not known, that of the vaccine group.",
    source: GUIDE_B,
    shares: ["RXA-5-MISSING", "RXA-5-CODE", "RXA-5-UNKNOWN", "RXA-5-UNUSABLE"],
    find: ofHistorical(({ dose }) =>
      when(!dose.codes.some(isKnown), {
        location: placeIn(dose.rxa, 5, dose.codes.length === 0 ? undefined : 1),
        value: dose.codes[0]?.code ?? "",
        shape: dose.codes.length === 0 ? "empty" : (dose.codes[0]?.system ?? "unknown system"),
      }),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-B02",
    title: "NDC alone on a historical dose",
    place: "RXA-5",
    severity: "I",
    errorCode: "101",
    problem: "RXA-5 of a historical dose holds an NDC but neither CVX nor CPT",
    outcome: "the CVX is derived from the NDC",
    fix: "Send the CVX.",
    source: `${GUIDE_B}; gateway decision D21`,
    shares: [],
    find: ofHistorical(({ dose }) => {
      const known = dose.codes.filter(isKnown);
      return when(known.length > 0 && known.every(({ system }) => system === "NDC"), {
        location: placeIn(dose.rxa, 5),
      });
    }),
  },
  {
    ...COLUMNS,
    ...OUT_OF_USE,
    id: "RV-B03",
    title: "Years before the vaccine existed",
    problem: "RXA-3 is more than two years before vaccine {value} was first in use",
    fix: "Send the code of the vaccine that was given then, or that of its group; do not map to today's product.",
    find: ofHistorical((scope) => when(daysEarly(scope) > TRIAL_DAYS, dateHit(scope))),
  },
  {
    ...COLUMNS,
    ...OUT_OF_USE,
    id: "RV-B04",
    title: "Before the vaccine was in use",
    problem: "RXA-3 is before vaccine {value} was in use",
    fix: "Check date and code; a trial is possible.",
    find: ofHistorical((scope) => {
      const days = daysEarly(scope);
      return when(days > EARLY_ACCESS_DAYS && days <= TRIAL_DAYS, dateHit(scope));
    }),
  },
  {
    ...COLUMNS,
    ...OUT_OF_USE,
    id: "RV-B05",
    measures: [],
    severity: "I",
    title: "Days before the vaccine was in use",
    problem: "RXA-3 is some days before vaccine {value} was in use",
    fix: "Nothing, when the date is right.",
    find: ofHistorical((scope) => {
      const days = daysEarly(scope);
      return when(days > 0 && days <= EARLY_ACCESS_DAYS, dateHit(scope));
    }),
  },
  {
    ...COLUMNS,
    ...OUT_OF_USE,
    id: "RV-B06",
    title: "After the vaccine was in use",
    problem: "RXA-3 is more than a year after vaccine {value} was last in use",
    fix: "Check the date, and the code that the old record maps to.",
    find: ofHistorical((scope) =>
      when(daysLate(scope) > LATE_DAYS && windowsOf(scope).every(({ abroad }) => !abroad), dateHit(scope)),
    ),
  },
  {
    ...COLUMNS,
    ...OUT_OF_USE,
    id: "RV-B07",
    measures: [],
    severity: "I",
    title: "After the last use in the United States, in use abroad",
    problem: "RXA-3 is after vaccine {value} was last in use in the United States",
    fix: "Nothing, when the dose was given abroad.",
    find: ofHistorical((scope) =>
      when(daysLate(scope) > LATE_DAYS && windowsOf(scope).some(({ abroad }) => abroad), dateHit(scope)),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-B08",
    title: "Before birth",
    place: "RXA-3",
    severity: "E",
    errorCode: "999",
    applicationErrorCode: "1",
    problem: "RXA-3 is before the patient's birth",
    outcome: "the dose is not stored",
    fix: "Correct the date of administration or PID-7.",
    source: `${GUIDE_B}; gateway decision D9`,
    shares: ["RXA-3-BEFORE-BIRTH"],
    find: ofHistorical(({ dose, subject }) =>
      when(dose.day !== "" && subject.birthDay !== "" && dose.day < subject.birthDay, {
        location: placeIn(dose.rxa, 3),
      }),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-B09",
    title: "The two codes do not name the same vaccine",
    place: "RXA-5",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-5: the CVX {value} and the other code do not name the same vaccine",
    outcome: "stored by the CVX, the other code kept as sent",
    fix: "Correct the mapping of the product.",
    source: `${GUIDE_B}; CDC NDC and CPT crosswalks`,
    shares: [],
    find: ofHistorical((scope) => {
      const cvx = scope.dose.codes.find(({ system }) => system === "CVX");
      return crosswalkHits(scope, cvx);
    }),
  },
  {
    ...COLUMNS,
    id: "RV-B10",
    title: "Age beyond the vaccine's range",
    place: "RXA-3",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "The patient's age at RXA-3 is more than a year outside the range of vaccine {value}",
    outcome: "stored as sent",
    fix: "Check birth date, date of administration and code.",
    source: `${GUIDE_B}; AIRA use ages, with a year of slack`,
    shares: ["RXA-3-BEFORE-BIRTH"],
    find: ofHistorical((scope) => {
      const { vaccine, day } = scope.dose;
      const months = fullMonthsBetween(scope.subject.birthDay, day);
      if (vaccine === undefined || months === undefined) return HOLDS;
      const { ageFromMonths = 0, ageToMonths = 1_440 } = vaccine;
      const isOutside = months + AGE_SLACK_MONTHS < ageFromMonths || months > ageToMonths + AGE_SLACK_MONTHS;
      return when(isOutside && ageToMonths > 0, dateHit(scope));
    }),
  },
  {
    ...COLUMNS,
    id: "RV-B11",
    title: "Code that was never in use",
    place: "RXA-5",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "4",
    problem: "RXA-5: CVX {value} was published and never used",
    outcome: "stored as sent",
    fix: "Send the CVX of the vaccine that was given.",
    source: `${GUIDE_B}; CDC CVX status Never Active`,
    shares: [],
    find: ofHistorical(({ dose }) => {
      const { vaccine } = dose;
      const isNoVaccine =
        vaccine !== undefined && vaccine.nonVaccine && /^(?:95|96|97|98|99|999|998)$/.test(vaccine.code);
      return when(vaccine?.status === "never-active" || isNoVaccine, {
        location: placeIn(dose.rxa, 5, dose.codes[0]?.component ?? 1),
        value: vaccine?.code ?? "",
      });
    }),
  },
];
