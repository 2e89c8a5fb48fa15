import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credentialState } from "../../src/accounts/credential.ts";
import { issueCredential } from "../../src/accounts/credentials.ts";
import { type Stage, stagePermitsProduction } from "../../src/accounts/organization.ts";
import { minnesotaBusinessDays as calendar } from "../../src/kernel/business-days.ts";
import { addDays } from "../../src/kernel/dates.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { ONBOARDING_EVENTS, type OnboardingEvent } from "../../src/onboarding/events.ts";
import { ROOT } from "../support/administration.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { day, reportWith } from "../support/onboarding.ts";
import { type TestOnboarding, testOnboarding } from "../support/onboarding-place.ts";

/** Mostly the next event of the way, at times any other. */
interface Step {
  readonly other: OnboardingEvent | undefined;
  readonly daysLater: number;
  readonly holds: boolean;
}

const STEP: fc.Arbitrary<Step> = fc.record({
  other: fc.option(fc.constantFrom(...ONBOARDING_EVENTS), { nil: undefined, freq: 3 }),
  daysLater: fc.constantFrom(0, 0, 1, 2, 30),
  holds: fc.boolean(),
});

/** The event of the way that follows a stage. */
const NEXT: Readonly<Partial<Record<Stage, OnboardingEvent>>> = {
  REGISTERED: "rank",
  QUEUED: "invite",
  INVITED: "meet",
  PLAN_REVIEW: "confirm-plan",
  PLAN_CONFIRMED: "start-test-setup",
  TEST_SETUP: "begin-review",
  TECH_REVIEW: "sign-review",
  REVIEW_EXTENDED: "sign-review",
  REVIEW_PASSED: "go-live",
  PROD_MOVE: "verify-connection",
  PROD_MONITORING: "sign-monitoring",
  MONITORING_EXTENDED: "sign-monitoring",
  MONITORING_PASSED: "send-letter",
  ONGOING: "restart",
  WITHDRAWN: "restart",
  PAUSED: "resume",
};

describe.each(ENGINES)("onboarding on %s", (engine) => {
  let place: TestPlace;
  let world: TestOnboarding;
  let made = 0;

  beforeAll(async () => {
    place = await freshPlace(engine);
    world = await testOnboarding(place);
    // Letters are not what is walked for.
    const bare = { html: "<p></p>", pdf: new Uint8Array([37]) };
    Object.assign(world.deps, { setLetter: async () => bare });
  });
  afterAll(async () => {
    await place.remove();
  });

  /** One event on a day; false when a guard refused it. Anything but a refusal breaks the walk. */
  async function tryEvent(id: string, event: OnboardingEvent, on: string): Promise<boolean> {
    const until = calendar.add(day(on), 7);
    const change = { until, late: true, interfaceName: `EHR ${event} ${on}` };
    try {
      await world.on(on, id, event, change);
      return true;
    } catch (error) {
      if (error instanceof RefusedError && error.kind === "policy") return false;
      throw error;
    }
  }

  /** What must hold of what is stored, whatever was done. */
  async function problems(id: string): Promise<readonly string[]> {
    const { store, calendarClock } = world.deps;
    const cases = await store.listCases(id);
    const newest = cases.at(-1);
    const organization = await store.findOrganization(id);
    if (newest === undefined || organization === undefined) return [];
    const history = await store.listHistory(newest.id);
    const credentials = await store.listCredentials({ organizationId: id });
    const states = credentials.map((one) => `${one.realm} ${credentialState(one, calendarClock())}`);
    const stands = cases.some((one) => one.letterStands);
    const isOpen = stagePermitsProduction(organization.stage);
    const checks: Readonly<Record<string, boolean>> = {
      "history counts on": history.every(({ seq }, at) => seq === at + 1),
      "history ends in the stage": (history.at(-1)?.to ?? "REGISTERED") === newest.stage,
      "one open case an interface": cases.filter(({ closedAtMs }) => closedAtMs === undefined).length <= 1,
      "production is open by a signed review or a standing letter":
        !isOpen || newest.reviewReportId !== undefined || stands,
      "who left has no credential that works":
        newest.stage !== "WITHDRAWN" || states.every((state) => state.endsWith("revoked")),
      "who left is asked for nothing":
        newest.stage !== "WITHDRAWN" || (await store.listOpenTasks(newest.id)).length === 0,
    };
    return Object.entries(checks).flatMap(([name, holds]) => (holds ? [] : [name]));
  }

  test("no walk of events breaks a CHECK of the database, nor what is stored", async () => {
    const reached = new Set<string>();
    const walk = fc.asyncProperty(fc.array(STEP, { minLength: 12, maxLength: 18 }), async (steps) => {
      made += 1;
      const { id } = await world.organization(`W${made}`);
      await issueCredential(world.app, ROOT, { organizationId: id, realm: "test" });
      let today = day("2026-01-05");
      for (const { other, daysLater, holds } of steps) {
        today = addDays(today, daysLater);
        Object.assign(world.world, { answered: true, report: holds ? reportWith("PASS") : undefined });
        const { stage = "REGISTERED" as const } = (await world.deps.store.listCases(id)).at(-1) ?? {};
        const event = other ?? NEXT[stage] ?? "rank";
        await tryEvent(id, event, today);
        expect(await problems(id)).toEqual([]);
        reached.add(stage);
      }
    });
    await fc.assert(walk, { numRuns: 6, endOnFailure: true });
    expect([...reached]).toEqual(expect.arrayContaining(["QUEUED", "INVITED"]));
    expect(await world.deps.store.verifyAudit()).toMatchObject({ kind: "intact" });
  });
});
