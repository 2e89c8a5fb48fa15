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
  /**
   * Work that may take longer than a lease calls `keep` between its parts, which are short.
   *
   * @param keep keeps the slot ours; throws when another process has it, and the work ends
   */
  readonly run: (keep: () => Promise<void>) => Promise<void>;
}

/** Lets one process do a job, whatever others work on the same database. */
export interface JobLease {
  /**
   * @param leaseMs after this the slot is free again unless it was finished
   * @returns false when the slot, or a later one, is done or being done by somebody
   */
  claim(job: string, slot: Slot, leaseMs: number): Promise<boolean>;
  /**
   * Keep a slot that was claimed, for `leaseMs` from now on.
   *
   * @returns false when it was finished, or is another slot's by now
   */
  keep(job: string, slot: Slot, leaseMs: number): Promise<boolean>;
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

/** Longest part of one job; a process that died with a job leaves it to others after this. */
const LEASE_DURATION_MS = 30 * 60_000;

/** A lease is written anew after this at the earliest. */
const KEEP_INTERVAL_MS = 60_000;

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
 * Do what is due, each job by itself: a long one holds up no other. A look at a job that still works does nothing; a job that
 * fails is logged and is tried again in the same slot once its lease has ended.
 */
export function createScheduler(jobs: readonly Job[], deps: SchedulerDeps): () => Promise<void> {
  const { calendarClock, clock, lease, log } = deps;
  /** Slots that are known to be done or taken; spares asking the database each time. */
  const known = new Map<string, { readonly slot: Slot; readonly untilMs: number }>();
  const working = new Set<string>();

  const keeperOf = (name: string, slot: Slot): (() => Promise<void>) => {
    let keptMs = clock();
    return async () => {
      if (clock() - keptMs < KEEP_INTERVAL_MS) return;
      keptMs = clock();
      if (!(await lease.keep(name, slot, LEASE_DURATION_MS)))
        throw new Error("another process has taken over");
    };
  };

  const work = async ({ name, run, isRoutine }: Job, slot: Slot): Promise<void> => {
    const beganMs = clock();
    const isOurs = await lease.claim(name, slot, LEASE_DURATION_MS);
    known.set(name, { slot, untilMs: beganMs + LEASE_DURATION_MS });
    if (!isOurs) return;
    await run(keeperOf(name, slot));
    await lease.finish(name, slot);
    const durationMs = clock() - beganMs;
    log(isRoutine === true ? "debug" : "info", "task-done", { operation: name, durationMs });
  };

  const look = async (job: Job): Promise<void> => {
    const { name, slotAt } = job;
    const slot = slotAt(calendarClock());
    const last = known.get(name);
    if (slot === undefined || working.has(name) || (last?.slot === slot && clock() < last.untilMs)) return;
    working.add(name);
    try {
      await work(job, slot);
    } catch (error) {
      log("error", "task-failed", { operation: name, ...errorFields(error) });
    } finally {
      working.delete(name);
    }
  };

  return async () => {
    await Promise.all(jobs.map(look));
  };
}
