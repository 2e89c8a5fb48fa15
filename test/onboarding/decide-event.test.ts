import { describe, expect, test } from "vitest";
import { type Stage, STAGES } from "../../src/accounts/organization.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { decideEvent, type Decision } from "../../src/onboarding/decide-event.ts";
import type { AskedEvent, EventFacts } from "../../src/onboarding/event-facts.ts";
import { ONBOARDING_EVENTS, type OnboardingEvent } from "../../src/onboarding/events.ts";
import { GUARD_IDS, type GuardId } from "../../src/onboarding/guards.ts";
import type { OnboardingCase } from "../../src/onboarding/onboarding-case.ts";
import { dayInStage } from "../../src/onboarding/stage-clock.ts";
import { TRANSITIONS } from "../../src/onboarding/transitions.ts";
import { askedFor, day, factsOn, FULL_PLAN, registeredOn, reportWith } from "../support/onboarding.ts";

type Moved = Extract<Decision, { kind: "moved" }>;

function moved(
  before: OnboardingCase,
  event: OnboardingEvent,
  on: string,
  change: Partial<AskedEvent> = {},
  facts: Partial<EventFacts> = {},
): Moved {
  const decision = decideEvent(before, askedFor(event, change), factsOn(day(on), facts));
  if (decision.kind === "refused") throw new Error(`${event}: ${decision.guard}: ${decision.satisfiedBy}`);
  return decision;
}

/** Walk a case through events, each on its day. */
function walk(steps: readonly (readonly [OnboardingEvent, string])[]): OnboardingCase {
  let at = registeredOn(day("2025-01-02"));
  for (const [event, on] of steps) at = moved(at, event, on).after;
  return at;
}

const TO_REVIEW = [
  ["rank", "2026-01-02"],
  ["invite", "2026-01-05"],
  ["meet", "2026-01-07"],
  ["confirm-plan", "2026-01-08"],
  ["start-test-setup", "2026-01-08"],
  ["begin-review", "2026-01-09"],
] as const;
const TO_MOVE = [...TO_REVIEW, ["sign-review", "2026-02-09"], ["go-live", "2026-02-10"]] as const;
const TO_LETTER = [
  ...TO_MOVE,
  ["verify-connection", "2026-02-10"],
  ["sign-monitoring", "2026-02-25"],
  ["send-letter", "2026-02-25"],
] as const;

describe("decideEvent() counts the guide's 36 business days", () => {
  // Invitation and the days 5, 6, 25, 26, 27 and 36 that follow from it.
  test.each([
    ["2026-01-05", "2026-01-09", "2026-01-12", "2026-02-09", "2026-02-10", "2026-02-11", "2026-02-25"],
    ["2025-11-12", "2025-11-18", "2025-11-19", "2025-12-18", "2025-12-19", "2025-12-22", "2026-01-06"],
    ["2026-06-12", "2026-06-18", "2026-06-22", "2026-07-20", "2026-07-21", "2026-07-22", "2026-08-04"],
    ["2026-09-07", "2026-09-14", "2026-09-15", "2026-10-12", "2026-10-13", "2026-10-14", "2026-10-27"],
    ["2027-12-10", "2027-12-16", "2027-12-17", "2028-01-18", "2028-01-19", "2028-01-20", "2028-02-02"],
  ])("invited on %s", (invited, d5, d6, d25, d26, d27, d36) => {
    const at = moved(registeredOn(day("2025-01-02")), "rank", invited);
    const invitation = moved(at.after, "invite", invited).after;
    expect(invitation.clock.dueOn).toBe(d5);
    const meeting = moved(invitation, "meet", d5).after;
    const confirmed = moved(meeting, "confirm-plan", d5).after;
    const review = moved(moved(confirmed, "start-test-setup", d5).after, "begin-review", d5).after;
    expect(review.clock).toMatchObject({ startedOn: d6, dueOn: d25 });
    const move = moved(moved(review, "sign-review", d25).after, "go-live", d25).after;
    expect(move.clock).toMatchObject({ startedOn: d26, dueOn: d26 });
    const monitoring = moved(move, "verify-connection", d26).after;
    expect(monitoring.clock).toMatchObject({ startedOn: d27, dueOn: d36 });
    expect(moved(monitoring, "sign-monitoring", d36).after.stage).toBe("MONITORING_PASSED");
  });

  test("an invitation after 16:30 counts from the next business day", () => {
    const queued = walk([["rank", "2026-01-02"]]);
    const at = (minute: number) =>
      moved(queued, "invite", "2026-01-05", {}, { now: { day: day("2026-01-05"), minute } }).after.clock;
    expect(at(16 * 60 + 30).startedOn).toBe("2026-01-05");
    expect(at(16 * 60 + 31).startedOn).toBe("2026-01-06");
  });
});

describe("decideEvent() goes the guide's way", () => {
  test("from the ranking to the letter", () => {
    const letter = walk(TO_LETTER);
    expect(letter).toMatchObject({
      stage: "ONGOING",
      letterStands: true,
      reviewReportId: "rr-1",
      monitoringReportId: "rr-1",
      closedAtMs: expect.any(Number),
    });
  });

  test("a return goes through RETURNED to the queue, is ranked anew and suspends the test credential", () => {
    const review = walk(TO_REVIEW);
    const back = moved(review, "return", "2026-01-20", { until: day("2026-03-02") });
    expect(back.steps).toEqual([
      { from: "TECH_REVIEW", to: "RETURNED" },
      { from: "RETURNED", to: "QUEUED" },
    ]);
    expect(back.effects).toContainEqual({ kind: "suspend-credentials", realm: "test" });
    expect(back.after).toMatchObject({ stage: "QUEUED", earliestInvitationOn: "2026-03-02" });
    expect(back.after.priority?.inputs).toMatchObject({ returns: 1, waitingDays: 0 });
    const early = decideEvent(
      back.after,
      { event: "invite", hasDocument: false },
      factsOn(day("2026-02-27")),
    );
    expect(early).toMatchObject({ kind: "refused", guard: "earliest-invitation" });
  });

  test("after a pause on day 5 the next business day is day 6, and as many days are left", () => {
    const review = walk(TO_REVIEW);
    const pausedOn = day("2026-01-16");
    const paused = moved(review, "pause", pausedOn, { until: day("2026-02-02") }, afternoon(pausedOn)).after;
    expect(dayInStage(minnesotaBusinessDays, paused, day("2026-01-30"))).toBe(5);
    const on = moved(paused, "resume", "2026-02-02").after;
    const days = ["2026-02-02", "2026-02-03", "2026-02-24"].map((at) =>
      dayInStage(minnesotaBusinessDays, on, day(at)),
    );
    expect(days).toEqual([5, 6, 20]);
    expect(on.clock.dueOn).toBe("2026-02-24");
  });

  test("the day of a pause agreed before noon does not count", () => {
    const paused = moved(walk(TO_REVIEW), "pause", "2026-01-16", { until: day("2026-02-02") }).after;
    expect(paused.pause).toMatchObject({ daysReached: 4, daysLeft: 16 });
  });

  test("an extended review goes on counting and is signed like the first", () => {
    const extended = moved(walk(TO_REVIEW), "extend-review", "2026-02-06", {
      until: day("2026-02-13"),
    }).after;
    expect(extended).toMatchObject({ stage: "REVIEW_EXTENDED", clock: { dueOn: "2026-02-13" } });
    expect(decideEvent(extended, askedFor("sign-review"), factsOn(day("2026-02-06")))).toMatchObject({
      guard: "review-days",
    });
    expect(moved(extended, "sign-review", "2026-02-13").after.stage).toBe("REVIEW_PASSED");
  });

  test("a date that has passed is changed by MN.IT only, and recorded as late", () => {
    const review = walk(TO_REVIEW);
    const until = day("2026-02-20");
    const facts = factsOn(day("2026-02-11"));
    expect(decideEvent(review, askedFor("change-schedule", { until }), facts)).toMatchObject({
      guard: "due-date-or-late",
      satisfiedBy: expect.stringContaining("2026-02-09 has passed"),
    });
    const late = moved(review, "change-schedule", "2026-02-11", { until, late: true });
    expect(late).toMatchObject({ late: true, after: { stage: "TECH_REVIEW", clock: { dueOn: until } } });
  });

  test("restart opens a second case and leaves the first as it is", () => {
    const letter = walk(TO_LETTER);
    const again = moved(letter, "restart", "2026-05-04");
    expect(again.after).toMatchObject({
      id: "case-2026-05-04",
      number: 2,
      interfaceName: "second EHR",
      stage: "REGISTERED",
      letterStands: false,
    });
    expect(letter.letterStands).toBe(true);
  });

  test("a clock that went back is refused", () => {
    const decision = decideEvent(walk(TO_REVIEW), askedFor("sign-review"), factsOn(day("2026-01-08")));
    expect(decision).toMatchObject({ kind: "refused", guard: "clock" });
  });
});

function afternoon(on: EventFacts["now"]["day"]): Partial<EventFacts> {
  return { now: { day: on, minute: 15 * 60 } };
}

/** For each guard: where the case stands, and the one thing that does not hold. */
const BROKEN: Readonly<
  Record<
    GuardId,
    {
      readonly at: readonly (readonly [OnboardingEvent, string])[];
      readonly event: OnboardingEvent;
      readonly on: string;
      readonly facts?: Partial<EventFacts>;
      readonly asked?: Partial<AskedEvent>;
      readonly says: string;
    }
  >
> = {
  "registration-complete": {
    at: [],
    event: "rank",
    on: "2026-01-02",
    facts: { currentSites: 0 },
    says: "--add-site",
  },
  "earliest-invitation": {
    at: [...TO_REVIEW, ["return", "2026-01-20"]],
    event: "invite",
    on: "2026-01-19",
    says: "clock",
  },
  "due-date": {
    at: TO_REVIEW.slice(0, 3),
    event: "confirm-plan",
    on: "2026-01-12",
    says: "2026-01-09 has passed",
  },
  "due-date-or-late": {
    at: TO_REVIEW,
    event: "change-schedule",
    on: "2026-02-10",
    asked: { until: day("2026-02-13") },
    says: "--late",
  },
  "written-confirmation": {
    at: TO_REVIEW.slice(0, 3),
    event: "confirm-plan",
    on: "2026-01-08",
    asked: { hasDocument: false },
    says: "--document",
  },
  "plan-complete": {
    at: TO_REVIEW.slice(0, 3),
    event: "confirm-plan",
    on: "2026-01-08",
    facts: { contactRoles: ["technical"] },
    says: "a deputy contact",
  },
  "protection-agreed": {
    at: TO_REVIEW.slice(0, 3),
    event: "confirm-plan",
    on: "2026-01-08",
    facts: { plan: { ...FULL_PLAN, pd112Meaning: "may-be-viewed" } },
    says: "PD1-12",
  },
  "answered-in-test": {
    at: TO_REVIEW.slice(0, 5),
    event: "begin-review",
    on: "2026-01-09",
    facts: { answered: false },
    says: "test credential",
  },
  "answered-in-production": {
    at: TO_MOVE,
    event: "verify-connection",
    on: "2026-02-10",
    facts: { answered: false },
    says: "production credential",
  },
  "review-days": { at: TO_REVIEW, event: "sign-review", on: "2026-02-06", says: "from 2026-02-09 on" },
  "monitoring-days": {
    at: TO_LETTER.slice(0, 9),
    event: "sign-monitoring",
    on: "2026-02-24",
    says: "from 2026-02-25 on",
  },
  "signed-report": { at: TO_REVIEW, event: "sign-review", on: "2026-02-09", says: "no signed report" },
  "evidence-sufficient": {
    at: TO_REVIEW,
    event: "sign-review",
    on: "2026-02-09",
    facts: { report: reportWith("PASS", { sufficient: false }) },
    says: "too small",
  },
  "rules-passed": {
    at: TO_REVIEW,
    event: "sign-review",
    on: "2026-02-09",
    facts: { report: reportWith("REVIEW") },
    says: "a REVIEW, b REVIEW",
  },
  "no-open-incident": {
    at: TO_REVIEW,
    event: "sign-review",
    on: "2026-02-09",
    facts: { report: reportWith("PASS", { openIncidents: 2 }) },
    says: "open: 2",
  },
  "gates-passed": {
    at: TO_REVIEW,
    event: "sign-review",
    on: "2026-02-09",
    facts: {
      report: reportWith("PASS", { gates: [{ id: "g", passed: false, satisfiedBy: "Show a refusal." }] }),
    },
    says: "Show a refusal.",
  },
  "agreed-day": {
    at: TO_REVIEW,
    event: "extend-review",
    on: "2026-02-06",
    asked: { until: day("2026-02-14") },
    says: "the next is 2026-02-17",
  },
  "new-schedule": {
    at: TO_REVIEW,
    event: "change-schedule",
    on: "2026-02-06",
    asked: { until: day("2026-02-05") },
    says: "has passed",
  },
  "monitoring-plan": {
    at: TO_MOVE.slice(0, 7),
    event: "go-live",
    on: "2026-02-10",
    facts: { plan: withoutMonitoring() },
    asked: { hasDocument: false },
    says: "monitoringPlan",
  },
  "catch-up-day": {
    at: TO_MOVE.slice(0, 7),
    event: "go-live",
    on: "2026-02-10",
    facts: { plan: { ...FULL_PLAN, catchUp: { how: "by file", isAgreed: false } } },
    says: "catchUp",
  },
  "catch-up-complete": {
    at: TO_LETTER.slice(0, 9),
    event: "sign-monitoring",
    on: "2026-02-25",
    facts: { missingDoses: 3 },
    says: "missing in production: 3",
  },
  "resume-day": {
    at: TO_REVIEW,
    event: "pause",
    on: "2026-01-16",
    asked: { until: day("2026-01-16") },
    says: "does not lie ahead",
  },
  "pause-length": { at: TO_REVIEW, event: "resume", on: "2026-04-20", says: "at most 60" },
  "before-production": { at: TO_MOVE, event: "return", on: "2026-02-13", says: "live" },
  addressee: {
    at: TO_LETTER.slice(0, 10),
    event: "send-letter",
    on: "2026-02-25",
    facts: { contactRoles: [] },
    says: "contact add",
  },
  "interface-named": { at: TO_LETTER, event: "restart", on: "2026-05-04", says: "--interface" },
};

function withoutMonitoring() {
  const { monitoringPlan: _without, ...rest } = FULL_PLAN;
  return rest;
}

/** The case in which a guard is tried; some need more than a walk. */
function caseFor(guard: GuardId): OnboardingCase {
  const at = walk(BROKEN[guard].at);
  if (guard === "earliest-invitation")
    return { ...at, earliestInvitationOn: day("2026-03-02"), lastEventAtMs: 0 };
  if (guard === "pause-length" || guard === "before-production")
    return moved(at, "pause", guard === "pause-length" ? "2026-01-16" : "2026-02-10", {
      until: day("2026-02-12"),
    }).after;
  return at;
}

describe("guards", () => {
  test.each(GUARD_IDS)("%s refuses with what would satisfy it, and changes nothing", (guard) => {
    const { event, on, facts = {}, asked = {}, says } = BROKEN[guard];
    const before = caseFor(guard);
    const { report: _report, ...rest } = factsOn(day(on), facts);
    const { reason: _reason, interfaceName: _name, ...words } = askedFor(event, asked);
    const noReason = guard === "earliest-invitation" || guard === "due-date-or-late";
    const decision = decideEvent(
      before,
      guard === "interface-named" || noReason ? words : { ...words, reason: "agreed" },
      guard === "signed-report" ? rest : factsOn(day(on), facts),
    );
    const expected = guard === "earliest-invitation" ? "not to invite before 2026-03-02" : says;
    expect(decision).toEqual({ kind: "refused", guard, satisfiedBy: expect.stringContaining(expected) });
  });

  test("every guard is asked by a transition", () => {
    const asked = new Set(Object.values(TRANSITIONS).flatMap(({ guards }) => guards));
    expect(GUARD_IDS.filter((guard) => !asked.has(guard) && guard !== "due-date")).toEqual([]);
  });

  test("a rule that is open is no obstacle once it is waived or attested", () => {
    const { rules } = reportWith("PASS");
    const report = reportWith("PASS", {
      rules: {
        ...rules,
        a: { verdict: "FAIL", waived: true },
        g: { verdict: "ATTESTED", waived: false },
        h: { verdict: "NOT_APPLICABLE", waived: false },
      },
    });
    expect(moved(walk(TO_REVIEW), "sign-review", "2026-02-09", {}, { report }).after.stage).toBe(
      "REVIEW_PASSED",
    );
  });

  test.each(["return", "reopen-review", "pause", "withdraw"] as const)("%s needs a reason", (event) => {
    const at = event === "reopen-review" ? walk(TO_LETTER.slice(0, 9)) : walk(TO_REVIEW);
    const on = day("2026-02-11");
    expect(decideEvent(at, { event, hasDocument: false }, factsOn(on))).toMatchObject({ guard: "reason" });
  });
});

describe("the table of transitions", () => {
  const stages: readonly Stage[] = STAGES;
  const pairs = stages.flatMap((stage) => ONBOARDING_EVENTS.map((event) => ({ stage, event })));

  test.each(pairs)("$event from $stage is decided as the table says", ({ stage, event }) => {
    const pause = {
      from: "TECH_REVIEW",
      on: day("2026-01-15"),
      daysReached: 3,
      until: day("2026-02-02"),
    } as const;
    const { stage: _stage, ...rest } = registeredOn(day("2026-01-05"));
    const before: OnboardingCase = { ...rest, stage, ...(stage === "PAUSED" && { pause }) };
    const decision = decideEvent(
      before,
      askedFor(event, { until: day("2026-02-20") }),
      factsOn(day("2026-02-10")),
    );
    const isAllowed = TRANSITIONS[event].from.includes(stage);
    expect(decision).toMatchObject(isAllowed ? { kind: "moved" } : { kind: "refused", guard: "order" });
  });

  test("every row names its source", () => {
    expect(Object.values(TRANSITIONS).filter(({ source }) => source === "")).toEqual([]);
  });
});
