import type { Principal } from "../accounts/principal.ts";
import { acknowledge } from "../acknowledgment/acknowledge.ts";
import { assertNever } from "../kernel/assert-never.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Realm } from "../kernel/realm.ts";
import { findingAt, type FindingRow } from "../validation/finding-row.ts";
import type { SubmissionDeps } from "./deps.ts";
import type { Received } from "./read-submission.ts";

/** How late `slow` is answered: later than impatient clients wait, sooner than the service's own bound. */
export const SLOW_ANSWER_MS = 8_000;

const MSH: Parameters<typeof findingAt>[1] = { segment: "MSH", sequence: 1 };

/** Row of the rule reference. */
export const SIMULATED: FindingRow = {
  ruleId: "GW-SIMULATED",
  severity: "E",
  errorCode: "207",
  text: "Simulated answer: the message was not judged and not stored. Ask the help desk to end the simulation.",
  effect: "reject",
  source: "decision D30; HL70357 207",
};

/**
 * The fault that the organization asked to be tested with, in the test realm only (decision D30). `slow` waits and goes on;
 * what is answered then is no simulation.
 *
 * @throws GatewayError as simulated
 */
export type SimulateFault = (principal: Principal) => Promise<void>;

/** Answers of a process that are slow on purpose at a time; they hold places that others need. */
const SLOW_MAX = 16;

/** @param wait of `slow`; a timer unless given */
export function createFaultSimulator(wait: (ms: number) => Promise<void> = pause): SimulateFault {
  let slow = 0;
  const waitSlowly = async (): Promise<void> => {
    if (slow >= SLOW_MAX) throw new GatewayError("busy");
    slow += 1;
    try {
      await wait(SLOW_ANSWER_MS);
    } finally {
      slow -= 1;
    }
  };
  return async ({ realm, sites, facilityId }) => {
    if (realm !== "test") return;
    const simulated = sites.get(facilityId)?.simulated;
    switch (simulated) {
      case undefined:
      case "AE":
      case "AR":
        return;
      case "busy":
        throw new GatewayError("busy");
      case "too-large":
        throw new GatewayError("message-too-large");
      case "security":
        throw new GatewayError("security");
      case "slow":
        await waitSlowly();
        return;
      default:
        assertNever(simulated);
    }
  };
}

/**
 * The answer AE or AR that the organization asked to be tested with. Nothing is judged, stored or counted, so that it is no
 * evidence of anything and the message is new when it comes again.
 *
 * @returns undefined when none is asked for
 */
export function simulatedAnswer(
  received: Received,
  realm: Realm,
  deps: Pick<SubmissionDeps, "now" | "newId">,
): string | undefined {
  const { facilityId, sites } = received.principal;
  const simulated = sites.get(facilityId)?.simulated;
  if (realm !== "test" || (simulated !== "AE" && simulated !== "AR")) return undefined;
  const outcome = simulated === "AR" ? "rejected" : "refused";
  const judgement = {
    type: "update",
    outcome,
    findings: [findingAt(SIMULATED, MSH)],
    ackWarnings: "AE",
  } as const;
  const { answer } = acknowledge(received, judgement, { realm, nowMs: deps.now(), controlId: deps.newId() });
  return answer;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}
