import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createVerifyToken } from "../../src/accounts/create-verify-token.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import { createPasswordHasher } from "../../src/accounts/password-hasher.ts";
import { issueToken, listTokens, revokeToken } from "../../src/accounts/tokens.ts";
import {
  actorOf,
  createUser,
  disableUser,
  listUsers,
  resetUser,
  type UserAdministrationDeps,
} from "../../src/accounts/users.ts";
import { isDateOnly } from "../../src/kernel/dates.ts";
import { ROOT, type TestAdministration, testAdministration } from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";

const HERE = "198.51.100.7";

let place: TestPlace;
let app: TestAdministration;
let deps: UserAdministrationDeps;

beforeEach(async () => {
  place = await freshPlace("sqlite");
  app = await testAdministration(place);
  deps = { ...app, passwords: createPasswordHasher(randomBytes) };
});
afterEach(async () => {
  await place.remove();
});

const ada = { username: "ada", role: "reviewer", organizationIds: [] } as const;

describe("createUser()", () => {
  test("gives a generated password that the stored hash knows, and the password is nowhere", async () => {
    const { user, password } = await createUser(deps, ROOT, ada);
    expect(password).toMatch(/^(?:[0-9a-z]{5}-){3}[0-9a-z]{5}$/);
    expect(user.passwordHash).toMatch(/^argon2id\$m=19456,t=2,p=1\$[\w-]{22}\$[\w-]{43}$/);
    const stored = await app.store.findUser("ada");
    expect(await deps.passwords.matches(password, stored?.passwordHash)).toBe(true);
    expect(JSON.stringify([stored, await app.store.listAudit(10)])).not.toContain(password);
  });

  test.each([
    { what: "a colon in the name", asked: { username: "a:b" }, kind: "usage" },
    { what: "one letter", asked: { username: "a" }, kind: "usage" },
    { what: "an integrator of nobody", asked: { role: "integrator" }, kind: "usage" },
    { what: "a reviewer of one organization", asked: { organizationIds: ["x"] }, kind: "usage" },
    {
      what: "an integrator of an unknown organization",
      asked: { role: "integrator", organizationIds: ["nobody"] },
      kind: "not-found",
    },
    { what: "a name that is taken", asked: { username: "bob" }, kind: "policy" },
  ] as const)("refuses $what as $kind", async ({ asked, kind }) => {
    await createUser(deps, ROOT, { ...ada, username: "bob" });
    await expect(createUser(deps, ROOT, { ...ada, ...asked })).rejects.toMatchObject({ kind });
  });

  test("keeps an integrator's organizations", async () => {
    const { id } = await createOrganization(app, ROOT, { name: "North", facilities: ["N1"], mnvfc: false });
    const asked = { username: "ivy", role: "integrator", organizationIds: [id, id] } as const;
    await createUser(deps, ROOT, asked);
    expect(await listUsers(deps, ROOT)).toMatchObject([{ username: "ivy", organizationIds: [id] }]);
  });
});

describe("resetUser() and disableUser()", () => {
  test("a reset ends the old password and a disabling", async () => {
    const first = await createUser(deps, ROOT, ada);
    await disableUser(deps, ROOT, "ada");
    const second = await resetUser(deps, ROOT, "ada");
    const stored = await app.store.findUser("ada");
    expect(stored?.disabled).toBe(false);
    expect(await deps.passwords.matches(first.password, stored?.passwordHash)).toBe(false);
    expect(await deps.passwords.matches(second.password, stored?.passwordHash)).toBe(true);
  });

  test("a reset revokes the user's tokens and nobody else's, and the audit trail names them", async () => {
    await createUser(deps, ROOT, ada);
    await createUser(deps, ROOT, { ...ada, username: "bob" });
    const [own, other] = await Promise.all(
      ["ada", "bob"].map((username) => issueToken(deps, ROOT, { username, scope: "read" })),
    );
    await disableUser(deps, ROOT, "ada");
    await resetUser(deps, ROOT, "ada");
    const live = (await listTokens(deps, ROOT)).filter(({ revokedAtMs }) => revokedAtMs === undefined);
    expect(live.map(({ id }) => id)).toEqual([other?.token.id]);
    const [entry] = await app.store.listAudit(1, { action: "user.reset" });
    expect(entry?.detail).toMatchObject({ revokedTokens: [own?.token.id] });
  });

  test.each([
    ["resetUser()", () => resetUser(deps, ROOT, "nobody")],
    ["disableUser()", () => disableUser(deps, ROOT, "nobody")],
  ])("%s of nobody is not found", async (_name, act) => {
    await expect(act()).rejects.toMatchObject({ kind: "not-found" });
  });
});

describe("actorOf()", () => {
  test("binds a user's role, and takes any other name as a label beside the system's user", async () => {
    await createUser(deps, ROOT, ada);
    const reads = app.store;
    expect(await actorOf(reads, "ada", "www", "cli")).toEqual({
      name: "ada",
      osUser: "www",
      source: "cli",
      user: { role: "reviewer", organizationIds: [] },
    });
    expect(await actorOf(reads, "Ticket 17", "www", "cli")).toEqual({
      name: "Ticket 17",
      osUser: "www",
      source: "cli",
    });
    await disableUser(deps, ROOT, "ada");
    await expect(actorOf(reads, "ada", "www", "cli")).rejects.toMatchObject({ kind: "policy" });
    await expect(actorOf(reads, "a\nb", "www", "cli")).rejects.toMatchObject({ kind: "usage" });
  });
});

function verify(id: string, token: string): Promise<unknown> {
  return createVerifyToken({ ...app.verifyDeps, directory: app.store })(id, token, HERE);
}

describe("tokens", () => {
  beforeEach(async () => {
    await createUser(deps, ROOT, ada);
  });

  test("hold for their id and secret, with login and scope", async () => {
    const { token, secret } = await issueToken(deps, ROOT, { username: "ada", scope: "metrics" });
    expect(secret).toMatch(/^miic_k_/);
    expect(await verify(token.id, secret)).toEqual({ tokenId: token.id, login: "ada", scopes: ["metrics"] });
    expect(await verify(token.id, `${secret}x`)).toBeUndefined();
    expect(await verify(token.id, "")).toBeUndefined();
    expect(await verify("tok-unknown", secret)).toBeUndefined();
    expect(await verify("nul\0", secret)).toBeUndefined();
  });

  test.each([
    ["revoked", (id: string) => revokeToken(deps, ROOT, id)],
    ["its user disabled", () => disableUser(deps, ROOT, "ada")],
    [
      "expired",
      async () => {
        const [token] = await listTokens(deps, ROOT);
        app.setClock(token?.expiresAtMs ?? 0);
      },
    ],
  ])("do not hold when %s", async (_what, end) => {
    const { token, secret } = await issueToken(deps, ROOT, { username: "ada", scope: "read" });
    expect(await verify(token.id, secret)).toBeDefined();
    await end(token.id);
    expect(await verify(token.id, secret)).toBeUndefined();
  });

  test("are delayed after ten failures", async () => {
    const { token, secret } = await issueToken(deps, ROOT, { username: "ada", scope: "read" });
    for (let at = 0; at < 10; at += 1) await verify(token.id, "wrong");
    expect(await verify(token.id, secret)).toBeUndefined();
  });

  test.each(["2026-01-14", "2025-01-01", "2027-01-16"])("cannot end on %s", async (expiresOn) => {
    if (!isDateOnly(expiresOn)) throw new RangeError(expiresOn);
    const issue = issueToken(deps, ROOT, { username: "ada", scope: "read", expiresOn });
    await expect(issue).rejects.toMatchObject({ kind: "usage" });
  });

  test("end at noon of the day given, or of a business day in 90 days", async () => {
    const day = "2026-06-30";
    if (!isDateOnly(day)) throw new RangeError(day);
    const given = await issueToken(deps, ROOT, { username: "ada", scope: "read", expiresOn: day });
    const fallback = await issueToken(deps, ROOT, { username: "ada", scope: "read" });
    expect([given, fallback].map(({ token }) => new Date(token.expiresAtMs).toISOString())).toEqual([
      "2026-06-30T17:00:00.000Z",
      "2026-04-14T17:00:00.000Z",
    ]);
  });

  test("are refused to nobody and to a disabled user", async () => {
    const nobody = issueToken(deps, ROOT, { username: "nobody", scope: "read" });
    await expect(nobody).rejects.toMatchObject({ kind: "not-found" });
    await disableUser(deps, ROOT, "ada");
    const disabled = issueToken(deps, ROOT, { username: "ada", scope: "read" });
    await expect(disabled).rejects.toMatchObject({ kind: "policy" });
    await expect(revokeToken(deps, ROOT, "tok-x")).rejects.toMatchObject({ kind: "not-found" });
  });
});
