import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { doseForComparison } from "../../src/registry/dose-for-comparison.ts";
import { createRealmDoses } from "../../src/store/realm-doses.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { day } from "../support/onboarding.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { generateMessages } from "../../scripts/training-messages.ts";

const CODES = builtInCodeSets();
const RECEIVED_FROM_MS = Date.parse("2026-01-01T06:00:00Z");

/** Messages without faults, from one site. */
const MESSAGES = generateMessages({
  count: 12,
  seed: 7,
  days: ["20260112", "20260113"],
  faults: [],
  sites: ["9998"],
  processingId: "P",
});

function digest(text: string): string {
  return `k${text.length}:${text}`;
}

describe.each(ENGINES)("createRealmDoses() on %s", (engine) => {
  let place: TestPlace;
  let realms: { test: RegistrySpine; production: RegistrySpine };

  beforeAll(async () => {
    place = await freshPlace(engine);
    realms = { test: await openSpine(place), production: await openSpine(place, { realm: "production" }) };
    for (const { er7 } of MESSAGES) await realms.test.send(er7);
    for (const { er7 } of MESSAGES.slice(0, 5)) await realms.production.send(er7);
  });
  afterAll(async () => {
    await place.remove();
  });

  async function given(
    realm: "test" | "production",
    digestOf: (text: string) => string,
    from = "2026-01-12",
  ) {
    const keys = place.vault().realms[realm];
    if (keys === undefined) throw new Error("no keys");
    const doses = createRealmDoses(realms[realm].database, keys, (record, since) =>
      doseForComparison(CODES, record, since),
    );
    const question = {
      organizationId: "org-a",
      givenFrom: day(from),
      receivedFromMs: RECEIVED_FROM_MS,
      digest: digestOf,
    };
    const listed = await doses.listGiven(question);
    return { listed, heads: await doses.headsOf(listed.map(({ messageId }) => messageId)) };
  }

  test("the same dose has a digest in common in both realms, whatever the realms' own keys are", async () => {
    const [sent, arrived] = [await given("test", digest), await given("production", digest)];
    const there = new Set(arrived.listed.flatMap(({ digests }) => digests));
    const found = sent.listed.filter(({ digests }) => digests.some((one) => there.has(one)));
    const controlIds = new Set(found.map(({ messageId }) => sent.heads.get(messageId)?.controlId));
    expect(arrived.listed.length).toBeGreaterThan(0);
    expect(found).toHaveLength(arrived.listed.length);
    expect([...controlIds].every((id) => MESSAGES.slice(0, 5).some((one) => one.controlId === id))).toBe(
      true,
    );
    expect(sent.listed.length).toBeGreaterThan(found.length);
  });

  test("hands out what the digest makes and nothing else of a dose", async () => {
    const { listed } = await given("test", () => "x");
    expect(listed[0]).toEqual({
      id: expect.any(String),
      messageId: expect.any(String),
      digests: expect.arrayContaining(["x"]),
    });
  });

  test("leaves out what was given before the day asked for", async () => {
    expect((await given("test", (text) => text, "2026-02-01")).listed).toEqual([]);
  });
});
