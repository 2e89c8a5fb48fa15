import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ConsoleSession } from "../../src/accounts/console-session.ts";
import { createControlStore } from "../../src/store/control-store.ts";
import { createSessionStore } from "../../src/store/control-sessions.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";

const ANA: ConsoleSession = {
  id: "hash-1",
  username: "ana",
  epoch: 1,
  stage: "code",
  startedAtMs: 1_000,
  seenAtMs: 1_000,
  provedAtMs: 1_000,
};

describe.each(ENGINES)("createSessionStore() on %s", (engine) => {
  let place: TestPlace;
  let store: ReturnType<typeof createSessionStore>;

  beforeEach(async () => {
    place = await freshPlace(engine);
    const databases = await place.open();
    const { auditMac } = place.vault().control;
    const control = createControlStore({ database: databases.control, auditMac, clock: () => 1 });
    await control.transaction((tx) =>
      tx.saveUser({
        username: "ana",
        role: "reviewer",
        organizationIds: [],
        passwordHash: "x",
        disabled: false,
        createdAtMs: 1,
        epoch: 1,
        mustChangePassword: false,
      }),
    );
    store = createSessionStore(databases.control.kysely.withTables());
  });
  afterEach(async () => {
    await place.remove();
  });

  test("finds what was added, and nothing else", async () => {
    await store.add(ANA);
    expect(await store.find("hash-1")).toEqual(ANA);
    expect(await store.find("hash-2")).toBeUndefined();
  });

  test("changes what is named, and takes away what is named as undefined", async () => {
    await store.add(ANA);
    const reveal = { organizationId: "o", realm: "test", reason: "call 7", untilMs: 9_000 } as const;
    const notice = { kind: "done", text: "Saved." } as const;
    await store.change("hash-1", { stage: "open", seenAtMs: 2_000, reveal, notice });
    expect(await store.find("hash-1")).toEqual({ ...ANA, stage: "open", seenAtMs: 2_000, reveal, notice });
    await store.change("hash-1", { notice: undefined });
    await store.change("hash-1", {});
    expect(await store.find("hash-1")).toEqual({ ...ANA, stage: "open", seenAtMs: 2_000, reveal });
  });

  test("ends one session and purges those that are over", async () => {
    await store.add(ANA);
    await store.add({ ...ANA, id: "hash-2", startedAtMs: 500, seenAtMs: 5_000 });
    await store.add({ ...ANA, id: "hash-3", startedAtMs: 5_000, seenAtMs: 5_000 });
    await store.add({ ...ANA, id: "hash-4", startedAtMs: 5_000, seenAtMs: 5_000 });
    await store.end("hash-4");
    await store.purge(900, 1_500);
    const left = await Promise.all(["hash-1", "hash-2", "hash-3", "hash-4"].map((id) => store.find(id)));
    expect(left.map((one) => one?.id)).toEqual([undefined, undefined, "hash-3", undefined]);
  });

  test("a time step is used once, and no earlier one after it, also by many at once", async () => {
    const claims = await Promise.all(Array.from({ length: 5 }, () => store.claimStep("ana", 40)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.claimStep("ana", 39)).toBe(false);
    expect(await store.claimStep("ana", 41)).toBe(true);
    expect(await store.claimStep("bob", 41)).toBe(false);
  });
});
