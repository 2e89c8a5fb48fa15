import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { type DateOnly, isDateOnly } from "../../src/kernel/dates.ts";
import type { AskedEvent, EventFacts } from "../../src/onboarding/event-facts.ts";
import type { OnboardingEvent } from "../../src/onboarding/events.ts";
import type { OnboardingCase } from "../../src/onboarding/onboarding-case.ts";
import { defaultPlan, type Plan } from "../../src/onboarding/plan.ts";
import type { RuleVerdict, SignableReport } from "../../src/onboarding/review-report-port.ts";
import { LETTERS } from "../../src/review/measures.ts";

/** A day of a test. */
export function day(iso: string): DateOnly {
  if (!isDateOnly(iso)) throw new RangeError(iso);
  return iso;
}

/** Nine in the morning of a day, in winter. */
export function morningOf(on: DateOnly): number {
  return Date.parse(`${on}T15:00:00Z`);
}

/** A plan with every answer. */
export const FULL_PLAN: Plan = {
  ...defaultPlan(["submit", "query"]),
  resources: ["an interface analyst, 10 hours a week"],
  volumes: { messagesPerDay: 60, dosesPerDay: 90 },
  monitoringPlan: "The analyst reads every AE answer on the same day.",
  catchUp: { how: "Doses go on by file until the move.", on: day("2026-03-31"), isAgreed: true },
};

/** A report whose rules all have one verdict. */
export function reportWith(verdict: RuleVerdict, change: Partial<SignableReport> = {}): SignableReport {
  const standing = { verdict, waived: false };
  const rules = Object.fromEntries(LETTERS.map((letter) => [letter, standing])) as SignableReport["rules"];
  const report = { snapshotId: "rr-1", digest: "sha256:00", sufficient: true, openIncidents: 0, gates: [] };
  return { ...report, rules, ...change };
}

/** Facts in which every guard but those of time holds. */
export function factsOn(on: DateOnly, change: Partial<EventFacts> = {}): EventFacts {
  return {
    atMs: morningOf(on),
    now: { day: on, minute: 9 * 60 },
    calendar: minnesotaBusinessDays,
    calendarVersion: 0,
    currentSites: 1,
    queryOnly: false,
    contactRoles: ["technical", "deputy"],
    plan: FULL_PLAN,
    queue: {
      registrationParts: 4,
      bidirectional: true,
      mnvfc: true,
      dosesPerDay: 90,
      organizations: 1,
      waitingDays: 0,
      returns: 0,
    },
    answered: true,
    report: reportWith("PASS"),
    missingDoses: 0,
    newCaseId: `case-${on}`,
    ...change,
  };
}

/** An event with everything that guards may ask for but a day. */
export function askedFor(event: OnboardingEvent, change: Partial<AskedEvent> = {}): AskedEvent {
  return { event, reason: "agreed by telephone", hasDocument: true, interfaceName: "second EHR", ...change };
}

/** A case that was registered on a day. */
export function registeredOn(on: DateOnly): OnboardingCase {
  return {
    id: "case-1",
    organizationId: "o-1",
    number: 1,
    interfaceName: "",
    stage: "REGISTERED",
    clock: { startedOn: on, daysBefore: 0 },
    letterStands: false,
    calendarVersion: 0,
    trafficSinceMs: 0,
    openedAtMs: morningOf(on),
    lastEventAtMs: 0,
  };
}
