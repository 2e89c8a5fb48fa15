import type { Clock } from "./clock.ts";
import { type DateOnly, dayInZone, instantInZone } from "./dates.ts";
import { errorFields, type Log } from "./log.ts";

/** Something to do once a night. */
export interface NightlyTask {
  /** For the log: `retention`. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface NightlyDeps {
  /** Calendar time. */
  readonly clock: Clock;
  /** Measures how long a task took. */
  readonly stopwatch: Clock;
  readonly log: Log;
}

/** Tasks begin at this hour of the registry's clock, or with the first look after it. */
const HOUR = 2;

/** How often a server looks whether a night has begun. */
export const NIGHTLY_LOOK_INTERVAL_MS = 60_000;

/** Look whether tonight's tasks are to be done, and do them; resolves when they ended. A look while they run does nothing. */
export type LookForNight = () => Promise<void>;

/**
 * Tasks that run once a day of the registry's calendar, one after the other. A server that was down at night does them
 * at its first look. One that fails is logged and done again the next night; the others go on. Several servers on one
 * database each do them, so a task must do no harm when it is done twice.
 */
export function createNightly(tasks: readonly NightlyTask[], deps: NightlyDeps): LookForNight {
  const { clock, stopwatch, log } = deps;
  let doneFor: DateOnly | undefined;
  let isRunning = false;
  const runOne = async ({ name, run }: NightlyTask): Promise<void> => {
    const beganMs = stopwatch();
    try {
      await run();
      log("info", "task-done", { operation: name, durationMs: stopwatch() - beganMs });
    } catch (error) {
      log("error", "task-failed", { operation: name, ...errorFields(error) });
    }
  };
  return async () => {
    const nowMs = clock();
    const today = dayInZone(nowMs);
    if (isRunning || doneFor === today || nowMs < instantInZone(today, HOUR)) return;
    isRunning = true;
    doneFor = today;
    try {
      for (const task of tasks) await runOne(task);
    } finally {
      isRunning = false;
    }
  };
}
