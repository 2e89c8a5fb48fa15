import { fieldAt, isFieldEmpty, isRepetitionEmpty, leafAt, valueAt } from "../../hl7/value-at.ts";
import { type DoseRule, type DoseScope, type Hit, HOLDS, placeIn, when } from "../rule.ts";
import type { ReviewDose } from "../subject.ts";

const COLUMNS = {
  letter: "g",
  grain: "dose",
  appliesTo: "refused doses, and doses with a reason of refusal",
  measures: ["g"],
} as const;

const GUIDE_G = "MDH onboarding guide, technical message review g";

/** NIP002: parental decision, religious exemption, other, patient decision. */
const REASONS: ReadonlySet<string> = new Set(["00", "01", "02", "03"]);
const REFUSAL_WORDS = /\b(?:refus|declin|religio|against)/i;

/** Whether RXA-18 says anything. */
export function hasReason({ rxa }: ReviewDose): boolean {
  return !isFieldEmpty(fieldAt(rxa, 18));
}

/** Codes of NIP002 that the dose gives as reason. */
export function reasonsOf({ rxa }: ReviewDose): readonly string[] {
  return fieldAt(rxa, 18)
    .map((repetition) => leafAt(repetition, 1))
    .filter((code) => REASONS.has(code));
}

/** Not given, with a refusal in the notes of RXA-9 or an NTE. */
export function hasRefusalText({ rxa, group }: ReviewDose): boolean {
  const notes = fieldAt(rxa, 9).map((repetition) => leafAt(repetition, 2));
  const comments = group.filter(({ name }) => name === "NTE").map((nte) => valueAt(nte, 3));
  return [...notes, ...comments].some((text) => REFUSAL_WORDS.test(text));
}

function ofRefused(find: (scope: DoseScope) => readonly Hit[]): (scope: DoseScope) => readonly Hit[] {
  return (scope) => (scope.dose.class === "refused" ? find(scope) : HOLDS);
}

/** Rule g: refusal codes where appropriate (review rule g). */
export const REFUSAL_RULES: readonly DoseRule[] = [
  {
    ...COLUMNS,
    id: "RV-G01",
    title: "Refusal without reason",
    place: "RXA-18",
    severity: "W",
    errorCode: "101",
    problem: "RXA-18 is empty, RXA-20 is RE",
    outcome: "the refusal is stored without a reason",
    fix: "Send a reason of NIP002.",
    source: `${GUIDE_G}; CDC guide R1.5, IZ-32; gateway decision D18`,
    shares: ["RXA-18-MISSING"],
    find: ofRefused(({ dose }) => when(!hasReason(dose), { location: placeIn(dose.rxa, 18) })),
  },
  {
    ...COLUMNS,
    id: "RV-G02",
    title: "Reason outside NIP002",
    place: "RXA-18",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "RXA-18 holds no code of NIP002",
    outcome: "the refusal is stored without this reason",
    fix: "Send 00 parental decision, 01 religious exemption, 02 other, 03 patient decision.",
    source: `${GUIDE_G}; CDC guide R1.5, RXA-18, NIP002`,
    shares: ["RXA-18-CODE", "RXA-18.1-MISSING", "RXA-18-SYSTEM"],
    find: ofRefused(({ dose }) => {
      const { rxa } = dose;
      return when(hasReason(dose) && reasonsOf(dose).length === 0, { location: placeIn(rxa, 18, 1) });
    }),
  },
  {
    ...COLUMNS,
    measures: [],
    id: "RV-G03",
    title: "Other reason without text",
    place: "RXA-18.2",
    severity: "I",
    errorCode: "101",
    problem: "RXA-18 says other reason (02) without a text",
    outcome: "stored as sent",
    fix: "Send the reason in RXA-18.2.",
    source: `${GUIDE_G}; CDC guide R1.5, RXA-18`,
    shares: [],
    find: ofRefused(({ dose }) =>
      fieldAt(dose.rxa, 18).flatMap((repetition, index) =>
        when(leafAt(repetition, 1) === "02" && leafAt(repetition, 2) === "", {
          location: placeIn(dose.rxa, 18, 2, index + 1),
        }),
      ),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-G04",
    title: "Reason of refusal on a dose that is not marked refused",
    appliesTo: "doses that are not refused",
    place: "RXA-18",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-18 gives a reason of refusal, but RXA-20 is not RE",
    outcome: "the reason is not used",
    fix: "Send RXA-20 RE for a refusal, or no reason.",
    source: `${GUIDE_G}; CDC guide R1.5, IZ-32; gateway decision D9`,
    shares: ["RXA-18-CONTRADICTS"],
    find: ({ dose }) =>
      when(dose.class !== "refused" && hasReason(dose), {
        location: placeIn(dose.rxa, 18),
        shape: dose.class,
      }),
  },
  {
    ...COLUMNS,
    id: "RV-G05",
    title: "Refusal with marks of a dose given",
    place: "RXA-9",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "A refusal has an information source, an amount, a lot or a route",
    outcome: "stored as a refusal",
    fix: "Leave RXA-9, RXA-15 and RXR empty and send 999 in RXA-6 with RXA-20 RE.",
    source: `${GUIDE_G}; CDC guide R1.5, IZ-47 and IZ-48`,
    shares: ["IZ-47", "IZ-48", "RXA-18-MISSING"],
    find: ofRefused(({ dose }) => {
      const { rxa, group } = dose;
      if (fieldAt(rxa, 9).some((one) => leafAt(one, 1) !== ""))
        return [{ location: placeIn(rxa, 9), shape: "RXA-9" }];
      if (!["", "0", "999"].includes(valueAt(rxa, 6))) return [{ location: placeIn(rxa, 6), shape: "RXA-6" }];
      if (valueAt(rxa, 15) !== "") return [{ location: placeIn(rxa, 15), shape: "RXA-15" }];
      const rxr = group.find(({ name }) => name === "RXR");
      const hasRoute = rxr !== undefined && fieldAt(rxr, 1).some((one) => !isRepetitionEmpty(one));
      return rxr === undefined ? HOLDS : when(hasRoute, { location: placeIn(rxr, 1), shape: "RXR-1" });
    }),
  },
  {
    ...COLUMNS,
    measures: [],
    id: "RV-G06",
    title: "Refusal with an order number or without 999",
    place: "ORC-3",
    severity: "I",
    errorCode: "0",
    problem: "A refusal has ORC-3 9999 and RXA-6 999",
    outcome: "stored as a refusal",
    fix: "Send 9999 in ORC-3 and 999 in RXA-6 with RXA-20 RE.",
    source: `${GUIDE_G}; CDC guide R1.5, IZ-45 and IZ-48`,
    shares: ["IZ-45", "IZ-48", "ORC-3-MISSING", "RXA-6-MISSING", "RXA-18-MISSING"],
    find: ofRefused(({ dose }) => {
      const { orc, rxa } = dose;
      if (orc !== undefined && valueAt(orc, 3) !== "9999")
        return [{ location: placeIn(orc, 3), shape: "ORC-3" }];
      return when(["", "0"].includes(valueAt(rxa, 6)), { location: placeIn(rxa, 6), shape: "RXA-6" });
    }),
  },
  {
    ...COLUMNS,
    id: "RV-G07",
    title: "Refusal sent as not administered",
    appliesTo: "doses marked not administered",
    place: "RXA-20",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "RXA-20 NA comes with a text that speaks of a refusal",
    outcome: "stored as not administered",
    fix: "Send RXA-20 RE with a reason of NIP002 for a refusal.",
    source: `${GUIDE_G}; CDC guide R1.5, RXA-20`,
    shares: [],
    find: ({ dose }) =>
      when(dose.class === "not-administered" && hasRefusalText(dose), { location: placeIn(dose.rxa, 20) }),
  },
];
