import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { createGuessLane, type GuessAttempt, type GuessLane } from "./guess-lane.ts";
import { LOGIN_DELAY, type LoginFailureCount, loginDelayMs } from "./login-delay.ts";
import { networkOf, originOf } from "./network.ts";
import type { LoginFailures } from "./ports.ts";
import type { SecretHasher } from "./secret-hasher.ts";

export interface LoginGuardDeps {
  readonly failures: LoginFailures;
  readonly hasher: SecretHasher;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Log;
  /** One of its own, with `GUESS_LIMITS`, unless given. */
  readonly lane?: GuessLane;
}

/** What was decided of one attempt. The reason goes to our log only: the caller hears the same for all (promise S5). */
export type LoginDecision<T> =
  | { readonly kind: "holds"; readonly value: T }
  | { readonly kind: "fails"; readonly reason: string; readonly credentialId?: string };

/** One attempt to log in: the name as claimed, known or not, the secret, and where it comes from. */
export interface LoginAttempt {
  readonly kind: "soap" | "token" | "console" | "console-code";
  readonly name: string;
  readonly secret: string;
  readonly remoteAddress: string;
}

/** How an attempt is judged, in two steps; the first is taken for every attempt. */
export interface LoginSteps<Found, T> {
  /** Look the name up. */
  readonly find: () => Promise<Found>;
  /**
   * Whether the name is at home at this very address: it was used there last, or the address is on its list. Such an
   * attempt has failures of its own, so that a stranger in the same network cannot lock the owner out.
   */
  readonly isHome: (found: Found) => boolean;
  readonly decide: (found: Found) => Promise<LoginDecision<T>>;
}

/**
 * Let an attempt be decided unless its name and network have to wait, and count how it ended.
 *
 * @returns undefined when it failed or came too early
 * @throws GatewayError `busy` when too many attempts of one origin wait for their turn
 */
export type LoginGuard = <Found, T>(
  attempt: LoginAttempt,
  steps: LoginSteps<Found, T>,
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

/** Under which key an attempt's failures are counted; the same work for every attempt. */
function keyOf(hasher: SecretHasher, { kind, name, remoteAddress }: LoginAttempt, isHome: boolean): string {
  const place = isHome ? `home ${remoteAddress}` : networkOf(remoteAddress);
  return hasher.hash("login-failure", `${kind}\0${place}\0${name}`).hash;
}

/** The delays of decision D33: per name and network, the same for names that exist and names that do not. */
export function createLoginGuard(deps: LoginGuardDeps): LoginGuard {
  const { failures, hasher, clock, log } = deps;
  const lane = deps.lane ?? createGuessLane(clock);
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

  const judge: LoginGuard = async (attempt, { find, isHome, decide }) => {
    const atMs = clock();
    const found = await find();
    const key = keyOf(hasher, attempt, isHome(found));
    const seen = await failures.find(key);
    const admission = await admit(failures, key, seen, atMs);
    if (admission === "too-early") {
      log("info", "login-failed", { reason: "too-early" });
      return undefined;
    }
    const decision = await decide(found);
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

  return async (attempt, steps) => {
    const { name, secret, remoteAddress } = attempt;
    const guess: GuessAttempt = {
      origin: originOf(remoteAddress),
      claim: () => hasher.hash("proved-claim", `${remoteAddress}\0${name}\0${secret}`).hash,
    };
    await lane.enter(guess);
    const value = await judge(attempt, steps);
    lane.settle(guess, value !== undefined);
    return value;
  };
}
