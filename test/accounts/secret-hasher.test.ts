import { describe, expect, test } from "vitest";
import { createSecretHasher } from "../../src/accounts/secret-hasher.ts";

const first = { id: "1", key: Buffer.alloc(32, 1) };
const second = { id: "2", key: Buffer.alloc(32, 2) };

describe("createSecretHasher()", () => {
  test("matches() proves a hash under a pepper that another process made, and hashes with it from then on", () => {
    const stored = createSecretHasher(second, [first]).hash("credential", "s3cret");
    const hasher = createSecretHasher(first, [], () => [first, second]);
    const old = hasher.hash("credential", "s3cret");
    expect([old.pepperId, hasher.isOutdated(old)]).toEqual(["1", false]);
    expect(hasher.matches("credential", "s3cret", stored)).toBe(true);
    expect(hasher.matches("credential", "wrong", stored)).toBe(false);
    expect(hasher.hash("credential", "s3cret")).toEqual(stored);
    expect([hasher.isOutdated(old), hasher.isOutdated(stored)]).toEqual([true, false]);
    expect(hasher.matches("credential", "s3cret", old)).toBe(true);
  });

  test("matches() what hash() made, and nothing else", () => {
    const hasher = createSecretHasher(first);
    const stored = hasher.hash("credential", "s3cret");
    expect(stored).toEqual({ pepperId: "1", hash: expect.stringMatching(/^[\w-]{43}$/) });
    expect(hasher.matches("credential", "s3cret", stored)).toBe(true);
    expect(hasher.matches("credential", "s3creT", stored)).toBe(false);
    expect(hasher.matches("token", "s3cret", stored)).toBe(false);
    expect(hasher.matches("credential", "s3cret", undefined)).toBe(false);
    expect(hasher.matches("credential", "s3cret", { ...stored, hash: "" })).toBe(false);
  });

  test("an earlier pepper still holds for what it hashed; a lost one does not", () => {
    const stored = createSecretHasher(first).hash("credential", "s3cret");
    expect(createSecretHasher(second, [first]).matches("credential", "s3cret", stored)).toBe(true);
    expect(createSecretHasher(second).matches("credential", "s3cret", stored)).toBe(false);
    expect(createSecretHasher(second, [first]).hash("credential", "s3cret").pepperId).toBe("2");
  });

  test("another pepper of the same name does not hold", () => {
    const stored = createSecretHasher(first).hash("credential", "s3cret");
    expect(createSecretHasher({ ...second, id: "1" }).matches("credential", "s3cret", stored)).toBe(false);
  });
});
