import type { Segment } from "../../hl7/message.ts";
import { fieldAt, firstSegment, isFieldEmpty, valueAt } from "../../hl7/value-at.ts";
import { fullDay } from "../days.ts";
import { type Hit, HOLDS, type PatientRule, placeIn, when } from "../rule.ts";
import type { ReviewSubject } from "../subject.ts";

const GUIDE_H = "MDH onboarding guide, technical message review h";
const COLUMNS = { letter: "h", grain: "patient", appliesTo: "patients" } as const;

/** PD1-12 as sent, `""` without one; anything but N protects (decisions D11 and D24). */
export function protectionOf({ message }: ReviewSubject): string {
  const pd1 = firstSegment(message, "PD1");
  return pd1 === undefined ? "" : valueAt(pd1, 12);
}

function ofPd1(
  find: (pd1: Segment, subject: ReviewSubject) => readonly Hit[],
): (subject: ReviewSubject) => readonly Hit[] {
  return (subject) => {
    const pd1 = firstSegment(subject.message, "PD1");
    return pd1 === undefined ? HOLDS : find(pd1, subject);
  };
}

/** Rule h: protected-status codes where appropriate (review rule h). */
export const PROTECTION_RULES: readonly PatientRule[] = [
  {
    ...COLUMNS,
    id: "RV-H01",
    measures: ["h"],
    title: "Protection indicator is neither Y nor N",
    place: "PD1-12",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "PD1-12 Protection Indicator is neither Y nor N",
    outcome: "the patient is treated as protected until it is corrected",
    fix: "Send Y to protect, N to share.",
    source: `${GUIDE_H}; HL7 table 0136; gateway decision D18`,
    shares: ["PD1-12-CODE"],
    find: ofPd1((pd1) => {
      const value = valueAt(pd1, 12);
      return when(value !== "" && value !== "Y" && value !== "N", { location: placeIn(pd1, 12) });
    }),
  },
  {
    ...COLUMNS,
    id: "RV-H02",
    measures: [],
    title: "Effective date of the protection missing or in the future",
    place: "PD1-13",
    severity: "I",
    errorCode: "0",
    problem: "PD1-13 Protection Indicator Effective Date is empty or in the future",
    outcome: "the day of the message stands for it",
    fix: "Send the day on which the indicator was set.",
    source: `${GUIDE_H}; CDC guide R1.5, PD1-13`,
    shares: ["PD1-13-DATE"],
    find: ofPd1((pd1, subject) => {
      const since = fullDay(valueAt(pd1, 13));
      const isBad = since === "" || since > subject.today;
      return when(valueAt(pd1, 12) !== "" && isBad, {
        location: placeIn(pd1, 13),
        shape: since === "" ? "empty" : "future",
      });
    }),
  },
  {
    ...COLUMNS,
    id: "RV-H06",
    measures: [],
    title: "Registry status sent in place of the protection indicator",
    place: "PD1-16",
    severity: "I",
    errorCode: "0",
    problem: "PD1-16 is P, permanently inactive, and PD1-12 is empty",
    outcome: "the patient is not treated as protected",
    fix: "Send Y in PD1-12 to protect; PD1-16 says whether the patient is active.",
    source: `${GUIDE_H}; HL7 table 0441; gateway decision D21`,
    shares: [],
    find: ofPd1((pd1) =>
      when(valueAt(pd1, 16) === "P" && valueAt(pd1, 12) === "", { location: placeIn(pd1, 16) }),
    ),
  },
  {
    ...COLUMNS,
    id: "RV-H07",
    measures: [],
    title: "Confidentiality code of the order",
    place: "ORC-28",
    severity: "I",
    errorCode: "0",
    problem: "ORC-28 Confidentiality Code is not used here",
    outcome: "the order is not treated as protected",
    fix: "Send Y in PD1-12 to protect a patient.",
    source: GUIDE_H,
    shares: ["ORC-28-NOT-SUPPORTED"],
    find: ({ message }) =>
      message.segments
        .filter((segment) => segment.name === "ORC" && !isFieldEmpty(fieldAt(segment, 28)))
        .map((orc) => ({ location: placeIn(orc, 28) })),
  },
];
