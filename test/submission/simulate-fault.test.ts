import { expect, test } from "vitest";
import type { Principal, Sender } from "../../src/accounts/principal.ts";
import type { Simulation } from "../../src/accounts/simulation.ts";
import { createFaultSimulator, SLOW_ANSWER_MS } from "../../src/submission/simulate-fault.ts";

function principal(simulated: Simulation | undefined, realm: "test" | "production"): Principal {
  const owner: Sender = {
    organizationId: "O-1",
    stage: "TEST_SETUP",
    zone: "America/Chicago",
    ackWarnings: "AE",
    may: ["submit"],
    suspended: false,
    productionOverride: false,
    ...(simulated && { simulated }),
  };
  const sites = new Map([["L1", owner]]);
  return { credentialId: "C-1", realm, organizationId: "O-1", facilityId: "L1", sites };
}

test.each<{ simulated: Simulation | undefined; realm: "test" | "production"; waits: readonly number[] }>([
  { simulated: "slow", realm: "test", waits: [SLOW_ANSWER_MS] },
  { simulated: "slow", realm: "production", waits: [] },
  { simulated: "busy", realm: "production", waits: [] },
  { simulated: "AE", realm: "test", waits: [] },
  { simulated: undefined, realm: "test", waits: [] },
])(
  "createFaultSimulator(): $simulated in $realm waits $waits ms and goes on",
  async ({ simulated, realm, waits }) => {
    const waited: number[] = [];
    await createFaultSimulator(async (ms) => void waited.push(ms))(principal(simulated, realm));
    expect(waited).toEqual(waits);
  },
);

test("no more than sixteen answers of a process are slow at a time", async () => {
  const ends: (() => void)[] = [];
  const simulate = createFaultSimulator(
    () =>
      new Promise((resolve) => {
        ends.push(resolve);
      }),
  );
  const waiting = Array.from({ length: 16 }, () => simulate(principal("slow", "test")));
  await expect(simulate(principal("slow", "test"))).rejects.toMatchObject({ code: "busy" });
  for (const end of ends) end();
  await Promise.all(waiting);
  const next = simulate(principal("slow", "test"));
  ends.at(-1)?.();
  await expect(next).resolves.toBeUndefined();
});
