import { describe, expect, test } from "vitest";
import type { Stage } from "../../src/accounts/organization.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import type { OnboardingEvent } from "../../src/onboarding/events.ts";
import type { HistoryEntry } from "../../src/onboarding/history-entry.ts";
import type { OnboardingCase } from "../../src/onboarding/onboarding-case.ts";
import { type Schedule, scheduleOf } from "../../src/onboarding/schedule.ts";
import { day, morningOf, registeredOn } from "../support/onboarding.ts";

type Step = readonly [OnboardingEvent, Stage, Stage, on: string, startedOn: string, dueOn?: string];

function entries(steps: readonly Step[]): readonly HistoryEntry[] {
  return steps.map(([event, from, to, on, startedOn, dueOn], at) => ({
    caseId: "case-1",
    seq: at + 1,
    event,
    from,
    to,
    atMs: morningOf(day(on)),
    day: day(on),
    actor: "root",
    osUser: "root",
    role: "host",
    late: false,
    startedOn: day(startedOn),
    ...(dueOn !== undefined && { dueOn: day(dueOn) }),
    documents: [],
  }));
}

/** The schedule of a case that stands where its last step left it. */
function scheduleAfter(
  steps: readonly Step[],
  today: string,
  change: Partial<OnboardingCase> = {},
  goLiveOn?: string,
): Schedule {
  const history = entries(steps);
  const last = history.at(-1);
  if (last === undefined) throw new Error("no step");
  const { to: stage, startedOn, dueOn } = last;
  const clock = { startedOn, daysBefore: 0, ...(dueOn !== undefined && { dueOn }) };
  const onboarding = { case: { ...registeredOn(startedOn), stage, clock, ...change }, history };
  return scheduleOf(
    minnesotaBusinessDays,
    day(today),
    goLiveOn === undefined ? onboarding : { ...onboarding, goLiveOn: day(goLiveOn) },
  );
}

const INVITED: Step = ["invite", "QUEUED", "INVITED", "2026-01-05", "2026-01-05", "2026-01-09"];
const CONFIRMED: Step = ["confirm-plan", "PLAN_REVIEW", "PLAN_CONFIRMED", "2026-01-07", "2026-01-07"];
const REVIEW: Step = ["begin-review", "TEST_SETUP", "TECH_REVIEW", "2026-01-09", "2026-01-12", "2026-02-09"];
const SIGNED: Step = ["sign-review", "TECH_REVIEW", "REVIEW_PASSED", "2026-02-09", "2026-02-09"];
const MOVE: Step = ["go-live", "REVIEW_PASSED", "PROD_MOVE", "2026-02-10", "2026-02-10", "2026-02-10"];

/** First day of the move when `goLiveOn` is agreed during the review. */
function moveAgreed(goLiveOn: string): string | undefined {
  return scheduleAfter([INVITED, CONFIRMED, REVIEW], "2026-01-20", {}, goLiveOn).move?.from;
}

describe("scheduleOf()", () => {
  test("knows nothing before the invitation", () => {
    expect(
      scheduleAfter([["rank", "REGISTERED", "QUEUED", "2026-01-02", "2026-01-02"]], "2026-01-02"),
    ).toEqual({});
  });

  test("a plan confirmed early does not bring the review forward", () => {
    const schedule = scheduleAfter([INVITED, CONFIRMED], "2026-01-07");
    expect(schedule.plan).toEqual({ from: "2026-01-05", to: "2026-01-07", state: "done" });
    expect(schedule.review).toEqual({ from: "2026-01-12", to: "2026-02-09", state: "planned" });
  });

  test("what is late moves what comes after it", () => {
    expect(scheduleAfter([INVITED, CONFIRMED], "2026-01-21").review?.from).toBe("2026-01-21");
  });

  test("the agreed day of the move holds, but never before the review's end", () => {
    expect([moveAgreed("2026-02-23"), moveAgreed("2026-02-02")]).toEqual(["2026-02-23", "2026-02-10"]);
  });

  test("a pause moves the end of its phase by its length", () => {
    const pause = {
      from: "TECH_REVIEW",
      on: day("2026-01-16"),
      daysReached: 5,
      daysLeft: 15,
      until: day("2026-02-02"),
    } as const;
    const step: Step = ["pause", "TECH_REVIEW", "PAUSED", "2026-01-16", "2026-01-16", "2026-02-02"];
    const schedule = scheduleAfter([INVITED, CONFIRMED, REVIEW, step], "2026-01-20", { pause });
    expect(schedule.review).toEqual({ from: "2026-01-12", to: "2026-02-24", state: "current" });
    expect(schedule.move?.from).toBe("2026-02-25");
  });

  test("an extension moves the end, and the phase stays one", () => {
    const step: Step = [
      "extend-review",
      "TECH_REVIEW",
      "REVIEW_EXTENDED",
      "2026-02-06",
      "2026-01-12",
      "2026-02-20",
    ];
    const schedule = scheduleAfter([INVITED, CONFIRMED, REVIEW, step], "2026-02-06");
    expect(schedule.review).toEqual({ from: "2026-01-12", to: "2026-02-20", state: "current" });
  });

  test("reopen-review takes back review, move and monitoring", () => {
    const live: Step = [
      "verify-connection",
      "PROD_MOVE",
      "PROD_MONITORING",
      "2026-02-10",
      "2026-02-11",
      "2026-02-25",
    ];
    const again: Step = [
      "reopen-review",
      "PROD_MONITORING",
      "TECH_REVIEW",
      "2026-02-13",
      "2026-02-17",
      "2026-03-16",
    ];
    const schedule = scheduleAfter([INVITED, CONFIRMED, REVIEW, SIGNED, MOVE, live, again], "2026-02-13");
    expect(schedule.review).toEqual({ from: "2026-02-17", to: "2026-03-16", state: "current" });
    expect(schedule.move).toEqual({ from: "2026-03-17", to: "2026-03-17", state: "planned" });
  });

  test("a return takes everything back", () => {
    const back: readonly Step[] = [
      ["return", "TECH_REVIEW", "RETURNED", "2026-01-20", "2026-01-20"],
      ["return", "RETURNED", "QUEUED", "2026-01-20", "2026-01-20"],
    ];
    expect(scheduleAfter([INVITED, CONFIRMED, REVIEW, ...back], "2026-01-20")).toEqual({});
  });
});
