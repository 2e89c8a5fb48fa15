import { describe, expect, test } from "vitest";
import type { CredentialClaim } from "../../src/accounts/authenticate.ts";
import type { Principal } from "../../src/accounts/principal.ts";
import { createPassportAuthenticate } from "../../src/soap/passport-authenticate.ts";

const PRINCIPAL: Principal = {
  credentialId: "c1",
  realm: "test",
  organizationId: "o1",
  facilityId: "LAKE01",
  sites: new Map(),
};

function claim(fields: Partial<CredentialClaim>): CredentialClaim {
  return { username: "u", password: "p", facilityId: "F", remoteAddress: "192.0.2.1", ...fields };
}

describe("createPassportAuthenticate()", () => {
  test("gives the very principal that was proved", async () => {
    const authenticate = createPassportAuthenticate(async () => PRINCIPAL);
    expect(await authenticate(claim({}))).toBe(PRINCIPAL);
  });

  test("gives undefined when the claim does not hold", async () => {
    const authenticate = createPassportAuthenticate(async () => undefined);
    expect(await authenticate(claim({}))).toBeUndefined();
  });

  test.each([
    { given: { username: " u\n", facilityId: "\tF " }, seen: { username: "u", facilityId: "F" } },
    { given: { username: "  ", facilityId: "" }, seen: { username: undefined, facilityId: undefined } },
    {
      given: { username: undefined, facilityId: undefined },
      seen: { username: undefined, facilityId: undefined },
    },
    { given: { password: " p " }, seen: { password: " p " } },
    { given: { password: "" }, seen: { password: "" } },
    { given: { password: undefined }, seen: { password: undefined } },
  ])("verifies $seen for $given", async ({ given, seen }) => {
    const calls: CredentialClaim[] = [];
    const authenticate = createPassportAuthenticate(async (received) => {
      calls.push(received);
      return undefined;
    });
    await authenticate(claim(given));
    expect(calls).toEqual([claim({ ...given, ...seen })]);
  });

  test("rejects with what the verification threw, whatever it is", async () => {
    const failure = new Error("store down");
    const authenticate = createPassportAuthenticate(async () => {
      throw failure;
    });
    await expect(authenticate(claim({}))).rejects.toBe(failure);
  });

  test("keeps calls apart that run together", async () => {
    const authenticate = createPassportAuthenticate(async ({ username }) => {
      await Promise.resolve();
      return username === "u1" ? { ...PRINCIPAL, credentialId: username } : undefined;
    });
    const names = ["u1", "u2", "u1", "u3"];
    const found = await Promise.all(names.map((username) => authenticate(claim({ username }))));
    expect(found.map((principal) => principal?.credentialId)).toEqual(["u1", undefined, "u1", undefined]);
  });
});
