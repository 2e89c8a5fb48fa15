import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";

/** How much one caller may get wrong before the others would feel it. */
export interface GuessLimits {
  /** Failures that an origin may make at once. */
  readonly failuresMax: number;
  /** How fast they are forgiven. */
  readonly forgivenPerSecond: number;
  /** Attempts a second that are looked at of an origin beyond its failures. */
  readonly pacedPerSecond: number;
  /** Attempts that may wait for their turn in one lane; one more is busy at once. */
  readonly waitingMax: number;
  /** The same for all lanes together: what waits holds places that others need. */
  readonly waitingInAllMax: number;
  /** Origins and proved claims that are remembered; the oldest go. */
  readonly rememberedMax: number;
}

export const GUESS_LIMITS: GuessLimits = {
  failuresMax: 200,
  forgivenPerSecond: 20,
  pacedPerSecond: 100,
  waitingMax: 32,
  waitingInAllMax: 96,
  rememberedMax: 10_000,
};

/** All origins together may get so many times as much wrong as one: guessing from many addresses is paced as well. */
const EVERYONE = { key: "", times: 10 } as const;

/** One attempt on its way. */
export interface GuessAttempt {
  /** Of `originOf()`. */
  readonly origin: string;
  /** Keyed digest of name and secret; computed only for an origin that failed of late. */
  readonly claim: () => string;
}

/**
 * Paces the attempts of callers that fail a lot, before the database is asked: a flood of bad log-ins costs the others
 * nothing (promises S4, S9). Nobody is shut out by it: an attempt waits for its turn, and a claim that held from there
 * before does not even wait, whoever else guesses from the same address.
 *
 * What it remembers is of one process and forgets without harm; the delays of decision D33 are in the database.
 */
export interface GuessLane {
  /** @throws GatewayError `busy` when too many attempts of the lane wait */
  enter(attempt: GuessAttempt): Promise<void>;
  settle(attempt: GuessAttempt, held: boolean): void;
  /** Whether a claim of the origin that never held would be busy. */
  isFull(origin: string): boolean;
}

interface Budget {
  failuresLeft: number;
  atMs: number;
}

interface Lane {
  nextAtMs: number;
  waiting: number;
}

/** Keep a map at its bound; a map gives its oldest key first. */
function forgetOldest(
  map: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean },
  max: number,
): void {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}

/** A lane for each origin that used up its failures. */
export function createGuessLane(clock: Clock, limits: GuessLimits = GUESS_LIMITS): GuessLane {
  const budgets = new Map<string, Budget>();
  const lanes = new Map<string, Lane>();
  const proved = new Set<string>();
  let waitingInAll = 0;

  const failuresLeft = (key: string, times: number): number => {
    const budget = budgets.get(key);
    if (budget === undefined) return limits.failuresMax * times;
    const forgiven = (Math.max(0, clock() - budget.atMs) / 1_000) * limits.forgivenPerSecond * times;
    return Math.min(limits.failuresMax * times, budget.failuresLeft + forgiven);
  };
  const countFailure = (key: string, times: number): void => {
    const left = Math.max(0, failuresLeft(key, times) - 1);
    budgets.delete(key);
    budgets.set(key, { failuresLeft: left, atMs: clock() });
  };
  const laneOf = (origin: string): string | undefined => {
    if (failuresLeft(origin, 1) < 1) return origin;
    return failuresLeft(EVERYONE.key, EVERYONE.times) < 1 ? EVERYONE.key : undefined;
  };
  const isLaneFull = (key: string): boolean =>
    (lanes.get(key)?.waiting ?? 0) >= limits.waitingMax || waitingInAll >= limits.waitingInAllMax;
  const takeTurn = async (key: string): Promise<void> => {
    if (isLaneFull(key)) throw new GatewayError("busy");
    const lane = lanes.get(key) ?? { nextAtMs: clock(), waiting: 0 };
    const atMs = Math.max(clock(), lane.nextAtMs);
    lanes.set(key, lane);
    lane.nextAtMs = atMs + 1_000 / limits.pacedPerSecond;
    lane.waiting += 1;
    waitingInAll += 1;
    await new Promise((resolve) => {
      setTimeout(resolve, atMs - clock());
    });
    lane.waiting -= 1;
    waitingInAll -= 1;
    if (lane.waiting === 0) lanes.delete(key);
  };

  return {
    isFull: (origin) => {
      const key = laneOf(origin);
      return key !== undefined && isLaneFull(key);
    },
    enter: async ({ origin, claim }) => {
      const key = laneOf(origin);
      if (key !== undefined && !proved.has(claim())) await takeTurn(key);
    },
    settle: ({ origin, claim }, held) => {
      if (!held) {
        countFailure(origin, 1);
        countFailure(EVERYONE.key, EVERYONE.times);
        forgetOldest(budgets, limits.rememberedMax);
      } else if (budgets.has(origin) || budgets.has(EVERYONE.key)) {
        proved.add(claim());
        forgetOldest(proved, limits.rememberedMax);
      }
    },
  };
}
