import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Stage, stagePermitsProduction } from "../../src/accounts/organization.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { addDays, type DateOnly } from "../../src/kernel/dates.ts";
import { decideEvent } from "../../src/onboarding/decide-event.ts";
import type { EventFacts } from "../../src/onboarding/event-facts.ts";
import { ONBOARDING_EVENTS, type OnboardingEvent } from "../../src/onboarding/events.ts";
import type { OnboardingCase } from "../../src/onboarding/onboarding-case.ts";
import { organizationStage } from "../../src/onboarding/organization-stage.ts";
import { dayInStage } from "../../src/onboarding/stage-clock.ts";
import type { Effect } from "../../src/onboarding/transitions.ts";
import { askedFor, day, factsOn, registeredOn, reportWith } from "../support/onboarding.ts";

/** One try of a walk: some days later, an event with what people brought along. */
interface Try {
  readonly event: OnboardingEvent;
  readonly daysLater: number;
  readonly minute: number;
  readonly holds: boolean;
  readonly late: boolean;
  readonly untilDays: number;
}

const TRY: fc.Arbitrary<Try> = fc.record({
  event: fc.constantFrom(...ONBOARDING_EVENTS),
  daysLater: fc.integer({ min: -1, max: 20 }),
  minute: fc.integer({ min: 0, max: 1439 }),
  holds: fc.boolean(),
  late: fc.boolean(),
  untilDays: fc.integer({ min: -3, max: 40 }),
});

/** What is known of the walk beside the case: written by this test alone, from the events that moved. */
interface Known {
  today: DateOnly;
  lastMovedMs: number;
  signedSince: boolean;
  liveSince: boolean;
  productionSuspended: boolean;
  credentialsRevoked: boolean;
  earlierStands: boolean;
}

function factsOf(attempt: Try, today: DateOnly): EventFacts {
  const facts = factsOn(today, { now: { day: today, minute: attempt.minute } });
  const { report: _report, ...rest } = facts;
  const atMs = Date.parse(today) + attempt.minute * 60_000;
  if (attempt.holds) return { ...facts, atMs, report: reportWith("PASS") };
  return { ...rest, atMs, answered: false, contactRoles: [] };
}

function note(known: Known, event: OnboardingEvent, before: OnboardingCase, effects: readonly Effect[]): void {
  if (event === "sign-review") known.signedSince = true;
  if (event === "return" || event === "reopen-review") known.signedSince = false;
  if (event === "go-live") known.liveSince = true;
  if (event === "return" || event === "reopen-review" || event === "restart") known.liveSince = false;
  if (event === "restart") [known.signedSince, known.earlierStands] = [false, before.letterStands];
  for (const effect of effects) {
    if (effect.kind === "suspend-credentials" && effect.realm === "production") known.productionSuspended = true;
    if (effect.kind === "lift-suspension" && effect.realm === "production") known.productionSuspended = false;
    if (effect.kind === "revoke-credentials") known.credentialsRevoked = true;
    if (effect.kind === "end-earlier-interfaces") known.earlierStands = false;
  }
}

function checkInvariants(at: OnboardingCase, known: Known): void {
  const live = at.pause?.from ?? at.stage;
  if (stagePermitsProduction(live)) {
    expect(known.signedSince && known.liveSince && !known.productionSuspended).toBe(true);
    expect(at.reviewReportId).toBeDefined();
  }
  expect(at.stage === "PAUSED").toBe(at.pause !== undefined);
  expect(at.stage).not.toBe("RETURNED");
  const ended: readonly Stage[] = ["ONGOING", "WITHDRAWN"];
  expect(at.closedAtMs !== undefined).toBe(ended.includes(at.stage));
  expect(at.letterStands).toBe(at.stage === "ONGOING");
  if (at.stage === "ONGOING") expect(at.monitoringReportId).toBeDefined();
  if (at.stage === "WITHDRAWN") expect(known.credentialsRevoked).toBe(true);
  if (at.clock.dueOn !== undefined && at.pause === undefined && at.stage !== "PAUSED")
    expect(minnesotaBusinessDays.isBusinessDay(at.clock.dueOn)).toBe(true);
  if (known.earlierStands) expect(stagePermitsProduction(organizationStage(at, true))).toBe(at.stage !== "WITHDRAWN");
}

function step(at: OnboardingCase, attempt: Try, known: Known): OnboardingCase {
  const today = addDays(known.today, attempt.daysLater);
  const facts = factsOf(attempt, today);
  const { holds, late, untilDays, event } = attempt;
  const until = addDays(today, untilDays);
  const asked = askedFor(event, { hasDocument: holds, late, until });
  const frozen = JSON.stringify(at);
  const decision = decideEvent(at, asked, facts);
  expect(JSON.stringify(at)).toBe(frozen);
  if (decision.kind === "refused") {
    expect(decision.satisfiedBy).toMatch(/\.$/);
    return at;
  }
  expect(facts.atMs).toBeGreaterThanOrEqual(known.lastMovedMs);
  const reached = dayInStage(minnesotaBusinessDays, at, today);
  if (event === "sign-review") expect(reached).toBeGreaterThanOrEqual(20);
  if (event === "sign-monitoring") expect(reached).toBeGreaterThanOrEqual(10);
  note(known, event, at, decision.effects);
  [known.today, known.lastMovedMs] = [today, facts.atMs];
  return decision.after;
}

describe("decideEvent() on random walks", () => {
  test("no sequence of events, days and facts breaks an invariant", () => {
    const reached = new Set<Stage>();
    const walk = fc.array(TRY, { minLength: 20, maxLength: 160 });
    fc.assert(
      fc.property(walk, (tries) => {
        const known: Known = {
          today: day("2026-01-05"),
          lastMovedMs: 0,
          signedSince: false,
          liveSince: false,
          productionSuspended: false,
          credentialsRevoked: false,
          earlierStands: false,
        };
        let at = registeredOn(known.today);
        for (const attempt of tries) {
          at = step(at, attempt, known);
          reached.add(at.stage);
          checkInvariants(at, known);
        }
      }),
      { numRuns: 300 },
    );
    // A walk that never gets anywhere would show nothing.
    expect([...reached]).toEqual(expect.arrayContaining(["QUEUED", "INVITED", "PAUSED", "WITHDRAWN"]));
  });

  test("no walk whose guards hold, in the order of the guide with pauses thrown in, breaks an invariant", () => {
    const reached = new Set<Stage>();
    const way = [
      "rank",
      "invite",
      "meet",
      "confirm-plan",
      "start-test-setup",
      "begin-review",
      "sign-review",
      "go-live",
      "verify-connection",
      "sign-monitoring",
      "send-letter",
      "restart",
    ] as const;
    const detours = fc.array(fc.constantFrom("pause", "change-schedule", "return", "reopen-review"), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(detours, fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 40, maxLength: 40 }), (asides, gaps) => {
        const known: Known = {
          today: day("2026-01-05"),
          lastMovedMs: 0,
          signedSince: false,
          liveSince: false,
          productionSuspended: false,
          credentialsRevoked: false,
          earlierStands: false,
        };
        let at = registeredOn(known.today);
        const left = [...asides];
        for (const gap of gaps) {
          const event = gap % 5 === 0 ? left.pop() : undefined;
          const next = way.find((word) => allows(word, at));
            const words: readonly (OnboardingEvent | undefined)[] = [event, at.stage === "PAUSED" ? "resume" : next];
          for (const word of words) {
            if (word === undefined) continue;
            const attempt: Omit<Try, "daysLater"> = { event: word, minute: 600, holds: true, late: true, untilDays: 7 };
            at = step(at, { ...attempt, daysLater: word.startsWith("sign-") ? 30 : Math.min(gap, 2) }, known);
            reached.add(at.stage);
            checkInvariants(at, known);
          }
        }
      }),
      { numRuns: 200 },
    );
    expect([...reached]).toEqual(expect.arrayContaining(["PROD_MOVE", "PROD_MONITORING", "ONGOING", "PAUSED"]));
  });
});

/** The events of the way, in order, that the stage waits for. */
function allows(event: OnboardingEvent, { stage }: OnboardingCase): boolean {
  const waits: Readonly<Partial<Record<OnboardingEvent, readonly Stage[]>>> = {
    rank: ["REGISTERED"],
    invite: ["QUEUED"],
    meet: ["INVITED"],
    "confirm-plan": ["PLAN_REVIEW"],
    "start-test-setup": ["PLAN_CONFIRMED"],
    "begin-review": ["TEST_SETUP"],
    "sign-review": ["TECH_REVIEW", "REVIEW_EXTENDED"],
    "go-live": ["REVIEW_PASSED"],
    "verify-connection": ["PROD_MOVE"],
    "sign-monitoring": ["PROD_MONITORING", "MONITORING_EXTENDED"],
    "send-letter": ["MONITORING_PASSED"],
    restart: ["ONGOING"],
  };
  return waits[event]?.includes(stage) === true;
}
