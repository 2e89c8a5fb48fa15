import type { Strain } from "../submission/turns.ts";

/** When a process counts as late: how long an event had to wait, at the 99th of a hundred. */
export interface StrainLimits {
  readonly windowMs: number;
  readonly strainedMs: number;
  readonly stalledMs: number;
}

/** A full commit of SQLite keeps the loop for some tens of milliseconds; what is far over it is no load but too much. */
export const STRAIN_LIMITS: StrainLimits = { windowMs: 500, strainedMs: 400, stalledMs: 1_500 };

/** The part of `monitorEventLoopDelay()` that is used; it counts nanoseconds. */
export interface DelayHistogram {
  percentile(percentile: number): number;
  reset(): void;
}

export interface LoopStrain {
  /** By the last two windows, so that one late moment is not taken for a state. */
  readonly strain: () => Strain;
  /** The wait at the 99th of a hundred in the last whole window, milliseconds. */
  readonly delayMs: () => number;
  /** End a window; called every `windowMs`. */
  readonly look: () => void;
}

const NS_PER_MS = 1_000_000;

/**
 * Watch how late events are (promise R7).
 *
 * @param histogram of `monitorEventLoopDelay()`, enabled
 */
export function createLoopStrain(
  histogram: DelayHistogram,
  limits: StrainLimits = STRAIN_LIMITS,
): LoopStrain {
  let [last, before] = [0, 0];
  return {
    strain: () => {
      const lasting = Math.min(last, before);
      if (lasting >= limits.stalledMs) return "stalled";
      return lasting >= limits.strainedMs ? "strained" : "none";
    },
    delayMs: () => last,
    look: () => {
      [last, before] = [histogram.percentile(99) / NS_PER_MS, last];
      histogram.reset();
    },
  };
}
