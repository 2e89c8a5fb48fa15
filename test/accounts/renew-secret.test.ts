import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createVerify } from "../../src/accounts/create-verify.ts";
import { createVerifyToken } from "../../src/accounts/create-verify-token.ts";
import { issueCredential } from "../../src/accounts/credentials.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import type { RenewSecret } from "../../src/accounts/renew-secret.ts";
import { createSecretHasher } from "../../src/accounts/secret-hasher.ts";
import { issueToken } from "../../src/accounts/tokens.ts";
import { createRenewSecret } from "../../src/store/control-logins.ts";
import { createControlReads } from "../../src/store/control-reads.ts";
import { rotateKeys } from "../../src/vault/rotate-keys.ts";
import { ROOT, type TestAdministration, testAdministration } from "../support/administration.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";

describe.each(ENGINES)("rotation of the pepper on %s", (engine) => {
  let place: TestPlace;
  let app: TestAdministration;
  beforeEach(async () => {
    place = await freshPlace(engine);
    app = await testAdministration(place);
  });
  afterEach(() => place.remove());

  test("a secret is hashed under the new pepper after its next use, and holds before, then and after", async () => {
    const asked = { name: "North", facilities: ["N1"], mnvfc: false };
    const { id: organizationId } = await createOrganization(app, ROOT, asked);
    const { credential, secret } = await issueCredential(app, ROOT, { organizationId, realm: "test" });
    const user = { username: "ada", role: "operator" as const, organizationIds: [] };
    await app.store.transaction((tx) =>
      tx.saveUser({
        ...user,
        passwordHash: "-",
        disabled: false,
        createdAtMs: 0,
        epoch: 0,
        mustChangePassword: false,
      }),
    );
    const issued = await issueToken(app, ROOT, { username: "ada", scope: "metrics" });
    expect(rotateKeys({ secretsDir: place.secretsDir, randomBytes }, "pepper", 0).made).toEqual(["pepper/2"]);

    const { current, earlier } = place.vault().control.peppers;
    const hasher = createSecretHasher(current, earlier);
    const { kysely } = app.databases.control;
    const { promise: failed, reject } = Promise.withResolvers<never>();
    failed.catch(() => {});
    const renewed: Promise<unknown>[] = [];
    const inStore = createRenewSecret(kysely, reject);
    const renew: RenewSecret = (...change) => {
      inStore(...change);
      renewed.push(Promise.resolve());
    };
    const verify = createVerify({ ...app.verifyDeps, hasher, renew });
    const directory = createControlReads(kysely);
    const verifyToken = createVerifyToken({ ...app.verifyDeps, directory, hasher, renew });
    const logIn = () =>
      verify({
        username: credential.username,
        password: secret,
        facilityId: "N1",
        remoteAddress: "192.0.2.1",
      });
    const pepperIds = async () => [
      (await app.store.findCredential(credential.id))?.secret.pepperId,
      (await app.store.findToken(issued.token.id))?.secret.pepperId,
    ];

    expect(await pepperIds()).toEqual(["1", "1"]);
    expect(await logIn()).toBeDefined();
    expect(await verifyToken(issued.token.id, issued.secret, "192.0.2.1")).toBeDefined();
    while ((await pepperIds()).includes("1")) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(renewed).toHaveLength(2);

    expect(await logIn()).toBeDefined();
    expect(await verifyToken(issued.token.id, issued.secret, "192.0.2.1")).toBeDefined();
    expect(renewed).toHaveLength(2);
    // A server that started before the rotation proves the renewed secret too.
    const { readPeppers } = place.vault().control;
    const [first = current] = earlier;
    const older = createSecretHasher(first, [], readPeppers);
    expect(
      await createVerify({ ...app.verifyDeps, hasher: older })({
        username: credential.username,
        password: secret,
        facilityId: "N1",
        remoteAddress: "192.0.2.1",
      }),
    ).toBeDefined();
  });
});
