import { beforeEach, describe, expect, test } from "vitest";
import { LOGIN_DELAY, loginDelayMs, type LoginFailureCount } from "../../src/accounts/login-delay.ts";
import { createLoginGuard, type LoginDecision, type LoginGuard } from "../../src/accounts/login-guard.ts";
import type { LoginFailures } from "../../src/accounts/ports.ts";
import { createSecretHasher } from "../../src/accounts/secret-hasher.ts";
import type { LogEvent } from "../../src/kernel/log.ts";

const HOME = "198.51.100.7";
const AWAY = "203.0.113.9";
const SECOND_MS = 1_000;

test.each([
  [0, 0],
  [9, 0],
  [10, 1_000],
  [11, 2_000],
  [15, 32_000],
  [16, 64_000],
  [17, 64_000],
  [1_000_000, 64_000],
])("loginDelayMs() after %i failures is %i", (failures, delayMs) => {
  expect(loginDelayMs(failures)).toBe(delayMs);
});

function memoryFailures(): LoginFailures & { readonly purges: number } {
  const counts = new Map<string, LoginFailureCount>();
  let purges = 0;
  return {
    get purges() {
      return purges;
    },
    find: async (key) => counts.get(key),
    add: async (key, atMs, forgetBeforeMs) => {
      const before = counts.get(key);
      const failures = before === undefined || before.lastAtMs < forgetBeforeMs ? 1 : before.failures + 1;
      counts.set(key, { failures, lastAtMs: atMs });
      return failures;
    },
    claim: async (key, seen, atMs) => {
      const now = counts.get(key);
      if (now?.failures !== seen.failures || now.lastAtMs !== seen.lastAtMs) return false;
      counts.set(key, { failures: seen.failures + 1, lastAtMs: atMs });
      return true;
    },
    clear: async (key) => void counts.delete(key),
    purge: async () => void (purges += 1),
  };
}

describe("createLoginGuard()", () => {
  let nowMs = 0;
  let evaluated = 0;
  let events: LogEvent[] = [];
  let failures = memoryFailures();
  let guard: LoginGuard;

  beforeEach(() => {
    nowMs = Date.parse("2026-01-14T18:00:00Z");
    evaluated = 0;
    events = [];
    failures = memoryFailures();
    guard = createLoginGuard({
      failures,
      hasher: createSecretHasher({ id: "1", key: Buffer.alloc(32, 7) }),
      clock: () => nowMs,
      log: (_level, event) => void events.push(event),
    });
  });

  const attempt = (name: string, from: string, holds: boolean, home = ""): Promise<true | undefined> =>
    guard(
      { kind: "soap", name, secret: holds ? "right" : "wrong", remoteAddress: from },
      {
        find: async () => home,
        isHome: (found) => found === from,
        decide: async (): Promise<LoginDecision<true>> => {
          evaluated += 1;
          return holds ? { kind: "holds", value: true } : { kind: "fails", reason: "wrong-secret" };
        },
      },
    );
  const fail = async (times: number): Promise<void> => {
    for (let at = 0; at < times; at += 1) await attempt("ada", AWAY, false);
  };

  test("nine failures delay nothing, the tenth does, and an alert is logged once", async () => {
    await fail(9);
    expect(await attempt("ada", AWAY, true)).toBe(true);
    await fail(10);
    expect(await attempt("ada", AWAY, true)).toBeUndefined();
    expect(events.filter((event) => event === "login-delayed")).toHaveLength(1);
  });

  test("the right secret holds when the delay is over, and ends it", async () => {
    await fail(10);
    nowMs += SECOND_MS - 1;
    expect(await attempt("ada", AWAY, true)).toBeUndefined();
    nowMs += 1;
    expect(await attempt("ada", AWAY, true)).toBe(true);
    expect(await attempt("ada", AWAY, true)).toBe(true);
  });

  test("an attempt that comes too early is not read and does not lengthen the delay", async () => {
    await fail(10);
    const before = evaluated;
    for (let at = 0; at < 100; at += 1) await attempt("ada", AWAY, true);
    expect(evaluated).toBe(before);
    nowMs += SECOND_MS;
    expect(await attempt("ada", AWAY, true)).toBe(true);
  });

  test("of 2000 tries, one a second, fewer than 60 are read", async () => {
    for (let at = 0; at < 2_000; at += 1) {
      await attempt("ada", AWAY, false);
      nowMs += SECOND_MS;
    }
    expect(evaluated).toBeLessThan(60);
    expect(await attempt("ada", HOME, true)).toBe(true);
  });

  test("of many tries at the instant when the delay ends, one is read", async () => {
    await fail(10);
    nowMs += SECOND_MS;
    const before = evaluated;
    await Promise.all(Array.from({ length: 50 }, () => attempt("ada", AWAY, false)));
    expect(evaluated).toBe(before + 1);
  });

  test.each([
    { what: "another name from the same network", name: "bob", from: AWAY, holds: true },
    { what: "the same name from another network", name: "ada", from: HOME, holds: true },
    { what: "the same name from the same network", name: "ada", from: "203.0.113.250", holds: undefined },
  ])("$what, after ten failures: $holds", async ({ name, from, holds }) => {
    await fail(10);
    expect(await attempt(name, from, true)).toBe(holds);
  });

  test("a stranger in the same network does not delay the owner where the name was used last", async () => {
    const home = "203.0.113.250";
    await fail(10);
    expect(await attempt("ada", home, true, home)).toBe(true);
    for (let at = 0; at < 10; at += 1) await attempt("ada", home, false, home);
    expect(await attempt("ada", home, true, home)).toBeUndefined();
  });

  test("failures are forgotten after a day", async () => {
    await fail(9);
    nowMs += LOGIN_DELAY.memoryMs + 1;
    await fail(9);
    expect(await attempt("ada", AWAY, true)).toBe(true);
  });

  test("old rows are purged now and then", async () => {
    for (let at = 0; at < LOGIN_DELAY.failuresPerPurge; at += 1)
      await attempt(`u${at}`, `10.0.0.${at % 250}`, false);
    expect(failures.purges).toBe(1);
  });
});
