import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createComparisonDigests } from "../../src/vault/comparison-digest.ts";

test("createComparisonDigests() gives equal digests within a comparison and unrelated ones in the next", () => {
  const newDigest = createComparisonDigests(randomBytes);
  const [one, other] = [newDigest(), newDigest()];
  expect(one("a")).toBe(one("a"));
  expect(one("a")).not.toBe(one("b"));
  expect(one("a")).not.toBe(other("a"));
  expect(one("a")).toMatch(/^[\w-]{43}$/);
});
