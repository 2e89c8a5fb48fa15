import { describe, expect, test } from "vitest";
import { createRecentClaims } from "../../src/accounts/recent-claims.ts";

const SALT = new Uint8Array(32).fill(1);
const CLAIM = Buffer.from("<username>lake</username><password>canary-secret</password>");

describe("createRecentClaims()", () => {
  test("knows a claim that held by its bytes and its address, and no other", () => {
    const claims = createRecentClaims<string>(SALT);
    claims.remember(claims.keyOf(CLAIM, "192.0.2.7"), "org-1");
    expect(claims.ownerOf(claims.keyOf(CLAIM, "192.0.2.7"))).toBe("org-1");
    for (const [bytes, address] of [
      [CLAIM, "192.0.2.8"],
      [Buffer.from(CLAIM.toString().replace("secret", "guess")), "192.0.2.7"],
      [Buffer.concat([Buffer.from("7\0"), CLAIM]), "192.0.2."],
    ] as const)
      expect(claims.ownerOf(claims.keyOf(bytes, address))).toBeUndefined();
  });

  test("a key holds nothing of the claim, and is of no use to another process", () => {
    const key = createRecentClaims(SALT).keyOf(CLAIM, "192.0.2.7");
    expect(key).toMatch(/^[\w+/]{43}=$/);
    expect(createRecentClaims(new Uint8Array(32).fill(2)).keyOf(CLAIM, "192.0.2.7")).not.toBe(key);
  });

  test("forgets the one not seen for longest when there are too many", () => {
    const claims = createRecentClaims<number>(SALT, 2);
    for (const key of ["a", "b", "a", "c"]) claims.remember(key, 1);
    expect(["a", "b", "c"].map((key) => claims.ownerOf(key))).toEqual([1, undefined, 1]);
  });
});
