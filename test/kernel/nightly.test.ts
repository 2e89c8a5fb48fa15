import { expect, test } from "vitest";
import { createNightly, type NightlyTask } from "../../src/kernel/nightly.ts";
import type { LogEvent } from "../../src/kernel/log.ts";

/** Tasks with a clock that the test sets. */
function nights(tasks: readonly NightlyTask[]) {
  const events: LogEvent[] = [];
  const at = { time: "2026-01-14T05:59:00Z" };
  const clock = (): number => Date.parse(at.time);
  const look = createNightly(tasks, { clock, stopwatch: clock, log: (_level, event) => events.push(event) });
  return { look, at, events };
}

test("createNightly() runs tasks once for each day of the registry's calendar, from two o'clock on", async () => {
  const runs: string[] = [];
  const { look, at } = nights([{ name: "a", run: async () => void runs.push(at.time) }]);
  // In Minnesota these are 23:59 on the 13th, 01:59, 02:00, 23:00 on the 14th and 03:00 on the 15th.
  const looks = ["14T05:59", "14T07:59", "14T08:00", "15T05:00", "15T09:00"];
  for (const time of looks) {
    at.time = `2026-01-${time}:00Z`;
    await look();
  }
  expect(runs).toEqual(["2026-01-14T05:59:00Z", "2026-01-14T08:00:00Z", "2026-01-15T09:00:00Z"]);
});

test("createNightly() logs a task that fails and goes on with the next", async () => {
  const runs: string[] = [];
  const { look, at, events } = nights([
    { name: "a", run: () => Promise.reject(new Error("down")) },
    { name: "b", run: async () => void runs.push("b") },
  ]);
  at.time = "2026-01-14T12:00:00Z";
  await look();
  expect(runs).toEqual(["b"]);
  expect(events).toEqual(["task-failed", "task-done"]);
});

test("createNightly() begins nothing while tasks run", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let runs = 0;
  const { look, at } = nights([
    {
      name: "a",
      run: () => {
        runs += 1;
        return promise;
      },
    },
  ]);
  at.time = "2026-01-14T12:00:00Z";
  const first = look();
  at.time = "2026-01-15T12:00:00Z";
  await look();
  resolve();
  await first;
  expect(runs).toBe(1);
});
