import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { issueCredential, revokeCredential, rotateCredential } from "../../src/accounts/credentials.ts";
import { createOrganization, setSuspended } from "../../src/accounts/organizations.ts";
import type { JournalEntry } from "../../src/journal/journal-entry.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { createControlStore } from "../../src/store/control-store.ts";
import {
  ROOT,
  type TestAdministration,
  testAdministration,
  WEDNESDAY_MS,
} from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";

describe("the journal of administrative acts", () => {
  let place: TestPlace;
  let app: TestAdministration;
  let noted: JournalEntry[];
  let isDown: boolean;
  beforeEach(async () => {
    place = await freshPlace("sqlite");
    const plain = await testAdministration(place);
    noted = [];
    isDown = false;
    const journal = {
      append: async (entries: readonly JournalEntry[]) => {
        if (isDown) throw new GatewayError("unavailable");
        noted.push(...entries);
      },
      probe: async () => {},
      position: async () => ({ id: "", bytes: 0 }),
      close: async () => {},
    };
    const { control } = plain.databases;
    const { auditMac } = place.vault().control;
    const store = createControlStore({ database: { ...control, journal }, auditMac, clock: plain.clock });
    app = { ...plain, store };
  });
  afterEach(() => place.remove());

  async function organizationWithCredential() {
    const asked = { name: "North", facilities: ["N1"], mnvfc: false };
    const { id } = await createOrganization(app, ROOT, asked);
    const issued = await issueCredential(app, ROOT, { organizationId: id, realm: "test" });
    return { organizationId: id, credential: issued.credential };
  }

  test("a revocation, a rotation and a suspension are noted with the state they leave", async () => {
    const { organizationId, credential } = await organizationWithCredential();
    const next = await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: 1 });
    noted = [];
    await revokeCredential(app, ROOT, { credentialId: credential.id, reason: "lost" });
    await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap: "now" });
    await setSuspended(app, ROOT, { organizationId, suspended: true });
    expect(noted).toMatchObject([
      { kind: "credential", id: credential.id, organizationId, realm: "test", revokedAtMs: WEDNESDAY_MS },
      { kind: "credential", revokedAtMs: null },
      { kind: "credential", id: next.credential.id, revokedAtMs: WEDNESDAY_MS },
      { kind: "organization", id: organizationId, suspended: true },
    ]);
    expect(JSON.stringify(noted)).not.toContain(next.secret);
  });

  test("an act that the journal does not take is not done", async () => {
    const { credential } = await organizationWithCredential();
    isDown = true;
    const revoked = revokeCredential(app, ROOT, { credentialId: credential.id, reason: "lost" });
    await expect(revoked).rejects.toMatchObject({ code: "unavailable" });
    expect(await app.store.findCredential(credential.id)).not.toHaveProperty("revokedAtMs");
  });
});
