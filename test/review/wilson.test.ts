import { describe, expect, test } from "vitest";
import { objectsNeeded, wilsonInterval } from "../../src/review/wilson.ts";

describe("objectsNeeded()", () => {
  test.each([
    { target: 0.9, needed: 25 },
    { target: 0.95, needed: 52 },
    { target: 0.98, needed: 133 },
    { target: 0.99, needed: 268 },
    { target: 0.995, needed: 539 },
    { target: 0, needed: 0 },
    { target: 1, needed: Number.POSITIVE_INFINITY },
  ])("a target of $target passes from $needed without a failure on", ({ target, needed }) => {
    expect(objectsNeeded(target)).toBe(needed);
  });

  test.each([0.9, 0.95, 0.98, 0.99, 0.995])("is the first number whose lower bound reaches %d", (target) => {
    const needed = objectsNeeded(target);
    expect(wilsonInterval({ passed: needed, failed: 0 }).lower).toBeGreaterThanOrEqual(target);
    expect(wilsonInterval({ passed: needed - 1, failed: 0 }).lower).toBeLessThan(target);
  });
});

describe("wilsonInterval()", () => {
  test("795 of 812 lie between 96.91 % and 98.59 %", () => {
    const { rate, lower, upper } = wilsonInterval({ passed: 795, failed: 17 });
    expect(rate).toBeCloseTo(0.9791, 4);
    expect(lower).toBeCloseTo(0.9691, 4);
    expect(upper).toBeCloseTo(0.9859, 4);
  });

  test("of nothing there is no rate", () => {
    expect(wilsonInterval({ passed: 0, failed: 0 })).toEqual({ rate: null, lower: null, upper: null });
  });

  test.each([
    { passed: 1, failed: 0 },
    { passed: 0, failed: 1 },
    { passed: 100_000, failed: 0 },
  ])("stays within 0 and 1 for $passed passed and $failed failed", (trials) => {
    const { lower, upper } = wilsonInterval(trials);
    expect(lower).toBeGreaterThanOrEqual(0);
    expect(upper).toBeLessThanOrEqual(1);
  });
});
