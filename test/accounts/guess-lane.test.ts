import { describe, expect, test } from "vitest";
import { createGuessLane, type GuessLane, type GuessLimits } from "../../src/accounts/guess-lane.ts";

const LIMITS: GuessLimits = {
  failuresMax: 3,
  forgivenPerSecond: 1,
  pacedPerSecond: 1_000,
  waitingMax: 2,
  waitingInAllMax: 3,
  rememberedMax: 100,
};
const STRANGER = { origin: "203.0.113.9", claim: () => "guess" };
const OWNER = { origin: "203.0.113.9", claim: () => "right" };
const OTHER = { origin: "198.51.100.7", claim: () => "other" };

function fail(lane: GuessLane, times: number, origin = STRANGER.origin): void {
  for (let at = 0; at < times; at += 1) lane.settle({ ...STRANGER, origin }, false);
}

/** Whether each entered at once, is told to wait, or is busy. */
async function entered(...attempts: readonly Promise<void>[]): Promise<readonly string[]> {
  const turn = new Promise<string>((resolve) => {
    setImmediate(() => resolve("waits"));
  });
  return Promise.all(
    attempts.map((attempt) =>
      Promise.race([
        attempt.then(
          () => "enters",
          () => "busy",
        ),
        turn,
      ]),
    ),
  );
}

describe("createGuessLane()", () => {
  test("an origin is free until it used its failures up, and again when they are forgiven", async () => {
    let nowMs = 1_000;
    const lane = createGuessLane(() => nowMs, LIMITS);
    fail(lane, 2);
    const free = Array.from({ length: 9 }, () => lane.enter(STRANGER));
    expect(await entered(...free)).not.toContain("busy");
    fail(lane, 1);
    const beyond = [1, 2, 3].map(() => lane.enter(STRANGER));
    expect((await entered(...beyond))[2]).toBe("busy");
    nowMs += 1_000;
    await Promise.allSettled(beyond);
    const forgiven = Array.from({ length: 9 }, () => lane.enter(STRANGER));
    expect(await entered(...forgiven)).not.toContain("busy");
  });

  test("another origin does not feel it, and what held before does not wait", async () => {
    const lane = createGuessLane(() => 0, { ...LIMITS, pacedPerSecond: 1 });
    fail(lane, 3);
    lane.settle(OWNER, true);
    const [first, second, third, fourth] = [1, 2, 3, 4].map(() => lane.enter(STRANGER));
    const all = await entered(
      ...[first, second, third, fourth].map((attempt) => attempt ?? Promise.resolve()),
      lane.enter(OWNER),
      lane.enter(OTHER),
    );
    expect(all.slice(1)).toEqual(["waits", "busy", "busy", "enters", "enters"]);
  });

  test("the right secret of the same name is looked at in its turn, however many fail", async () => {
    const lane = createGuessLane(() => 0, LIMITS);
    fail(lane, 1_000);
    await expect(lane.enter(OWNER)).resolves.toBeUndefined();
  });

  test("isFull() of an origin whose guesses wait already, of no other", async () => {
    const lane = createGuessLane(() => 0, { ...LIMITS, pacedPerSecond: 1 });
    fail(lane, 3);
    expect(lane.isFull(STRANGER.origin)).toBe(false);
    for (let at = 0; at < LIMITS.waitingMax + 1; at += 1) void lane.enter(STRANGER).catch(() => undefined);
    expect([lane.isFull(STRANGER.origin), lane.isFull(OTHER.origin)]).toEqual([true, false]);
  });

  test("what waits in all lanes is bounded", async () => {
    const lane = createGuessLane(() => 0, { ...LIMITS, pacedPerSecond: 1 });
    const origins = ["10.0.0.1", "10.0.0.2"];
    for (const origin of origins) fail(lane, 3, origin);
    const attempts = origins.flatMap((origin) => [1, 2].map(() => lane.enter({ ...STRANGER, origin })));
    expect((await entered(...attempts)).at(-1)).toBe("busy");
  });

  test("guesses from many addresses are paced together", async () => {
    const lane = createGuessLane(() => 0, { ...LIMITS, pacedPerSecond: 1 });
    for (let at = 0; at < 30; at += 1) fail(lane, 1, `10.0.0.${at}`);
    const all = await entered(...[1, 2, 3].map(() => lane.enter(OTHER)));
    expect(all.slice(1)).toEqual(["waits", "busy"]);
  });
});
