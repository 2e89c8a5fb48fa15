import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createPasswordHasher } from "../../src/accounts/password-hasher.ts";

const hasher = createPasswordHasher(randomBytes);

test("matches() takes the password of the hash only", async () => {
  const stored = await hasher.hash("correct horse battery staple");
  expect(await hasher.matches("correct horse battery staple", stored)).toBe(true);
  expect(await hasher.matches("correct horse battery stapl", stored)).toBe(false);
  expect(await hasher.matches("", stored)).toBe(false);
});

test("hash() salts", async () => {
  expect(await hasher.hash("same")).not.toBe(await hasher.hash("same"));
});

test.each([undefined, "", "plain$x$y$z", "argon2id$m=1,t=1,p=1$AAAA$AAAA", "argon2id$m=19456,t=2,p=1$$"])(
  "matches() against %s is false",
  async (stored) => {
    expect(await hasher.matches("", stored)).toBe(false);
  },
);

test("a password of more than 256 characters does not match, even its own hash", async () => {
  const stored = await hasher.hash("x".repeat(257));
  expect(await hasher.matches("x".repeat(257), stored)).toBe(false);
});

test("more than 18 at the same time are refused as busy, the others end", async () => {
  const settled = await Promise.allSettled(Array.from({ length: 20 }, () => hasher.matches("x", undefined)));
  const refused = settled.filter(({ status }) => status === "rejected");
  expect(refused).toEqual([
    { status: "rejected", reason: expect.objectContaining({ code: "busy" }) },
    { status: "rejected", reason: expect.objectContaining({ code: "busy" }) },
  ]);
  expect(await hasher.matches("x", undefined)).toBe(false);
});
