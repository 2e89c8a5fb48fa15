import { beforeEach, describe, expect, test } from "vitest";
import type { MaintenanceEnds } from "../../src/accounts/maintenance.ts";
import { createMaintenance, type Maintenance } from "../../src/submission/maintenance.ts";

const NOW_MS = 1_000_000;
let plan: MaintenanceEnds | Error;
let nowMs: number;
let maintenance: Maintenance;

beforeEach(() => {
  [plan, nowMs] = [{}, NOW_MS];
  maintenance = createMaintenance(
    async () => {
      if (plan instanceof Error) throw plan;
      return plan;
    },
    ["test", "production"],
    () => nowMs,
  );
});

describe("check()", () => {
  test.each<{ plan: MaintenanceEnds; open: readonly string[] }>([
    { plan: {}, open: ["before", "test", "production"] },
    { plan: { production: NOW_MS + 1 }, open: ["before", "test"] },
    { plan: { production: NOW_MS + 1, test: NOW_MS + 1 }, open: [] },
    { plan: { production: NOW_MS, test: NOW_MS }, open: ["before", "test", "production"] },
  ])("with $plan messages pass at $open", async ({ plan: planned, open }) => {
    plan = planned;
    await maintenance.refresh();
    const passes = (realm?: "test" | "production"): boolean => {
      try {
        maintenance.check(realm);
        return true;
      } catch {
        return false;
      }
    };
    const passed = [
      ...(passes() ? ["before"] : []),
      ...(["test", "production"] as const).filter((realm) => passes(realm)),
    ];
    expect(passed).toEqual(open);
  });

  test("tells the end, opens by itself, and keeps the plan while the database is away", async () => {
    plan = { test: NOW_MS + 5_000, production: NOW_MS + 9_000 };
    await maintenance.refresh();
    plan = new Error("down");
    await expect(maintenance.refresh()).rejects.toThrow("down");
    expect(() => maintenance.check()).toThrow(
      expect.objectContaining({ code: "maintenance", untilMs: NOW_MS + 5_000 }),
    );
    nowMs = NOW_MS + 5_000;
    expect(() => maintenance.check("test")).not.toThrow();
    expect(maintenance.ends()).toEqual({ production: NOW_MS + 9_000 });
  });
});
