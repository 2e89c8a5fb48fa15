import { describe, expect, test } from "vitest";
import { createReadinessCheck } from "../../src/http/readiness.ts";

const works = (): Promise<void> => Promise.resolve();
const fails = (): Promise<void> => Promise.reject(new Error("disk full"));

describe("createReadinessCheck()", () => {
  test.each([
    { isDraining: false, probes: {}, ready: true, checks: { serving: true } },
    {
      isDraining: false,
      probes: { control: works, test: works },
      ready: true,
      checks: { serving: true, control: true, test: true },
    },
    {
      isDraining: false,
      probes: { control: works, test: fails },
      ready: false,
      checks: { serving: true, control: true, test: false },
    },
    { isDraining: true, probes: { control: works }, ready: false, checks: { serving: false, control: true } },
  ])("is ready=$ready with $checks", async ({ isDraining, probes, ready, checks }) => {
    const check = createReadinessCheck({ isDraining: () => isDraining, probes });
    expect(await check()).toEqual({ ready, checks });
  });

  test("names the keys that are lost", async () => {
    const check = createReadinessCheck({
      isDraining: () => false,
      probes: { control: works },
      findLostKeys: () => ["pepper/1", "seal-test/3"],
    });
    expect(await check()).toEqual({
      ready: false,
      checks: { serving: true, control: true, "key pepper/1": false, "key seal-test/3": false },
    });
  });

  test("looks afresh at every call", async () => {
    let isDown = true;
    const check = createReadinessCheck({
      isDraining: () => false,
      probes: { test: () => (isDown ? fails() : works()) },
    });
    const before = await check();
    isDown = false;
    const after = await check();
    expect([before.ready, after.ready]).toEqual([false, true]);
  });
});
