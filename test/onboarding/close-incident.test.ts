import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../../src/accounts/audit-entry.ts";
import type { ControlTransaction } from "../../src/accounts/ports.ts";
import { closeIncident } from "../../src/onboarding/close-incident.ts";
import { ROOT } from "../support/administration.ts";

const ASKED = { id: "m-1", organizationId: "org-a", realm: "test", reason: "told on 5 May" } as const;

/** One incident and an audit trail, in two databases that fail on demand. */
function twoDatabases() {
  const state = { audit: [] as Omit<AuditEntry, "id">[], closedBy: "", failing: "" };
  const deps = {
    clock: () => 1,
    calendarClock: () => 2,
    store: {
      transaction: async <T>(work: (tx: ControlTransaction) => Promise<T>): Promise<T> => {
        const entries: Omit<AuditEntry, "id">[] = [];
        const tx = { appendAudit: async (entry: AuditEntry) => void entries.push(entry) };
        const value = await work(tx as unknown as ControlTransaction);
        if (state.failing === "control") throw new Error("control is gone");
        state.audit.push(...entries);
        return value;
      },
    },
    close: async (by: string): Promise<boolean> => {
      if (state.failing === "realm") throw new Error("the process ended");
      const isOpen = state.closedBy === "";
      if (isOpen) state.closedBy = by;
      return isOpen;
    },
  };
  return { state, deps };
}

describe("closeIncident()", () => {
  test("a process that ends in between leaves it open, with the act in the audit trail; the same command closes it", async () => {
    const { state, deps } = twoDatabases();
    state.failing = "realm";
    await expect(closeIncident(deps, ROOT, ASKED)).rejects.toThrow("the process ended");
    expect([state.audit.length, state.closedBy]).toEqual([1, ""]);
    state.failing = "";
    expect(await closeIncident(deps, ROOT, ASKED)).toEqual({ atMs: 2 });
    expect(state.closedBy).toBe(ROOT.name);
    expect(state.audit.map(({ action, object, reason }) => ({ action, object, reason }))).toEqual(
      Array.from({ length: 2 }, () => ({ action: "incident.close", object: "m-1", reason: ASKED.reason })),
    );
  });

  test("nothing is closed without an audit row", async () => {
    const { state, deps } = twoDatabases();
    state.failing = "control";
    await expect(closeIncident(deps, ROOT, ASKED)).rejects.toThrow("control is gone");
    expect(state).toMatchObject({ audit: [], closedBy: "" });
  });

  test("what another closed meanwhile stays as that one closed it", async () => {
    const { state, deps } = twoDatabases();
    state.closedBy = "another";
    await closeIncident(deps, ROOT, ASKED);
    expect(state.closedBy).toBe("another");
  });
});
