import { describe, expect, test } from "vitest";
import { createRecentClaims } from "../../src/accounts/recent-claims.ts";
import { type ClaimOwner, createRefuseEarly } from "../../src/submission/refuse-early.ts";
import type { Turn } from "../../src/submission/turn.ts";

const FLOOD: ClaimOwner = { realm: "test", organizationId: "flood" };
const CALM: ClaimOwner = { realm: "test", organizationId: "calm" };
/** The same credential name in the realm that nobody floods. */
const ELSEWHERE: ClaimOwner = { realm: "production", organizationId: "flood" };

function place(guessing: readonly string[] = []) {
  const claims = createRecentClaims<ClaimOwner>(new Uint8Array(32));
  const asked: Turn[] = [];
  const look = createRefuseEarly({
    claims,
    turns: {
      test: {
        isFull: (turn) => {
          asked.push(turn);
          return turn.organizationId === FLOOD.organizationId;
        },
      },
      production: { isFull: () => false },
    },
    isGuessing: (address) => guessing.includes(address),
  });
  const unread = (name: string, remoteAddress = "192.0.2.7") =>
    look({ credentials: Buffer.from(name), kind: "query", remoteAddress });
  const prove = (name: string, owner: ClaimOwner): void => {
    claims.remember(unread(name).claimKey ?? "", owner);
  };
  return { look, asked, unread, prove };
}

describe("createRefuseEarly()", () => {
  test.each([
    { what: "a claim of the organization that floods", owner: FLOOD, isTooMuch: true },
    { what: "a claim of another organization", owner: CALM, isTooMuch: false },
    { what: "a claim of that organization in the other realm", owner: ELSEWHERE, isTooMuch: false },
  ])("$what that held before: too much is $isTooMuch", ({ owner, isTooMuch }) => {
    const { unread, prove } = place();
    prove("claim", owner);
    expect(unread("claim").isTooMuch).toBe(isTooMuch);
  });

  test("who does not know the secret, or comes from elsewhere, learns nothing of the flood", () => {
    const { asked, unread, prove } = place();
    prove("flood with its secret", FLOOD);
    expect(unread("flood with a guess").isTooMuch).toBe(false);
    expect(unread("flood with its secret", "192.0.2.8").isTooMuch).toBe(false);
    expect(asked).toEqual([]);
  });

  test("an address that guesses is refused early, but not a claim that held from there", () => {
    const { unread, prove } = place(["192.0.2.7"]);
    prove("right", CALM);
    expect([unread("guess").isTooMuch, unread("right").isTooMuch]).toEqual([true, false]);
  });

  test("what was not found is looked at as a guess, and gets no key", () => {
    const look = place(["192.0.2.9"]).look;
    const at = (remoteAddress: string) => look({ credentials: undefined, kind: "update", remoteAddress });
    expect(at("192.0.2.7")).toEqual({ claimKey: undefined, isTooMuch: false });
    expect(at("192.0.2.9")).toEqual({ claimKey: undefined, isTooMuch: true });
  });
});
