import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyEvent } from "../../../src/onboarding/apply-event.ts";
import type { OnboardingDeps } from "../../../src/onboarding/onboarding-deps.ts";
import { ROOT } from "../../support/administration.ts";
import { testConsole, type TestConsole } from "../../support/console.ts";
import { day, morningOf, reportWith } from "../../support/onboarding.ts";
import { FULL_FORM, WAY } from "../../support/onboarding-place.ts";

let world: TestConsole;
let org = "";

/** The way up to the signed review; the move to production is next. */
async function passReview(): Promise<void> {
  const deps: OnboardingDeps = {
    ...world.deps.onboarding,
    twoPerson: false,
    answered: { isAnswered: async () => true },
    reports: { freeze: async () => reportWith("PASS"), preview: async () => reportWith("PASS") },
  };
  const attached = { name: "letter.txt", content: new TextEncoder().encode("We agree.") };
  for (const [event, iso] of WAY) {
    if (event === "go-live") return;
    world.app.setClock(morningOf(day(iso)));
    const form = event === "confirm-plan" ? { form: FULL_FORM } : {};
    const asked = { event, hasDocument: true, reason: "as agreed", ...form };
    await applyEvent(deps, ROOT, { organizationId: org, asked, attached });
  }
}

beforeEach(async () => {
  world = await testConsole({ TWO_PERSON: "1" });
  world.app.setClock(morningOf(day("2026-01-02")));
  org = (await world.organization("1001")).id;
  await passReview();
  await world.user("rita", "reviewer");
  await world.user("ruth", "reviewer");
  await world.user("adam", "administrator");
});
afterEach(async () => {
  await world.place.remove();
});

const GO_LIVE = { reason: "as agreed", document: "We agree." };

describe("an act that needs two people", () => {
  test("waits for another person, whoever clicks twice", async () => {
    const [rita, ruth, adam] = [
      await world.browser("rita"),
      await world.browser("ruth"),
      await world.browser("adam"),
    ];
    const asked = await rita.post(`/organizations/${org}/events/go-live`, GO_LIVE);
    const { text } = await rita.get(`/organizations/${org}`);
    expect([asked.status, /Another person confirms it/.test(text)]).toEqual([303, true]);
    const [pending] = await world.deps.onboarding.store.listPending();
    const path = `/pending/${pending?.id ?? ""}/confirm`;
    expect((await rita.get("/")).text).not.toContain(path);
    expect((await ruth.get("/")).text).toContain(path);
    expect((await adam.get("/")).text).not.toContain(path);

    expect((await rita.post(path)).status).toBe(403);
    expect((await adam.post(path)).status).toBe(403);
    expect((await world.deps.onboarding.store.listCases(org))[0]?.stage).toBe("REVIEW_PASSED");
    expect((await ruth.post(path)).status).toBe(303);
    expect((await world.deps.onboarding.store.listCases(org))[0]?.stage).toBe("PROD_MOVE");
    expect((await ruth.post(path)).status).toBe(403);
    expect(await world.deps.onboarding.store.listPending()).toEqual([]);
  });

  test("that nobody asked for is not there", async () => {
    const ruth = await world.browser("ruth");
    expect((await ruth.post("/pending/nothing/confirm")).status).toBe(404);
    expect((await ruth.post("/pending/%00/confirm")).status).toBe(404);
  });
});
