import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Realm } from "../../src/kernel/realm.ts";
import { explainDoses, showCatchUp } from "../../src/onboarding/catch-up.ts";
import type { DigestedDose, GivenDosesOf, MessageHead } from "../../src/onboarding/given-doses.ts";
import { ROOT } from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { day, morningOf } from "../support/onboarding.ts";
import { type TestOnboarding, testOnboarding } from "../support/onboarding-place.ts";

/** A dose whose texts are digested as the realm would. */
interface FakeDose {
  readonly id: string;
  readonly messageId: string;
  readonly texts: readonly string[];
  readonly processingId?: string;
}

describe("the catch-up of a review", () => {
  let place: TestPlace;
  let world: TestOnboarding;
  let org: string;
  let doses: Record<Realm, readonly FakeDose[]>;
  let asked: { realm: Realm; givenFrom: string }[];

  const dosesOf: GivenDosesOf = (realm) => ({
    listGiven: async ({ givenFrom, digest }): Promise<readonly DigestedDose[]> => {
      asked.push({ realm, givenFrom });
      return doses[realm].map(({ id, messageId, texts }) => ({ id, messageId, digests: texts.map(digest) }));
    },
    headsOf: async (): Promise<ReadonlyMap<string, MessageHead>> =>
      new Map(
        doses[realm].map(({ messageId, processingId = "P" }, at) => [
          messageId,
          { controlId: `C-${messageId}`, processingId, receivedAtMs: at },
        ]),
      ),
  });

  beforeEach(async () => {
    place = await freshPlace("sqlite");
    world = await testOnboarding(place);
    let keys = 0;
    Object.assign(world.deps, {
      dosesOf,
      newDigest: () => {
        keys += 1;
        return (text: string) => `${keys}:${text}`;
      },
    });
    org = (await world.organization("N1")).id;
    [doses, asked] = [{ test: [], production: [] }, []];
  });
  afterEach(async () => {
    await place.remove();
  });

  const show = () => showCatchUp(world.deps, ROOT, org);

  test("showCatchUp() has nothing to compare before the review", async () => {
    await world.walk(org, "start-test-setup");
    expect(await show()).toEqual({ given: 0, inProduction: 0, missing: [], explained: [] });
    expect(asked).toEqual([]);
  });

  test("showCatchUp() lists by control id what production lacks, from the day on which the review was begun", async () => {
    await world.walk(org, "begin-review");
    doses = {
      test: [
        { id: "d1", messageId: "m1", texts: ["a", "b"] },
        { id: "d2", messageId: "m2", texts: ["c"] },
        { id: "d3", messageId: "m2", texts: ["d"] },
        { id: "d4", messageId: "m3", texts: ["e"], processingId: "T" },
      ],
      production: [{ id: "p1", messageId: "p", texts: ["b", "z"] }],
    };
    expect(await show()).toEqual({
      since: "2026-01-09",
      given: 3,
      inProduction: 1,
      missing: [{ controlId: "C-m2", messageId: "m2", receivedAtMs: 2, doseIds: ["d2", "d3"] }],
      explained: [],
    });
    expect(asked).toEqual([
      { realm: "test", givenFrom: "2026-01-09" },
      { realm: "production", givenFrom: "2026-01-09" },
    ]);
  });

  test("showCatchUp() compares nothing of queries and of agreed test data", async () => {
    const queries = (await world.organization("N2", ["query"])).id;
    await world.walk(queries, "begin-review");
    expect(await showCatchUp(world.deps, ROOT, queries)).toMatchObject({ given: 0 });
    await world.walk(org, "begin-review");
    await world.on("2026-01-13", org, "change-schedule", { form: { dataKind: "test" } });
    expect(await show()).toMatchObject({ given: 0 });
    expect(asked).toEqual([]);
  });

  test("sign-monitoring waits until nothing is missing or all is explained", async () => {
    await world.walk(org, "verify-connection");
    doses = { test: [{ id: "d1", messageId: "m1", texts: ["a"] }], production: [] };
    await expect(world.on("2026-02-25", org, "sign-monitoring")).rejects.toMatchObject({
      kind: "policy",
      message: expect.stringMatching(/guard catch-up-complete.*missing in production: 1.*--explain/),
    });
    world.app.setClock(morningOf(day("2026-02-25")));
    const unknown = { organizationId: org, controlIds: ["C-none"], reason: "by file" };
    await expect(explainDoses(world.deps, ROOT, unknown)).rejects.toMatchObject({ kind: "not-found" });
    const explained = await explainDoses(world.deps, ROOT, { ...unknown, controlIds: ["C-m1"] });
    expect(explained).toMatchObject({
      missing: [],
      explained: [{ controlId: "C-m1", reason: "by file", by: "root" }],
    });
    const [last] = await world.deps.store.listAudit(1);
    expect(last).toMatchObject({
      action: "catch-up.explain",
      reason: "by file",
      detail: { messages: ["m1"] },
    });
    const nothing = explainDoses(world.deps, ROOT, { ...unknown, controlIds: "all" });
    await expect(nothing).rejects.toMatchObject({ kind: "policy" });
    expect(await world.on("2026-02-25", org, "sign-monitoring")).toMatchObject({
      stage: "MONITORING_PASSED",
    });
  });

  test("a return to the queue begins another review: only its doses count", async () => {
    await world.walk(org, "begin-review");
    await world.on("2026-01-20", org, "return");
    expect(await show()).not.toHaveProperty("since");
  });
});
