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
export async function simulateFault(
  principal: Principal,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  if (principal.realm !== "test") return;
  const simulated = principal.sites.get(principal.facilityId)?.simulated;
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
      await wait(SLOW_ANSWER_MS);
      return;
    default:
      assertNever(simulated);
  }
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

/** The wait of `slow`. */
export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}
