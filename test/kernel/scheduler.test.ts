import { describe, expect, test } from "vitest";
import {
  createScheduler,
  dailyFrom,
  every,
  hourly,
  type Job,
  type JobLease,
} from "../../src/kernel/scheduler.ts";
import type { LogEvent } from "../../src/kernel/log.ts";

/** A lease as the control database keeps it, for processes that share it. */
function sharedLease(clock: () => number): JobLease {
  const rows = new Map<string, { slot: string; untilMs: number; done: boolean }>();
  return {
    claim: async (job, slot, leaseMs) => {
      const row = rows.get(job);
      const isFree =
        row === undefined || row.slot < slot || (row.slot === slot && !row.done && row.untilMs <= clock());
      if (isFree) rows.set(job, { slot, untilMs: clock() + leaseMs, done: false });
      return isFree;
    },
    keep: async (job, slot, leaseMs) => {
      const row = rows.get(job);
      if (row?.slot !== slot || row.done) return false;
      rows.set(job, { ...row, untilMs: clock() + leaseMs });
      return true;
    },
    finish: async (job, slot) => {
      const row = rows.get(job);
      if (row?.slot === slot) rows.set(job, { ...row, done: true });
    },
  };
}

function atZero(): number {
  return 0;
}

const HOUR_MS = 3_600_000;

function world(run: Job["run"], slotAt: Job["slotAt"] = hourly) {
  const time = { nowMs: Date.parse("2026-01-14T12:10:00Z") };
  const clock = (): number => time.nowMs;
  const lease = sharedLease(clock);
  const events: LogEvent[] = [];
  const server = () =>
    createScheduler([{ name: "watch", slotAt, run }], {
      clock,
      calendarClock: clock,
      lease,
      log: (_level, event) => void events.push(event),
    });
  return { time, events, server };
}

describe("slots", () => {
  test.each([
    ["2026-01-14T11:59:59Z", undefined],
    ["2026-01-14T12:00:00Z", "2026-01-14"],
    ["2026-01-15T05:59:00Z", "2026-01-14"],
    ["2026-07-14T11:00:00Z", "2026-07-14"],
  ])("dailyFrom(6) at %s is %s on the registry's clock", (at, slot) => {
    expect(dailyFrom(6)(Date.parse(at))).toBe(slot);
  });

  test("hourly() and every() come later in text order as time goes on", () => {
    const times = Array.from({ length: 50 }, (_none, at) => 1_700_000_000_000 + at * HOUR_MS);
    for (const slotAt of [hourly, every(60_000)]) {
      const slots = times.map((ms) => slotAt(ms) ?? "");
      expect(slots.toSorted()).toEqual(slots);
      expect(new Set(slots).size).toBe(slots.length);
    }
  });
});

describe("createScheduler()", () => {
  test("does a job once a slot, whichever process looks first", async () => {
    let runs = 0;
    const { time, server, events } = world(async () => void (runs += 1));
    const [one, other] = [server(), server()];
    for (const look of [one, other, one, other]) await look();
    expect(runs).toBe(1);
    time.nowMs += HOUR_MS;
    for (const look of [other, one]) await look();
    expect(runs).toBe(2);
    expect(events).toEqual(["task-done", "task-done"]);
  });

  test("a job that failed is logged, and done again by anybody when its lease has ended", async () => {
    let runs = 0;
    const { time, server, events } = world(async () => {
      runs += 1;
      if (runs === 1) throw new Error("the database is away");
    });
    const [one, other] = [server(), server()];
    await one();
    await other();
    expect([runs, events]).toEqual([1, ["task-failed"]]);
    time.nowMs += 31 * 60_000;
    await other();
    await one();
    expect([runs, events]).toEqual([2, ["task-failed", "task-done"]]);
  });

  test.each([
    [undefined, "info"],
    [true, "debug"],
  ] as const)("says at its end, routine %s, on the level %s", async (isRoutine, level) => {
    const levels: string[] = [];
    const job: Job = { name: "mail", slotAt: hourly, run: async () => {}, ...(isRoutine && { isRoutine }) };
    const log = (at: string): void => void levels.push(at);
    await createScheduler([job], { clock: atZero, calendarClock: atZero, lease: sharedLease(atZero), log })();
    expect(levels).toEqual([level]);
  });

  test("a look while a job works does nothing", async () => {
    let runs = 0;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { server } = world(async () => {
      runs += 1;
      await promise;
    });
    const look = server();
    const first = look();
    await look();
    resolve(undefined);
    await first;
    expect(runs).toBe(1);
  });

  test("a long job holds up no other", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const done: string[] = [];
    const jobs: readonly Job[] = [
      { name: "purge", slotAt: hourly, run: () => promise },
      { name: "mail", slotAt: hourly, run: async () => void done.push("mail") },
    ];
    const look = createScheduler(jobs, {
      clock: atZero,
      calendarClock: atZero,
      lease: sharedLease(atZero),
      log: (_level, event, { operation }) => void done.push(`${event} ${operation}`),
    });
    const first = look();
    await look();
    expect(done).toEqual(["mail", "task-done mail"]);
    resolve(undefined);
    await first;
    expect(done.at(-1)).toBe("task-done purge");
  });

  test("work that keeps its slot is taken over by nobody, however long it is", async () => {
    let runs = 0;
    const { time, server, events } = world(
      async (keep) => {
        runs += 1;
        for (let part = 0; part < 6; part += 1) {
          time.nowMs += 20 * 60_000;
          await keep();
          await other();
        }
      },
      () => "2026-01-14",
    );
    const other = server();
    await server()();
    expect([runs, events]).toEqual([1, ["task-done"]]);
  });

  test("work that was taken over ends", async () => {
    let runs = 0;
    const { time, server, events } = world(
      async (keep) => {
        runs += 1;
        if (runs > 1) return;
        time.nowMs += 31 * 60_000;
        await server()();
        await keep();
      },
      () => "2026-01-14",
    );
    await server()();
    expect([runs, events]).toEqual([2, ["task-done", "task-failed"]]);
  });

  test("does nothing before the hour of a daily job", async () => {
    let runs = 0;
    const { time, server } = world(async () => void (runs += 1), dailyFrom(7));
    const look = server();
    await look();
    expect(runs).toBe(0);
    time.nowMs += HOUR_MS;
    await look();
    expect(runs).toBe(1);
  });
});
