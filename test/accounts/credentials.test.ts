import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  issueCredential,
  listCredentials,
  revokeCredential,
  rotateCredential,
} from "../../src/accounts/credentials.ts";
import { STAGES, stagePermitsProduction, type Stage } from "../../src/accounts/organization.ts";
import { createOrganization, setSuspended } from "../../src/accounts/organizations.ts";
import type { Actor } from "../../src/accounts/policy.ts";
import { rotateAll } from "../../src/accounts/rotate-all.ts";
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
let organizationId: string;

beforeEach(async () => {
  place = await freshPlace("sqlite");
  app = await testAdministration(place);
  const asked = { name: "North Clinic", facilities: ["N1", "N2"], mnvfc: false };
  organizationId = (await createOrganization(app, ROOT, asked)).id;
});
afterEach(async () => {
  await place.remove();
});

async function moveTo(stage: Stage): Promise<void> {
  await app.store.transaction(async (tx) => {
    const organization = await tx.findOrganization(organizationId);
    if (organization !== undefined) await tx.saveOrganization({ ...organization, stage });
  });
}

/** `issued`, or the kind of refusal. */
async function outcome(realm: "test" | "production", overrideReason?: string): Promise<string> {
  const why = overrideReason === undefined ? {} : { overrideReason };
  return issueCredential(app, ROOT, { organizationId, realm, ...why }).then(
    () => "issued",
    (error: unknown) => (error as { kind: string }).kind,
  );
}

describe("issueCredential()", () => {
  test("gives a username, a secret and a site, valid for a year until noon of a business day", async () => {
    const issued = await issueCredential(app, ROOT, { organizationId, realm: "test" });
    expect(issued).toMatchObject({
      facilityId: "N1",
      secret: expect.stringMatching(/^miic_t_[0-9a-z]{28}$/),
      credential: {
        organizationId,
        realm: "test",
        username: expect.stringMatching(/^northclinic-t-[0-9a-z]{4}$/),
        issuedAtMs: WEDNESDAY_MS,
        expiresAtMs: Date.parse("2027-01-14T12:00:00-06:00"),
      },
    });
  });

  test.each([
    { today: "2027-01-02", expires: "2028-01-03T12:00:00-06:00", why: "a Sunday" },
    { today: "2026-07-05", expires: "2027-07-06T12:00:00-05:00", why: "Independence Day, observed" },
    { today: "2026-12-25", expires: "2027-12-27T12:00:00-06:00", why: "a weekend after Christmas" },
  ])("moves the end past $why", async ({ today, expires }) => {
    app.setClock(Date.parse(`${today}T18:00:00Z`));
    const { credential } = await issueCredential(app, ROOT, { organizationId, realm: "test" });
    expect(new Date(credential.expiresAtMs).toISOString()).toBe(new Date(expires).toISOString());
  });

  test.each(STAGES.map((stage) => ({ stage })))("of a $stage organization", async ({ stage }) => {
    await moveTo(stage);
    const withdrawn = stage === "WITHDRAWN";
    const gate = stagePermitsProduction(stage);
    const outcomes = [await outcome("test"), await outcome("production")];
    expect(outcomes).toEqual([withdrawn ? "policy" : "issued", gate ? "issued" : "policy"]);
  });

  test.each(STAGES.filter((stage) => !stagePermitsProduction(stage)).map((stage) => ({ stage })))(
    "of a $stage organization for production with a reason",
    async ({ stage }) => {
      await moveTo(stage);
      expect(await outcome("production", "pilot")).toBe(stage === "WITHDRAWN" ? "policy" : "issued");
    },
  );

  test("an override is noted on the organization and audited with its reason", async () => {
    await issueCredential(app, ROOT, { organizationId, realm: "production", overrideReason: "pilot site" });
    expect(await app.store.findOrganization(organizationId)).toMatchObject({ productionOverride: true });
    expect(await app.store.listAudit(1)).toMatchObject([
      { action: "credential.issue", outcome: "done", reason: "pilot site", detail: { overridden: true } },
    ]);
  });

  test("a reason where the stage allows it overrides nothing", async () => {
    await moveTo("ONGOING");
    await issueCredential(app, ROOT, { organizationId, realm: "production", overrideReason: "not needed" });
    expect(await app.store.findOrganization(organizationId)).toMatchObject({ productionOverride: false });
  });

  test("refuses while one is active, for a suspended and for an unknown organization", async () => {
    await issueCredential(app, ROOT, { organizationId, realm: "test" });
    const again = issueCredential(app, ROOT, { organizationId, realm: "test" });
    await expect(again).rejects.toThrow(/credential rotate/);
    await setSuspended(app, ROOT, { organizationId, suspended: true });
    const suspended = issueCredential(app, ROOT, {
      organizationId,
      realm: "production",
      overrideReason: "x",
    });
    await expect(suspended).rejects.toMatchObject({ kind: "policy" });
    const unknown = issueCredential(app, ROOT, { organizationId: "nobody", realm: "test" });
    await expect(unknown).rejects.toMatchObject({ kind: "not-found" });
  });

  test("nothing is issued when the secret cannot be delivered", async () => {
    const full = new Error("disk full");
    const issue = issueCredential(app, ROOT, {
      organizationId,
      realm: "test",
      deliver: () => Promise.reject(full),
    });
    await expect(issue).rejects.toBe(full);
    expect(await listCredentials(app, ROOT, {})).toEqual([]);
  });

  test("of two at the same time one is refused", async () => {
    const both = await Promise.allSettled([
      issueCredential(app, ROOT, { organizationId, realm: "test" }),
      issueCredential(app, ROOT, { organizationId, realm: "test" }),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "fulfilled",
      "rejected",
    ]);
  });
});

describe("rotateCredential()", () => {
  test("lets the old one live ten business days more, until noon", async () => {
    const old = await issueCredential(app, ROOT, { organizationId, realm: "test" });
    const next = await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 10 });
    expect(await app.store.findCredential(old.credential.id)).toMatchObject({
      supersededBy: next.credential.id,
      expiresAtMs: Date.parse("2026-01-29T12:00:00-06:00"),
    });
  });

  test("never lengthens the old one's life", async () => {
    const old = await issueCredential(app, ROOT, { organizationId, realm: "test" });
    app.setClock(old.credential.expiresAtMs - DAY_MS);
    await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 10 });
    const kept = await app.store.findCredential(old.credential.id);
    expect(kept?.expiresAtMs).toBe(old.credential.expiresAtMs);
  });

  test("with now it ends every other at once", async () => {
    await issueCredential(app, ROOT, { organizationId, realm: "test" });
    await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 5 });
    await expect(rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 5 })).rejects.toThrow(
      /Two credentials work already/,
    );
    const last = await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: "now" });
    const all = await listCredentials(app, ROOT, { organizationId });
    expect(all.map(({ id, revokedAtMs }) => [id, revokedAtMs])).toEqual([
      [expect.any(String), WEDNESDAY_MS],
      [expect.any(String), WEDNESDAY_MS],
      [last.credential.id, undefined],
    ]);
  });

  test.each([0, -1, 61, 1.5, Number.NaN])("refuses an overlap of %d as usage", async (overlap) => {
    const rotate = rotateCredential(app, ROOT, { organizationId, realm: "test", overlap });
    await expect(rotate).rejects.toMatchObject({ kind: "usage" });
  });

  test("refuses without an active credential", async () => {
    const rotate = rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 10 });
    await expect(rotate).rejects.toThrow(/credential issue/);
  });
});

describe("rotateAll()", () => {
  test("rotates everybody in the realm once, and goes on where it was interrupted", async () => {
    const others = ["A", "B"].map(async (name) => {
      const { id } = await createOrganization(app, ROOT, { name, facilities: [`${name}1`], mnvfc: false });
      await issueCredential(app, ROOT, { organizationId: id, realm: "test" });
    });
    await Promise.all(others);
    await issueCredential(app, ROOT, { organizationId, realm: "production", overrideReason: "pilot" });
    const delivered: string[] = [];
    const interrupted = rotateAll(app, ROOT, {
      realm: "test",
      overlap: 5,
      deliver: ({ secret }) => {
        if (delivered.length === 1) return Promise.reject(new Error("disk full"));
        delivered.push(secret);
        return Promise.resolve();
      },
    });
    await expect(interrupted).rejects.toThrow("disk full");
    const rest = await rotateAll(app, ROOT, {
      realm: "test",
      overlap: 5,
      deliver: async ({ secret }) => void delivered.push(secret),
    });
    expect([rest.rotated.length, rest.skipped.length, delivered.length]).toEqual([1, 1, 2]);
    expect(JSON.stringify(rest)).not.toContain(delivered[1]);
  });
});

test("rotateAll() is refused as a whole to who may not rotate", async () => {
  await issueCredential(app, ROOT, { organizationId, realm: "test" });
  const rita: Actor = {
    name: "rita",
    osUser: "www",
    source: "cli",
    user: { role: "reviewer", organizationIds: [] },
  };
  const rotate = rotateAll(app, rita, { realm: "test", overlap: 5, deliver: async () => {} });
  await expect(rotate).rejects.toMatchObject({ kind: "policy" });
});

describe("listCredentials()", () => {
  test("those expiring are the ones that work and end within the days", async () => {
    const first = await issueCredential(app, ROOT, { organizationId, realm: "test" });
    await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 5 });
    const expiring = async (days: number): Promise<readonly string[]> =>
      (await listCredentials(app, ROOT, { expiringWithinDays: days })).map(({ id }) => id);
    expect(await expiring(6)).toEqual([]);
    expect(await expiring(8)).toEqual([first.credential.id]);
    await revokeCredential(app, ROOT, { credentialId: first.credential.id, reason: "lost" });
    expect(await expiring(8)).toEqual([]);
    expect(await expiring(365)).toHaveLength(1);
  });
});

test("a secret is in no file and no audit row after it was issued", async () => {
  const first = await issueCredential(app, ROOT, { organizationId, realm: "test" });
  const next = await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: "now" });
  const files = readdirSync(place.folder, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1"));
  texts.push(JSON.stringify(await app.store.listAudit(100)));
  for (const secret of [first.secret, next.secret])
    expect(texts.filter((text) => text.includes(secret) || text.includes(secret.slice(7)))).toEqual([]);
  expect(texts.some((text) => text.includes(next.credential.username))).toBe(true);
});
