import { describe, expect, test } from "vitest";
import { createPace, oneTurn } from "../../src/kernel/pace.ts";

/** How many of so many had gone on at the end of each turn. */
async function gone(perTurn: number, count: number, turns: number): Promise<readonly number[]> {
  const pace = createPace(perTurn);
  let on = 0;
  for (let at = 0; at < count; at += 1) void pace().then(() => (on += 1));
  const seen: number[] = [];
  for (let at = 0; at < turns; at += 1) {
    await oneTurn();
    seen.push(on);
  }
  return seen;
}

describe("createPace()", () => {
  test("lets so many go on in a turn", async () => {
    expect(await gone(2, 5, 4)).toEqual([2, 4, 5, 5]);
  });

  test("lets more go on when much waits, so that nobody waits long", async () => {
    const seen = await gone(1, 800, 80);
    expect([seen[0], seen.at(-1)]).toEqual([50, 800]);
  });

  test("keeps the order, and goes on after it was empty", async () => {
    const pace = createPace(1);
    const order: string[] = [];
    const go = (name: string): Promise<number> => pace().then(() => order.push(name));
    await Promise.all([go("a"), go("b")]);
    await go("c");
    expect(order).toEqual(["a", "b", "c"]);
  });
});
