import { describe, expect, test } from "vitest";
import { createTurns, type Strain, TURN_LIMITS, type TurnLimits } from "../../src/submission/turns.ts";
import type { Turn, TurnKind } from "../../src/submission/turn.ts";

const LIMITS: TurnLimits = {
  runningMax: 4,
  sharedMax: 6,
  waitingMax: 4,
  waitingDurationMsMax: 60_000,
  shareKeptMs: 1_000,
};

function update(organizationId: string): Turn {
  return { organizationId, kind: "update" };
}

/** Let everything go on that can. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Turns whose works end when they are told to, in the order in which they began. */
function place(limits: Partial<TurnLimits> = {}, strain: () => Strain = () => "none") {
  let nowMs = 0;
  const sharedMax = limits.runningMax ?? LIMITS.sharedMax;
  const turns = createTurns({ monotonicMs: () => nowMs, strain }, { ...LIMITS, sharedMax, ...limits });
  const started: string[] = [];
  const refused: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    turns,
    started,
    refused,
    later: (ms: number) => void (nowMs += ms),
    send: async (name: string, turn: Turn) => {
      const work = (): Promise<void> => {
        started.push(name);
        return new Promise((resolve) => {
          ends.set(name, resolve);
        });
      };
      turns.take(turn, work).catch((error: { code?: string }) => refused.push(`${name} ${error.code}`));
      await settle();
    },
    end: async (name: string) => {
      ends.get(name)?.();
      await settle();
    },
  };
}

describe("createTurns()", () => {
  test("lets an organization that is alone have every place, and bounds what waits", async () => {
    const { turns, started, refused, send } = place();
    for (let at = 0; at < 9; at += 1) await send(`a${at}`, update("a"));
    expect(started).toEqual(["a0", "a1", "a2", "a3"]);
    expect([turns.load(), refused]).toEqual([{ running: 4, waiting: 4 }, ["a8 busy"]]);
  });

  test("a flood of one leaves the other its share of places and of waiting", async () => {
    const { started, refused, send, end } = place();
    await send("b0", update("b"));
    for (let at = 0; at < 7; at += 1) await send(`a${at}`, update("a"));
    expect(started).toEqual(["b0", "a0", "a1"]);
    await send("b1", update("b"));
    expect(started).toContain("b1");
    await send("b2", update("b"));
    expect(refused).toEqual(["a6 busy", "a5 busy"]);
    await end("a0");
    expect(started.at(-1)).toBe("a2");
    await end("b0");
    expect(started.at(-1)).toBe("b2");
  });

  test("who comes while two flood finds a place free, however many of theirs wait", async () => {
    const { turns, started, send } = place({ waitingMax: 40 });
    await send("b0", update("b"));
    for (let at = 0; at < 20; at += 1) await send(`a${at}`, update("a"));
    for (let at = 1; at < 20; at += 1) await send(`b${at}`, update("b"));
    expect([started, turns.load().waiting]).toEqual([["b0", "a0", "a1", "b1"], 36]);
    await send("c", update("c"));
    expect(started.at(-1)).toBe("c");
  });

  test("isFull() says what would be refused at once, by organization and kind, and takes nothing", async () => {
    const { turns, refused, send } = place({ runningMax: 1, sharedMax: 1 });
    await send("a0", update("a"));
    for (let at = 1; at < 5; at += 1) await send(`a${at}`, { organizationId: "a", kind: "query" });
    const full = (organizationId: string, kind: TurnKind): boolean => turns.isFull({ organizationId, kind });
    expect([full("a", "query"), full("a", "backload")]).toEqual([true, true]);
    expect([full("a", "update"), full("b", "query"), full("b", "update")]).toEqual([false, false, false]);
    expect([turns.load(), refused]).toEqual([{ running: 1, waiting: 4 }, []]);
  });

  test("tells the work how long it waited", async () => {
    let nowMs = 0;
    const turns = createTurns(
      { monotonicMs: () => nowMs, strain: () => "none" },
      { ...LIMITS, runningMax: 1 },
    );
    const first = turns.take(update("a"), async (waitedMs) => {
      nowMs += 70;
      await settle();
      return waitedMs;
    });
    const second = turns.take(update("a"), async (waitedMs) => waitedMs);
    expect([await first, await second]).toEqual([0, 70]);
  });

  test("what waited goes on when the pace lets it", async () => {
    const asked: (() => void)[] = [];
    const pace = (): Promise<void> => new Promise((resolve) => asked.push(resolve));
    const turns = createTurns(
      { monotonicMs: () => 0, strain: () => "none", pace },
      { ...LIMITS, runningMax: 1 },
    );
    const done: string[] = [];
    const all = ["a", "b"].map((name) => turns.take(update("x"), async () => done.push(name)));
    await settle();
    expect([done, asked.length]).toEqual([["a"], 1]);
    asked[0]?.();
    await Promise.all(all);
    expect(done).toEqual(["a", "b"]);
  });

  test("what was shared is given back when the other has been gone for a while", async () => {
    const { started, send, end, later } = place();
    await send("b", update("b"));
    await end("b");
    for (const name of ["a0", "a1", "a2"]) await send(name, update("a"));
    expect(started).toEqual(["b", "a0", "a1"]);
    later(LIMITS.shareKeptMs + 1);
    await send("a3", update("a"));
    await end("a0");
    expect(started).toEqual(["b", "a0", "a1", "a2", "a3"]);
  });

  test("live updates go before queries, and those before old doses", async () => {
    const { started, send, end } = place({ runningMax: 1 });
    await send("first", update("x"));
    for (const kind of ["backload", "query", "update"] satisfies TurnKind[])
      await send(kind, { organizationId: "a", kind });
    for (const name of ["first", "update", "query"]) await end(name);
    expect(started).toEqual(["first", "update", "query", "backload"]);
  });

  test("a lesser kind gives way when no place to wait is left, and is not shut out for ever", async () => {
    const { started, refused, send, end } = place({ runningMax: 1, waitingMax: 8 });
    await send("u0", update("a"));
    for (let at = 0; at < 8; at += 1) await send(`q${at}`, { organizationId: "a", kind: "query" });
    for (let at = 1; at < 8; at += 1) await send(`u${at}`, update("a"));
    expect(refused).toEqual([7, 6, 5, 4, 3, 2, 1].map((at) => `q${at} busy`));
    for (let at = 0; at < 7; at += 1) await end(`u${at}`);
    expect(started.at(-1)).toBe("q0");
  });

  test("who waits too long is refused and never runs", async () => {
    const { turns, started, refused, send } = place({ runningMax: 1, waitingDurationMsMax: 1 });
    await send("a", update("a"));
    await expect(turns.take(update("a"), async () => started.push("b"))).rejects.toMatchObject({
      code: "busy",
    });
    expect([started, refused, turns.load().waiting]).toEqual([["a"], [], 0]);
  });

  test("a work that fails gives its place on", async () => {
    const { turns } = place({ runningMax: 1 });
    const failing = turns.take(update("a"), () => Promise.reject(new Error("defect")));
    const next = turns.take(update("a"), async () => "done");
    await expect(failing).rejects.toThrow("defect");
    expect(await next).toBe("done");
    expect(turns.load()).toEqual({ running: 0, waiting: 0 });
  });

  test.each<{ strain: Strain; kind: TurnKind; waits: boolean }>([
    { strain: "none", kind: "query", waits: true },
    { strain: "strained", kind: "update", waits: true },
    { strain: "strained", kind: "query", waits: false },
    { strain: "strained", kind: "backload", waits: false },
    { strain: "stalled", kind: "update", waits: false },
  ])("in a process that is $strain a $kind waits: $waits", async ({ strain, kind, waits }) => {
    const { started, refused, send } = place({ runningMax: 1 }, () => strain);
    await send("first", update("a"));
    await send("second", { organizationId: "b", kind });
    expect(started).toEqual(["first"]);
    expect(refused).toEqual(waits ? [] : ["second busy"]);
  });

  test("a stalled process that has nothing to do takes one all the same", async () => {
    const { started, send } = place({}, () => "stalled");
    await send("a", update("a"));
    await send("b", update("a"));
    expect(started).toEqual(["a"]);
  });

  test("serves everybody once in any mix, and never more than its bound", async () => {
    let [most, running, done] = [0, 0, 0];
    const turns = createTurns(
      { monotonicMs: () => 0, strain: () => "none" },
      { ...TURN_LIMITS, waitingMax: 1_000, waitingDurationMsMax: 60_000 },
    );
    const kinds: readonly TurnKind[] = ["update", "query", "backload"];
    const all = Array.from({ length: 900 }, (_, at) =>
      turns.take({ organizationId: `o${at % 7}`, kind: kinds[at % 3] ?? "update" }, async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        done += 1;
      }),
    );
    await Promise.all(all);
    expect([done, most <= TURN_LIMITS.runningMax, turns.load()]).toEqual([
      900,
      true,
      { running: 0, waiting: 0 },
    ]);
  });

  test.each([0, 1.5, Number.NaN])("does not take %d for a limit", (runningMax) => {
    expect(() => place({ runningMax })).toThrow(RangeError);
  });
});
