import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { LOGIN_DELAY, type LoginFailureCount, loginDelayMs } from "./login-delay.ts";
import { networkOf } from "./network.ts";
import type { LoginFailures } from "./ports.ts";
import type { SecretHasher } from "./secret-hasher.ts";

export interface LoginGuardDeps {
  readonly failures: LoginFailures;
  readonly hasher: SecretHasher;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Log;
}

/** What was decided of one attempt. The reason goes to our log only: the caller hears the same for all (promise S5). */
export type LoginDecision<T> =
  | { readonly kind: "holds"; readonly value: T }
  | { readonly kind: "fails"; readonly reason: string; readonly credentialId?: string };

/**
 * Let an attempt be decided unless its name and network have to wait, and count how it ended.
 *
 * @param attempt the name as claimed, known or not, and where it comes from
 * @returns undefined when it failed or came too early
 */
export type LoginGuard = <T>(
  attempt: { readonly kind: "soap" | "token"; readonly name: string; readonly remoteAddress: string },
  decide: () => Promise<LoginDecision<T>>,
) => Promise<T | undefined>;

/** An attempt is free, is the one that the delay lets through, or has to wait. */
type Admission = "free" | "claimed" | "too-early";

async function admit(
  failures: LoginFailures,
  key: string,
  seen: LoginFailureCount | undefined,
  atMs: number,
): Promise<Admission> {
  if (seen === undefined || atMs - seen.lastAtMs >= LOGIN_DELAY.memoryMs) return "free";
  const delayMs = loginDelayMs(seen.failures);
  if (delayMs === 0) return "free";
  if (atMs < seen.lastAtMs + delayMs) return "too-early";
  // Counted before it is decided: of many attempts at the same instant, one is read.
  return (await failures.claim(key, seen, atMs)) ? "claimed" : "too-early";
}

/** The delays of decision D33: per name and network, the same for names that exist and names that do not. */
export function createLoginGuard(deps: LoginGuardDeps): LoginGuard {
  const { failures, hasher, clock, log } = deps;
  let failuresSincePurge = 0;

  const countFailure = async (key: string, atMs: number): Promise<number> => {
    const forgetBeforeMs = atMs - LOGIN_DELAY.memoryMs;
    const counted = await failures.add(key, atMs, forgetBeforeMs);
    failuresSincePurge += 1;
    if (failuresSincePurge >= LOGIN_DELAY.failuresPerPurge) {
      failuresSincePurge = 0;
      await failures.purge(forgetBeforeMs, LOGIN_DELAY.rowsMax);
    }
    return counted;
  };

  return async ({ kind, name, remoteAddress }, decide) => {
    const atMs = clock();
    const key = hasher.hash("login-failure", `${kind}\0${networkOf(remoteAddress)}\0${name}`).hash;
    const seen = await failures.find(key);
    const admission = await admit(failures, key, seen, atMs);
    if (admission === "too-early") {
      log("info", "login-failed", { reason: "too-early" });
      return undefined;
    }
    const decision = await decide();
    if (decision.kind === "holds") {
      if (seen !== undefined) await failures.clear(key);
      return decision.value;
    }
    const counted = admission === "claimed" ? (seen?.failures ?? 0) + 1 : await countFailure(key, atMs);
    const { reason, credentialId } = decision;
    const fields = credentialId === undefined ? { reason } : { reason, credentialId };
    log("info", "login-failed", fields);
    if (counted === LOGIN_DELAY.freeFailures) log("warn", "login-delayed", fields);
    return undefined;
  };
}
