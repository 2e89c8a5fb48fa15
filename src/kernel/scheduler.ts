import type { Clock } from "./clock.ts";
import { dayInZone, instantInZone, REGISTRY_ZONE, zoneOffsetMinutes } from "./dates.ts";
import { errorFields, type Log } from "./log.ts";

/** The time for which a job is done once: a text that comes later in text order is a later time. */
export type Slot = string;

/** Something that every so often has to be done once, by whichever process comes first. */
export interface Job {
  /** For the lease and the log: `watch`. */
  readonly name: string;
  /** Done so often that its end is news for nobody; a failure always is. */
  readonly isRoutine?: true;
  /** @returns undefined while nothing is to be done */
  readonly slotAt: (nowMs: number) => Slot | undefined;
  readonly run: () => Promise<void>;
}

/** Lets one process do a job, whatever others work on the same database. */
export interface JobLease {
  /**
   * @param leaseMs after this the slot is free again unless it was finished
   * @returns false when the slot, or a later one, is done or being done by somebody
   */
  claim(job: string, slot: Slot, leaseMs: number): Promise<boolean>;
  /** The slot is done for good. */
  finish(job: string, slot: Slot): Promise<void>;
}

export interface SchedulerDeps {
  /** Calendar time. */
  readonly calendarClock: Clock;
  /** Measures how long a job took. */
  readonly clock: Clock;
  readonly lease: JobLease;
  readonly log: Log;
}

/** Longest work of one job; a process that died with a job leaves it to others after this. */
const LEASE_DURATION_MS = 30 * 60_000;

/** How often a server looks whether a job is due. */
export const SCHEDULER_LOOK_INTERVAL_MS = 60_000;

/** Once an hour of the registry's clock. */
export function hourly(nowMs: number): Slot {
  const local = new Date(nowMs + zoneOffsetMinutes(nowMs, REGISTRY_ZONE) * 60_000);
  return local.toISOString().slice(0, 13);
}

/** Once a day, from an hour of the registry's clock on. */
export function dailyFrom(hour: number): Job["slotAt"] {
  return (nowMs) => {
    const today = dayInZone(nowMs);
    return nowMs < instantInZone(today, hour) ? undefined : today;
  };
}

/** Once in each so many milliseconds. */
export function every(intervalMs: number): Job["slotAt"] {
  return (nowMs) => String(Math.floor(nowMs / intervalMs)).padStart(15, "0");
}

/**
 * Do what is due, one job after the other. A look while another one works does nothing; a job that fails is logged and is
 * tried again in the same slot once its lease has ended.
 */
export function createScheduler(jobs: readonly Job[], deps: SchedulerDeps): () => Promise<void> {
  const { calendarClock, clock, lease, log } = deps;
  /** Slots that are known to be done or taken; spares asking the database each time. */
  const known = new Map<string, { readonly slot: Slot; readonly untilMs: number }>();
  let isLooking = false;

  const look = async ({ name, slotAt, run, isRoutine }: Job): Promise<void> => {
    const slot = slotAt(calendarClock());
    const last = known.get(name);
    if (slot === undefined || (last?.slot === slot && clock() < last.untilMs)) return;
    const beganMs = clock();
    try {
      const isOurs = await lease.claim(name, slot, LEASE_DURATION_MS);
      known.set(name, { slot, untilMs: beganMs + LEASE_DURATION_MS });
      if (!isOurs) return;
      await run();
      await lease.finish(name, slot);
      log(isRoutine === true ? "debug" : "info", "task-done", {
        operation: name,
        durationMs: clock() - beganMs,
      });
    } catch (error) {
      log("error", "task-failed", { operation: name, ...errorFields(error) });
    }
  };

  return async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      for (const job of jobs) await look(job);
    } finally {
      isLooking = false;
    }
  };
}
