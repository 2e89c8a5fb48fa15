import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  CREDENTIAL_LIMITS,
  issueCredential,
  revokeCredential,
  rotateCredential,
} from "../../src/accounts/credentials.ts";
import { createOrganization, setSuspended } from "../../src/accounts/organizations.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { dayInZone, instantInZone } from "../../src/kernel/dates.ts";
import {
  ROOT,
  type TestAdministration,
  testAdministration,
  WEDNESDAY_MS,
} from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";

const DAY_MS = 86_400_000;

/** What should be true of one credential. */
interface Known {
  readonly id: string;
  readonly username: string;
  readonly secret: string;
  endsAtMs: number;
  superseded: boolean;
}

interface Model {
  nowMs: number;
  suspended: boolean;
  readonly credentials: Known[];
}

interface Real {
  readonly app: TestAdministration;
  readonly organizationId: string;
  readonly facilityId: string;
}

function usable(model: Model): Known[] {
  return model.credentials.filter((known) => known.endsAtMs > model.nowMs);
}

let attempts = 0;

/** Every credential ever made logs in exactly when the model says so; each attempt comes from a network of its own. */
async function checkLogins(model: Model, { app, organizationId, facilityId }: Real): Promise<void> {
  mustBe("two at most", usable(model).length <= CREDENTIAL_LIMITS.usableMax, true);
  for (const known of model.credentials) {
    attempts += 1;
    const remoteAddress = `10.${(attempts >> 8) & 255}.${attempts & 255}.1`;
    const { username, secret: password } = known;
    const principal = await app.verify({ username, password, facilityId, remoteAddress });
    const holds = known.endsAtMs > model.nowMs && !model.suspended;
    mustBe("logs in", principal?.organizationId === organizationId, holds);
  }
}

class Step implements fc.AsyncCommand<Model, Real> {
  readonly #name: string;
  readonly #act: (model: Model, real: Real) => Promise<void>;

  constructor(name: string, act: (model: Model, real: Real) => Promise<void>) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    await this.#act(model, real);
    await checkLogins(model, real);
  }

  toString(): string {
    return this.#name;
  }
}

/** Noon of the n-th business day after an instant. */
function noonAfterMs(ms: number, businessDays: number): number {
  return instantInZone(minnesotaBusinessDays.add(dayInZone(ms), businessDays), 12);
}

/** Ends a run whose outcome is not the model's. */
function mustBe(what: string, outcome: boolean, expected: boolean): void {
  if (outcome !== expected) throw new Error(`${what}: ${outcome}, the model says ${expected}`);
}

function isRefusal(error: unknown): undefined {
  if (error instanceof RefusedError && error.kind === "policy") return undefined;
  throw error;
}

const issue = new Step("issue", async (model, { app, organizationId }) => {
  const works = usable(model);
  const allowed = !model.suspended && works.every((known) => known.superseded) && works.length < 2;
  const issued = await issueCredential(app, ROOT, { organizationId, realm: "test" }).catch(isRefusal);
  mustBe("issued", issued !== undefined, allowed);
  if (issued === undefined) return;
  const { id, username, expiresAtMs } = issued.credential;
  model.credentials.push({ id, username, secret: issued.secret, endsAtMs: expiresAtMs, superseded: false });
});

const rotate = (overlap: number | "now"): Step =>
  new Step(`rotate ${overlap}`, async (model, { app, organizationId }) => {
    const works = usable(model);
    const hasRoom = overlap === "now" || works.length < 2;
    const allowed = !model.suspended && works.some((known) => !known.superseded) && hasRoom;
    const issued = await rotateCredential(app, ROOT, { organizationId, realm: "test", overlap }).catch(
      isRefusal,
    );
    mustBe("rotated", issued !== undefined, allowed);
    if (issued === undefined) return;
    const overlapEndMs = overlap === "now" ? model.nowMs : noonAfterMs(model.nowMs, overlap);
    for (const old of works) {
      old.superseded = true;
      old.endsAtMs = Math.min(old.endsAtMs, overlapEndMs);
    }
    const { id, username, expiresAtMs } = issued.credential;
    model.credentials.push({ id, username, secret: issued.secret, endsAtMs: expiresAtMs, superseded: false });
  });

const revoke = (which: number): Step =>
  new Step(`revoke ${which}`, async (model, { app }) => {
    const known = model.credentials.at(-1 - (which % Math.max(model.credentials.length, 1)));
    if (known === undefined) return;
    await revokeCredential(app, ROOT, { credentialId: known.id, reason: "lost" });
    known.endsAtMs = Math.min(known.endsAtMs, model.nowMs);
  });

const wait = (days: number): Step =>
  new Step(`wait ${days}`, async (model, { app }) => {
    model.nowMs += days * DAY_MS;
    app.setClock(model.nowMs);
  });

const suspend = (suspended: boolean): Step =>
  new Step(suspended ? "suspend" : "resume", async (model, { app, organizationId }) => {
    await setSuspended(app, ROOT, { organizationId, suspended });
    model.suspended = suspended;
  });

const steps = fc.commands(
  [
    fc.constant(issue),
    fc.oneof(fc.integer({ min: 1, max: 15 }), fc.constant("now" as const)).map(rotate),
    fc.nat(5).map(revoke),
    fc.constantFrom(1, 7, 30, 200, 365).map(wait),
    fc.boolean().map(suspend),
  ],
  { maxCommands: 14 },
);

let place: TestPlace;
let app: TestAdministration;

beforeAll(async () => {
  place = await freshPlace("sqlite");
  app = await testAdministration(place);
});
afterAll(async () => {
  await app.verifyDeps.uses.close();
  await place.remove();
});

test("a credential logs in exactly from its issue to its end, whatever is done to it", async () => {
  let runs = 0;
  const setUp = async (): Promise<{ model: Model; real: Real }> => {
    runs += 1;
    app.setClock(WEDNESDAY_MS);
    const facilityId = `F${runs}`;
    const asked = { name: "North Clinic", facilities: [facilityId], mnvfc: false };
    const { id: organizationId } = await createOrganization(app, ROOT, asked);
    return {
      model: { nowMs: WEDNESDAY_MS, suspended: false, credentials: [] },
      real: { app, organizationId, facilityId },
    };
  };
  await fc.assert(
    fc.asyncProperty(steps, (commands) => fc.asyncModelRun(setUp, commands)),
    { numRuns: 40 },
  );
  expect(await app.store.verifyAudit()).toMatchObject({ kind: "intact" });
});
