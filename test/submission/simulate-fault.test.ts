import { expect, test } from "vitest";
import type { Principal, Sender } from "../../src/accounts/principal.ts";
import type { Simulation } from "../../src/accounts/simulation.ts";
import { simulateFault, SLOW_ANSWER_MS } from "../../src/submission/simulate-fault.ts";

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
  "simulateFault() of $simulated in $realm waits $waits ms and goes on",
  async ({ simulated, realm, waits }) => {
    const waited: number[] = [];
    await simulateFault(principal(simulated, realm), async (ms) => void waited.push(ms));
    expect(waited).toEqual(waits);
  },
);
