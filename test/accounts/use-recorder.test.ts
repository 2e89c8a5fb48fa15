import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CredentialUse } from "../../src/accounts/ports.ts";
import {
  createUseRecorder,
  USE_FLUSH_INTERVAL_MS,
  type UseRecorder,
} from "../../src/accounts/use-recorder.ts";
import type { LogEvent } from "../../src/kernel/log.ts";

let written: (readonly CredentialUse[])[] = [];
let events: LogEvent[] = [];
let broken = false;
let recorder: UseRecorder;

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  events = [];
  broken = false;
  recorder = createUseRecorder({
    store: {
      saveUses: async (uses) => {
        if (broken) throw new Error("disk full");
        written.push(uses);
      },
    },
    log: (_level, event) => void events.push(event),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

function use(credentialId: string, atMs: number): CredentialUse {
  return { credentialId, atMs, from: "198.51.100.7" };
}

test("the first use is written at once, the next ones together half a minute later", async () => {
  recorder.record(use("a", 1));
  await vi.advanceTimersByTimeAsync(0);
  expect(written).toEqual([[use("a", 1)]]);
  for (let at = 2; at < 1_000; at += 1) recorder.record(use(at % 2 === 0 ? "a" : "b", at));
  await vi.advanceTimersByTimeAsync(USE_FLUSH_INTERVAL_MS - 1);
  expect(written).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(written.slice(1)).toEqual([[use("a", 998), use("b", 999)]]);
});

test("it rests when nothing is used, and begins anew", async () => {
  recorder.record(use("a", 1));
  await vi.advanceTimersByTimeAsync(10 * USE_FLUSH_INTERVAL_MS);
  expect([written.length, vi.getTimerCount()]).toEqual([1, 0]);
  recorder.record(use("a", 2));
  await vi.advanceTimersByTimeAsync(0);
  expect(written.at(-1)).toEqual([use("a", 2)]);
});

test("close() writes what is left and leaves no timer", async () => {
  recorder.record(use("a", 1));
  recorder.record(use("a", 2));
  await recorder.close();
  expect(written.flat().at(-1)).toEqual(use("a", 2));
  expect(vi.getTimerCount()).toBe(0);
});

test("a write that fails is logged and harms no later one", async () => {
  broken = true;
  recorder.record(use("a", 1));
  await vi.advanceTimersByTimeAsync(0);
  broken = false;
  recorder.record(use("a", 2));
  await recorder.close();
  expect(events).toEqual(["store-failed"]);
  expect(written).toEqual([[use("a", 2)]]);
});
