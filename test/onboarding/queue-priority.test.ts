import { describe, expect, test } from "vitest";
import { inQueueOrder } from "../../src/onboarding/show-onboarding.ts";
import {
  effectiveScore,
  QUEUE_FACTORS,
  queuePriority,
  type QueueInputs,
} from "../../src/onboarding/queue-priority.ts";
import { day, registeredOn } from "../support/onboarding.ts";

const LEAST: QueueInputs = {
  registrationParts: 0,
  bidirectional: false,
  mnvfc: false,
  dosesPerDay: 0,
  organizations: 1,
  waitingDays: 0,
  returns: 3,
};
const MOST: QueueInputs = {
  registrationParts: 4,
  bidirectional: true,
  mnvfc: true,
  dosesPerDay: 500,
  organizations: 40,
  waitingDays: 400,
  returns: 0,
};

describe("queuePriority()", () => {
  test("gives 0 to 100 and stores what it was computed from", () => {
    expect(queuePriority(LEAST).score).toBe(0);
    expect(queuePriority(MOST)).toMatchObject({ score: 100, inputs: MOST });
    expect(QUEUE_FACTORS.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  });

  test.each(Object.keys(LEAST) as readonly (keyof QueueInputs)[])("rises with a better %s", (name) => {
    const better = queuePriority({ ...LEAST, [name]: MOST[name] });
    expect(better.score).toBeGreaterThan(0);
    expect(Object.values(better.points).reduce((sum, points) => sum + points, 0)).toBe(better.score);
  });
});

describe("inQueueOrder()", () => {
  test("orders by staff's number or the score, then by waiting, and leaves out who does not wait", () => {
    const base = { ...registeredOn(day("2026-01-05")), stage: "QUEUED" } as const;
    const low = { ...base, id: "low", priority: queuePriority(LEAST), queuedOn: day("2026-01-02") };
    const high = { ...base, id: "high", priority: queuePriority(MOST), queuedOn: day("2026-01-05") };
    const older = { ...high, id: "older", queuedOn: day("2026-01-02") };
    const lifted = {
      ...low,
      id: "lifted",
      priority: { ...low.priority, override: { score: 101, reason: "r" } },
    };
    const invited = { ...high, id: "invited", stage: "INVITED" } as const;
    const order = inQueueOrder([low, high, invited, older, lifted]).map(({ id }) => id);
    expect(order).toEqual(["lifted", "older", "high", "low"]);
    expect(effectiveScore(undefined)).toBe(0);
  });
});
