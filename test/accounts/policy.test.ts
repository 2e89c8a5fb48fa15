import { describe, expect, test } from "vitest";
import { type Act, type Actor, permits, POLICY, ROLES, type Role } from "../../src/accounts/policy.ts";

const ACTS = Object.keys(POLICY) as readonly Act[];

function as(role: Role, organizationIds: readonly string[] = []): Actor {
  return { name: "ada", osUser: "www", source: "cli", user: { role, organizationIds } };
}

describe("permits()", () => {
  test("lets the host do everything", () => {
    const host: Actor = { name: "root", osUser: "root", source: "cli" };
    expect(ACTS.filter((act) => !permits(host, act))).toEqual([]);
  });

  test.each(["administrator", "operator"] as const)("keeps message content from the %s", (role) => {
    expect([permits(as(role), "message.read"), permits(as(role), "message.reveal")]).toEqual([false, false]);
  });

  test("lets nobody but the administrator issue, rotate or revoke a credential", () => {
    const acts: readonly Act[] = ["credential.issue", "credential.rotate", "credential.revoke"];
    for (const act of acts)
      expect(ROLES.filter((role) => permits(as(role, ["o"]), act, "o"))).toEqual(["administrator"]);
  });

  test("keeps an integrator to its own organizations, and from what reaches several", () => {
    const ivy = as("integrator", ["own"]);
    for (const act of ACTS) {
      expect(permits(ivy, act, "other")).toBe(false);
      expect(permits(ivy, act)).toBe(POLICY[act].own === true);
    }
    expect(permits(ivy, "message.read", "own")).toBe(true);
    expect(permits(ivy, "message.reveal", "own")).toBe(false);
  });

  test("names a source in every row, and somebody who may", () => {
    expect(ACTS.filter((act) => POLICY[act].source === "" || POLICY[act].roles.length === 0)).toEqual([]);
  });
});
