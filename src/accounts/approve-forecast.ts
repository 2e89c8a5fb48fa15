import { type AdministrationDeps, checkLine, perform } from "./administration.ts";
import type { Actor } from "./policy.ts";

const REASON_LENGTH_MAX = 500;

/** A release of the data that may be used in production from now on. */
export interface AskedApproval {
  readonly version: string;
  readonly sha256: string;
  readonly reason: string;
}

/**
 * Accept a release of CDC's supporting data for forecasts in production, under one's own name.
 *
 * @throws RefusedError `usage` without a reason, `policy` for a role that may not
 */
export async function approveForecast(
  deps: AdministrationDeps,
  actor: Actor,
  { version, sha256, reason: words }: AskedApproval,
): Promise<void> {
  const reason = checkLine("The reason", words, REASON_LENGTH_MAX);
  await perform(deps, actor, { act: "forecast.approve", object: version, reason }, async (tx) => {
    const approvedAtMs = deps.clock();
    await tx.saveForecastApproval({ sha256, version, approvedAtMs, approvedBy: actor.name, reason });
    return { value: undefined, object: version, detail: { version, sha256 } };
  });
}
