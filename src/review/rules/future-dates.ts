import type { Segment } from "../../hl7/message.ts";
import { valueAt } from "../../hl7/value-at.ts";
import { daysBetween, fullDay, instantOf } from "../days.ts";
import { type DoseRule, type Hit, type MessageRule, placeIn, when } from "../rule.ts";
import type { ReviewDose, ReviewSubject } from "../subject.ts";

const GUIDE_I = "MDH onboarding guide, technical message review i";
const COLUMNS = { letter: "i", appliesTo: "all doses" } as const;
const FUTURE = {
  errorCode: "999",
  applicationErrorCode: "1",
  source: `${GUIDE_I}; HL70533 1; gateway decision D17`,
} as const;

/** Clocks differ: a time with its offset may lie so far ahead. */
const CLOCK_TOLERANCE_MS = 2 * 3_600_000;

/** A day after the sender's today, or an instant beyond the tolerance. */
function isFuture(time: string, subject: ReviewSubject): boolean {
  const instant = instantOf(time);
  if (instant !== undefined) return instant > subject.input.receivedAtMs + CLOCK_TOLERANCE_MS;
  const day = fullDay(time);
  return day !== "" && day > subject.today;
}

/** Days that RXA-3 lies ahead of the sender's today; 0 when it does not. */
export function daysAhead(dose: ReviewDose, subject: ReviewSubject): number {
  if (!isFuture(valueAt(dose.rxa, 3), subject)) return 0;
  return Math.max(1, daysBetween(subject.today, dose.day));
}

function futureObservation(obx: Segment, subject: ReviewSubject): readonly Hit[] {
  if (isFuture(valueAt(obx, 14), subject)) return [{ location: placeIn(obx, 14), shape: "OBX-14" }];
  const isVisDate = ["29768-9", "29769-7"].includes(valueAt(obx, 3));
  return when(isVisDate && isFuture(valueAt(obx, 5), subject), { location: placeIn(obx, 5), shape: "VIS" });
}

/** Rule i: no administration dates in the future (review rule i). */
export const FUTURE_DOSE_RULES: readonly DoseRule[] = [
  {
    ...COLUMNS,
    ...FUTURE,
    grain: "dose",
    id: "RV-I01",
    measures: ["i"],
    title: "Administration date in the future",
    place: "RXA-3",
    severity: "E",
    problem: "RXA-3 is in the future",
    outcome: "the dose is not stored",
    fix: "Send the day on which the dose was given or refused; do not send scheduled doses.",
    shares: ["RXA-3-FUTURE"],
    find: ({ dose, subject }) =>
      when(daysAhead(dose, subject) > 0, { location: placeIn(dose.rxa, 3), shape: dose.class }),
  },
  {
    ...COLUMNS,
    ...FUTURE,
    grain: "dose",
    id: "RV-I02",
    measures: [],
    title: "End of administration differs from its start",
    place: "RXA-4",
    severity: "I",
    problem: "RXA-4 differs from RXA-3",
    outcome: "RXA-4 is not stored",
    fix: "Send the date of RXA-3, or nothing.",
    shares: ["IZ-30", "RXA-4-DATE"],
    find: ({ dose }) => {
      const end = fullDay(valueAt(dose.rxa, 4));
      return when(end !== "" && dose.day !== "" && end !== dose.day, { location: placeIn(dose.rxa, 4) });
    },
  },
  {
    ...COLUMNS,
    ...FUTURE,
    grain: "dose",
    id: "RV-I03",
    measures: [],
    title: "System entry in the future",
    place: "RXA-22",
    severity: "W",
    problem: "RXA-22 System Entry Date/Time is in the future",
    outcome: "stored as sent",
    fix: "Check the clock of the sending system.",
    shares: ["RXA-22-DATE", "RXA-22-NOT-SUPPORTED"],
    find: ({ dose, subject }) =>
      when(isFuture(valueAt(dose.rxa, 22), subject), { location: placeIn(dose.rxa, 22) }),
  },
  {
    ...COLUMNS,
    ...FUTURE,
    grain: "dose",
    id: "RV-I05",
    measures: [],
    title: "Date of an observation in the future",
    place: "OBX-14, OBX-5",
    severity: "I",
    problem: "A date of this observation is in the future",
    outcome: "stored as sent",
    fix: "Send the day of the visit.",
    shares: [],
    find: ({ dose, subject }) =>
      dose.group.filter(({ name }) => name === "OBX").flatMap((obx) => futureObservation(obx, subject)),
  },
];

/** The clock of the message itself. */
export const FUTURE_MESSAGE_RULES: readonly MessageRule[] = [
  {
    ...COLUMNS,
    ...FUTURE,
    grain: "message",
    id: "RV-I04",
    measures: [],
    title: "Message date in the future",
    appliesTo: "messages",
    place: "MSH-7",
    severity: "W",
    problem: "MSH-7 is more than two hours in the future",
    outcome: "the time of receipt stands beside it",
    fix: "Check clock and time zone of the sending system.",
    shares: ["MSH-7-DATE", "MSH-7-TIME-FORM"],
    find: (subject) =>
      when(isFuture(valueAt(subject.header, 7), subject), { location: placeIn(subject.header, 7) }),
  },
];
