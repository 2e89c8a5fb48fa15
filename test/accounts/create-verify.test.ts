import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CredentialClaim } from "../../src/accounts/authenticate.ts";
import { createVerify, type VerifyDeps } from "../../src/accounts/create-verify.ts";
import {
  type IssuedCredential,
  issueCredential,
  revokeCredential,
  rotateCredential,
} from "../../src/accounts/credentials.ts";
import { createOrganization, setSuspended } from "../../src/accounts/organizations.ts";
import {
  ROOT,
  type TestAdministration,
  testAdministration,
  WEDNESDAY_MS,
} from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";

const DAY_MS = 86_400_000;

let place: TestPlace;
let app: TestAdministration;
let issued: IssuedCredential;
let parentId: string;
let organizationId: string;

beforeEach(async () => {
  place = await freshPlace("sqlite");
  app = await testAdministration(place);
  const group = { name: "Lakes Group", facilities: ["G1"], mnvfc: false };
  parentId = (await createOrganization(app, ROOT, group)).id;
  const clinic = { name: "North Clinic", facilities: ["N1", "N2"], mnvfc: false, parentId };
  organizationId = (await createOrganization(app, ROOT, clinic)).id;
  await createOrganization(app, ROOT, { name: "Stranger", facilities: ["X1"], mnvfc: false });
  issued = await issueCredential(app, ROOT, { organizationId, realm: "test" });
});
afterEach(async () => {
  await app.verifyDeps.uses.close();
  await place.remove();
});

function claim(changes: Partial<CredentialClaim> = {}): CredentialClaim {
  const { credential, secret, facilityId } = issued;
  const right = {
    username: credential.username,
    password: secret,
    facilityId,
    remoteAddress: "198.51.100.7",
  };
  return { ...right, ...changes };
}

/** Every cause for which a log-in is refused, and how it comes about. */
const REFUSALS: readonly {
  readonly cause: string;
  readonly prepare?: () => Promise<unknown>;
  readonly changes?: Partial<CredentialClaim>;
  readonly realms?: VerifyDeps["realms"];
}[] = [
  { cause: "unknown-username", changes: { username: "nobody-t-0000" } },
  { cause: "unknown-username", changes: { username: undefined } },
  { cause: "unknown-username", changes: { username: "with:colon" } },
  { cause: "unknown-username", changes: { username: "nul\0" } },
  { cause: "unknown-username", changes: { username: "x".repeat(100_000) } },
  { cause: "wrong-secret", changes: { password: "miic_t_wrong" } },
  { cause: "wrong-secret", changes: { password: undefined } },
  { cause: "wrong-secret", changes: { password: "" } },
  {
    cause: "revoked",
    prepare: () => revokeCredential(app, ROOT, { credentialId: issued.credential.id, reason: "lost" }),
  },
  { cause: "expired", prepare: async () => app.setClock(issued.credential.expiresAtMs) },
  { cause: "suspended", prepare: () => setSuspended(app, ROOT, { organizationId, suspended: true }) },
  {
    cause: "suspended",
    prepare: () => setSuspended(app, ROOT, { organizationId: parentId, suspended: true }),
  },
  { cause: "facility-not-theirs", changes: { facilityId: "X1" } },
  { cause: "facility-not-theirs", changes: { facilityId: "G1" } },
  { cause: "facility-not-theirs", changes: { facilityId: "n1" } },
  { cause: "facility-not-theirs", changes: { facilityId: undefined } },
  { cause: "realm-not-served", realms: ["production"] },
];

/** The work of a log-in, in order: statements and hashes. */
function recorded(deps: VerifyDeps): { readonly deps: VerifyDeps; readonly work: readonly string[] } {
  const work: string[] = [];
  const watch = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get: (target, property, receiver) => {
        const value: unknown = Reflect.get(target, property, receiver);
        if (typeof value !== "function") return value;
        return (...words: readonly unknown[]): unknown => {
          work.push(`${name}.${String(property)}`);
          return Reflect.apply(value, target, words);
        };
      },
    });
  const { directory, failures, hasher } = deps;
  const watched = {
    directory: watch("directory", directory),
    failures: watch("failures", failures),
    hasher: watch("hasher", hasher),
  };
  return { deps: { ...deps, ...watched }, work };
}

/** What our log says of twelve wrong attempts. */
async function twelveAttempts(username: string): Promise<readonly string[]> {
  const start = app.lines.length;
  for (let at = 0; at < 12; at += 1) await app.verify(claim({ username, password: "wrong" }));
  return app.lines.slice(start).map(({ event, fields }) => (fields.reason === "too-early" ? "early" : event));
}

describe("createVerify()", () => {
  test("gives the organization of the credential, its realm and its sites with their owners", async () => {
    const principal = await app.verify(claim({ facilityId: "N2" }));
    const owner = {
      organizationId,
      stage: "REGISTERED",
      zone: "America/Chicago",
      ackWarnings: "AE",
      may: ["submit", "query"],
      suspended: false,
      productionOverride: false,
    };
    expect(principal).toEqual({
      credentialId: issued.credential.id,
      realm: "test",
      organizationId,
      facilityId: "N2",
      sites: new Map([
        ["N1", owner],
        ["N2", owner],
      ]),
    });
  });

  test("lets a parent send for its children", async () => {
    issued = await issueCredential(app, ROOT, { organizationId: parentId, realm: "test" });
    const principal = await app.verify(claim({ facilityId: "N2" }));
    expect([...(principal?.sites ?? [])].map(([code, owner]) => [code, owner.organizationId])).toEqual(
      expect.arrayContaining([
        ["G1", parentId],
        ["N1", organizationId],
        ["N2", organizationId],
      ]),
    );
  });

  test("does not let a parent speak as a suspended child, but hands its sites on as suspended", async () => {
    issued = await issueCredential(app, ROOT, { organizationId: parentId, realm: "test" });
    await setSuspended(app, ROOT, { organizationId, suspended: true });
    expect(await app.verify(claim({ facilityId: "N1" }))).toBeUndefined();
    const principal = await app.verify(claim({ facilityId: "G1" }));
    expect(principal?.sites.get("N1")?.suspended).toBe(true);
  });

  test("takes both credentials during an overlap and only the new one after it", async () => {
    const old = issued;
    issued = await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 1 });
    const oldClaim = claim({ username: old.credential.username, password: old.secret });
    expect(await app.verify(oldClaim)).toBeDefined();
    expect(await app.verify(claim())).toBeDefined();
    app.setClock(WEDNESDAY_MS + DAY_MS);
    expect(await app.verify(oldClaim)).toBeUndefined();
    expect(await app.verify(claim())).toBeDefined();
  });

  test("a revocation holds from the next call on", async () => {
    expect(await app.verify(claim())).toBeDefined();
    await revokeCredential(app, ROOT, { credentialId: issued.credential.id, reason: "lost" });
    expect(await app.verify(claim())).toBeUndefined();
  });

  test.each(REFUSALS)(
    "refuses for $cause $changes with nothing but undefined, and the reason in our log",
    async ({ cause, prepare, changes, realms = ["test", "production"] }) => {
      await prepare?.();
      const verify = createVerify({ ...app.verifyDeps, realms });
      expect(await verify(claim(changes))).toBeUndefined();
      expect(app.lines.at(-1)).toMatchObject({ event: "login-failed", fields: { reason: cause } });
    },
  );

  test.each(REFUSALS)(
    "does the same work to refuse for $cause $changes",
    async ({ prepare, changes, realms = ["test", "production"] }) => {
      const expected = [
        "directory.findLogin",
        "hasher.hash",
        "failures.find",
        "hasher.matches",
        "directory.currentSites",
        "failures.add",
      ];
      await prepare?.();
      const { deps, work } = recorded({ ...app.verifyDeps, realms });
      await createVerify(deps)(claim(changes));
      expect(work).toEqual(expected);
    },
  );

  test("no log line holds a username or a secret", async () => {
    await app.verify(claim({ username: "mistyped-secret-here" }));
    await app.verify(claim({ password: "wrong-password-here" }));
    await app.verify(claim());
    const text = JSON.stringify(app.lines);
    const { credential, secret } = issued;
    for (const word of ["mistyped-secret-here", "wrong-password-here", credential.username, secret])
      expect(text).not.toContain(word);
  });

  test("unknown and known usernames are delayed alike", async () => {
    const known = await twelveAttempts(issued.credential.username);
    expect(await twelveAttempts("nobody-t-0000")).toEqual(known);
    expect(known.slice(-2)).toEqual(["early", "early"]);
  });

  test("notes the last use, and from where", async () => {
    await app.verify(claim());
    await app.verifyDeps.uses.close();
    expect(await app.store.findCredential(issued.credential.id)).toMatchObject({
      lastUsedAtMs: WEDNESDAY_MS,
      lastUsedFrom: "198.51.100.7",
    });
  });
});
