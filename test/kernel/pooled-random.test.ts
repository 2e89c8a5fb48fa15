import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPooledRandom } from "../../src/kernel/pooled-random.ts";

/** A source whose bytes can be told apart, four at a time: 0, 1, 2 … as 32-bit numbers. */
function countingSource(): (size: number) => Uint8Array {
  let next = 0;
  return (size) => new Uint8Array(Uint32Array.from({ length: Math.ceil(size / 4) }, () => next++).buffer);
}

describe("createPooledRandom()", () => {
  test("hands out no byte twice, whatever is drawn", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4096 }), { maxLength: 40 }), (quarters) => {
        const draw = createPooledRandom(countingSource());
        const seen = new Set<number>();
        for (const quarter of quarters) {
          const bytes = draw(quarter * 4);
          expect(bytes).toHaveLength(quarter * 4);
          for (const number of new Uint32Array(bytes.buffer)) {
            expect(seen.has(number)).toBe(false);
            seen.add(number);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("asks its source once for hundreds of draws", () => {
    let calls = 0;
    const draw = createPooledRandom((size) => {
      calls += 1;
      return randomBytes(size);
    });
    for (let index = 0; index < 500; index += 1) draw(12);
    expect(calls).toBe(1);
  });

  test("a draw keeps its bytes when the caller of another one writes over its own", () => {
    const draw = createPooledRandom(randomBytes);
    const first = draw(12);
    const before = Uint8Array.from(first);
    draw(12).fill(0);
    expect(first).toEqual(before);
  });

  test("a draw larger than the pool comes whole from the source", () => {
    expect(createPooledRandom(randomBytes)(100_000)).toHaveLength(100_000);
  });
});
