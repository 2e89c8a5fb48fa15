import { isAdministrationCpt, isPlaceholderNdc } from "../../codes/crosswalk.ts";
import type { UseWindow } from "../../codes/use-windows.ts";
import { daysBetween } from "../days.ts";
import { type DoseRule, type DoseScope, type Hit, HOLDS, placeIn, when } from "../rule.ts";
import type { SentCode } from "../subject.ts";
import { crosswalkHits } from "./crosswalk-hits.ts";
import { isSkinTest } from "./vaccine-kinds.ts";

const COLUMNS = {
  letter: "a",
  grain: "dose",
  appliesTo: "doses given here, no skin tests",
  measures: ["a"],
} as const;

const GUIDE_A = "MDH onboarding guide, technical message review a";

function isAsked({ dose }: DoseScope): boolean {
  return dose.class === "administered" && !isSkinTest(dose.vaccine?.code);
}

/** The rule's question, asked of doses given here only. */
function ofGiven(find: (scope: DoseScope) => readonly Hit[]): (scope: DoseScope) => readonly Hit[] {
  return (scope) => (isAsked(scope) ? find(scope) : HOLDS);
}

const isKnown = ({ meaning }: SentCode): boolean => meaning.kind === "known";
const isCvx = ({ system }: SentCode): boolean => system === "CVX";

function isFiller({ system, code }: SentCode): boolean {
  return system === "NDC" && isPlaceholderNdc(code);
}

function isService({ system, code }: SentCode): boolean {
  return system === "CPT" && isAdministrationCpt(code);
}

/** In no table, and nothing that another row says. */
function isUnknown(sent: SentCode): boolean {
  if (isCvx(sent) && sent.code === "999") return true;
  return !isKnown(sent) && !isFiller(sent) && !isService(sent);
}

function knownCvx({ dose }: DoseScope): SentCode | undefined {
  return dose.codes.find((sent) => isCvx(sent) && isKnown(sent) && sent.code !== "999");
}

function at({ dose }: DoseScope, component?: number): Hit["location"] {
  return placeIn(dose.rxa, 5, component);
}

/** Days before the first or after the last use; 0 inside, and where no window is known. */
function daysOutside(day: string, window: UseWindow | undefined): { before: number; after: number } {
  const before = window?.from !== undefined && day < window.from ? daysBetween(day, window.from) : 0;
  const after = window?.to !== undefined && day > window.to ? daysBetween(window.to, day) : 0;
  return { before, after };
}

/** Rule a: a CVX and either a CPT or an NDC (review rule a). */
export const ADMINISTERED_CODE_RULES: readonly DoseRule[] = [
  {
    ...COLUMNS,
    id: "RV-A01",
    title: "No resolvable vaccine code",
    place: "RXA-5",
    severity: "E",
    errorCode: "101",
    problem: "RXA-5 holds no code of a vaccine",
    outcome: "the dose is not stored",
    fix: "Send the CVX in RXA-5.1 to 5.3 and the NDC in RXA-5.4 to 5.6.",
    source: GUIDE_A,
    shares: ["RXA-5-MISSING", "RXA-5-CODE"],
    find: ofGiven((scope) => when(scope.dose.codes.length === 0, { location: at(scope) })),
  },
  {
    ...COLUMNS,
    id: "RV-A02",
    title: "Code in no table",
    place: "RXA-5",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "RXA-5: code {value} is not in the code tables of this registry",
    outcome: "it is kept as sent",
    fix: "Check the code, or wait for the next import of tables when it is new.",
    source: `${GUIDE_A}; CDC CVX, NDC and CPT tables`,
    shares: ["RXA-5-UNKNOWN", "RXA-5-CODE", "RXA-5-UNUSABLE"],
    find: ofGiven((scope) =>
      scope.dose.codes.filter(isUnknown).map((sent) => ({
        location: at(scope, sent.component),
        value: sent.code,
        shape: sent.system ?? "unknown system",
      })),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-A03",
    title: "CVX missing, derived from the other code",
    place: "RXA-5",
    severity: "I",
    errorCode: "101",
    problem: "RXA-5 holds no CVX code",
    outcome: "the CVX is derived from the code sent",
    fix: "Send the CVX in RXA-5.1 to 5.3 and the NDC in RXA-5.4 to 5.6.",
    source: `${GUIDE_A}; gateway decision D21`,
    shares: [],
    find: ofGiven((scope) => {
      const known = scope.dose.codes.filter(isKnown);
      return when(known.length > 0 && !scope.dose.codes.some(isCvx), {
        location: at(scope),
        shape: `only ${known.map(({ system }) => system ?? "").join("+")}`,
      });
    }),
  },
  {
    ...COLUMNS,
    id: "RV-A04",
    title: "No second code beside the CVX",
    place: "RXA-5.4",
    severity: "I",
    errorCode: "101",
    problem: "RXA-5.4 holds no NDC or CPT code of the vaccine beside the CVX",
    outcome: "stored by the CVX",
    fix: "Send the NDC of the package in RXA-5.4 to 5.6, or the CPT code of the vaccine.",
    source: `${GUIDE_A}; gateway decision D21`,
    shares: [],
    find: ofGiven((scope) => {
      const { codes } = scope.dose;
      const others = codes.filter((sent) => !isCvx(sent));
      const hasProduct = others.some((sent) => !isService(sent));
      if (codes.length === 0 || hasProduct) return HOLDS;
      const shape = others.length > 0 ? "CPT of the administration" : "CVX only";
      return [{ location: at(scope, others[0]?.component ?? 4), shape }];
    }),
  },
  {
    ...COLUMNS,
    id: "RV-A05",
    title: "Unspecified formulation on a dose given here",
    place: "RXA-5",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-5: CVX {value} names no product, which a dose given here has",
    outcome: "stored as sent",
    fix: "Send the CVX of the product that was given.",
    source: `${GUIDE_A}; CDC CVX, unspecified formulation`,
    shares: ["NIST-02"],
    find: ofGiven((scope) => {
      const sent = knownCvx(scope);
      return sent === undefined
        ? HOLDS
        : when(scope.dose.vaccine?.unspecified === true, {
            location: at(scope, sent.component),
            value: sent.code,
          });
    }),
  },
  {
    ...COLUMNS,
    id: "RV-A06",
    title: "The two codes do not name the same vaccine",
    place: "RXA-5",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-5: the CVX {value} and the other code do not name the same vaccine",
    outcome: "stored by the CVX, the other code kept as sent",
    fix: "Correct the mapping of the product.",
    source: `${GUIDE_A}; CDC NDC and CPT crosswalks`,
    shares: [],
    find: ofGiven((scope) => {
      const cvx = knownCvx(scope);
      return cvx === undefined ? HOLDS : crosswalkHits(scope, cvx);
    }),
  },
  {
    ...COLUMNS,
    id: "RV-A07",
    title: "CVX that is not used in the United States",
    place: "RXA-5",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "4",
    problem: "RXA-5: CVX {value} is of a vaccine that is not given in the United States",
    outcome: "stored as sent",
    fix: "Send the CVX of the product that was given.",
    source: `${GUIDE_A}; CDC CVX status Non-US and Never Active`,
    shares: [],
    find: ofGiven((scope) => {
      const { vaccine } = scope.dose;
      const sent = knownCvx(scope);
      const isForeign = vaccine?.status === "non-us" || vaccine?.status === "never-active";
      return sent === undefined
        ? HOLDS
        : when(isForeign, { location: at(scope, sent.component), value: sent.code });
    }),
  },
  {
    ...COLUMNS,
    measures: [],
    id: "RV-A08",
    title: "Coding system missing or not by its HL7 name",
    place: "RXA-5.3",
    severity: "I",
    errorCode: "0",
    problem: "RXA-5: the coding system was told from the code",
    outcome: "stored as read",
    fix: "Send CVX, NDC or C4 as coding system.",
    source: "CDC guide R1.5, RXA-5; HL7 table 0396",
    shares: ["RXA-5-SYSTEM"],
    find: ofGiven((scope) =>
      scope.dose.codes
        .filter((sent) => isKnown(sent) && !["CVX", "NDC", "C4", "CPT"].includes(sent.systemName))
        .map((sent) => ({ location: at(scope, sent.component + 2) })),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-A09",
    title: "Placeholder in place of an NDC",
    place: "RXA-5",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "RXA-5 holds a placeholder in place of an NDC",
    outcome: "stored by the other code",
    fix: "Send the NDC of the package, or leave the components empty.",
    source: `${GUIDE_A}; placeholders seen in public messages`,
    shares: ["RXA-5-UNUSABLE", "RXA-5-UNKNOWN"],
    find: ofGiven((scope) =>
      scope.dose.codes.filter(isFiller).map((sent) => ({ location: at(scope, sent.component) })),
    ),
  },
  {
    ...COLUMNS,
    measures: [],
    id: "Q-VAX-12",
    title: "Given when the vaccine was not in use",
    place: "RXA-3",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "1",
    problem: "RXA-3 lies outside the time in which vaccine {value} was in use",
    outcome: "stored as sent",
    fix: "Check the date and the code of the product.",
    source: "CDC NDC and product dates; gateway's table of vaccine windows",
    shares: ["RXA-3-FUTURE", "RXA-3-BEFORE-BIRTH"],
    find: ofGiven((scope) => {
      const { vaccine, day, rxa } = scope.dose;
      if (vaccine === undefined || day === "") return HOLDS;
      const { byCvx, retired } = scope.subject.setting.tables.windows;
      const window = byCvx.get(vaccine.code);
      const { before, after } = daysOutside(day, window);
      const isLate = after > (window?.graceDays ?? 0) || retired.has(vaccine.code);
      const shape = before > 0 ? "too early" : "too late";
      return when(before > 0 || isLate, { location: placeIn(rxa, 3), value: vaccine.code, shape });
    }),
  },
];
