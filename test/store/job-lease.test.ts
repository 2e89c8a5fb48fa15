import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createJobLease } from "../../src/store/job-lease.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";

describe.each(ENGINES)("createJobLease() on %s", (engine) => {
  let place: TestPlace;
  let nowMs = 1_000;
  let leases: readonly ReturnType<typeof createJobLease>[];

  beforeAll(async () => {
    place = await freshPlace(engine);
    const opened = [await place.open(), await place.open()];
    leases = opened.map(({ control }) => createJobLease(control.kysely, () => nowMs));
  });
  afterAll(async () => {
    await place.remove();
  });

  const claims = (job: string, slot: string) =>
    Promise.all(leases.map((lease) => lease.claim(job, slot, 100)));

  test("gives a slot to one process", async () => {
    expect((await claims("a", "2026-01-14")).filter(Boolean)).toHaveLength(1);
    expect(await claims("a", "2026-01-14")).toEqual([false, false]);
    expect(await claims("a", "2026-01-13")).toEqual([false, false]);
    expect((await claims("a", "2026-01-15")).filter(Boolean)).toHaveLength(1);
    expect((await claims("b", "2026-01-14")).filter(Boolean)).toHaveLength(1);
  });

  test("leaves a slot that is kept to its process, until it is finished", async () => {
    const [one, other] = leases;
    await one?.claim("d", "1", 100);
    nowMs += 90;
    expect(await one?.keep("d", "1", 100)).toBe(true);
    nowMs += 90;
    expect(await other?.claim("d", "1", 100)).toBe(false);
    nowMs += 10;
    expect(await other?.claim("d", "1", 100)).toBe(true);
    await other?.finish("d", "1");
    expect(await one?.keep("d", "1", 100)).toBe(false);
  });

  test("gives it to another when the lease ended unfinished, to nobody when it was finished", async () => {
    await leases[0]?.claim("c", "1", 100);
    nowMs += 100;
    expect((await claims("c", "1")).filter(Boolean)).toHaveLength(1);
    await leases[0]?.finish("c", "1");
    nowMs += 100;
    expect(await claims("c", "1")).toEqual([false, false]);
  });
});
