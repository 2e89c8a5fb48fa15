import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createIdSource } from "../../src/kernel/id-source.ts";

describe("createIdSource()", () => {
  test("gives ids of 26 characters of the Crockford alphabet", () => {
    const newId = createIdSource(() => Date.parse("2026-01-14T15:00:00Z"), randomBytes);
    expect(newId()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test("sorts by the order of making within one millisecond and beyond", () => {
    let ms = 1_768_400_000_000;
    const newId = createIdSource(() => ms, randomBytes);
    const ids = Array.from({ length: 5_000 }, (_, index) => {
      if (index % 100 === 99) ms += 1;
      return newId();
    });
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("goes on in order when the clock goes back", () => {
    let ms = 1_768_400_000_000;
    const newId = createIdSource(() => ms, randomBytes);
    const before = newId();
    ms -= 3_600_000;
    expect(newId() > before).toBe(true);
  });

  test("counts up over the highest random value without losing order", () => {
    const newId = createIdSource(
      () => 1,
      (size) => new Uint8Array(size).fill(0xff),
    );
    const ids = [newId(), newId(), newId()];
    expect(ids.toSorted()).toEqual(ids);
  });

  test("two sources at the same instant do not meet", () => {
    const [a, b] = [createIdSource(() => 1, randomBytes), createIdSource(() => 1, randomBytes)];
    expect(a()).not.toBe(b());
  });
});
