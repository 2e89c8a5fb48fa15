import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BASE_QUERY, BASE_UPDATE, HISTORICAL_DOSE } from "../support/conformance-messages.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { editMessage } from "../support/edit-message.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { type Ended, iisHere, type RunIis } from "../support/run-iis.ts";

describe.each(ENGINES)("message void in production by two people on %s", (engine) => {
  let place: TestPlace;
  let spine: RegistrySpine;
  let window: readonly string[];
  const people: { ann?: RunIis; bob?: RunIis } = {};

  async function as(who: "ann" | "bob", words: readonly string[], twoPerson = "1"): Promise<Ended> {
    const env = { TWO_PERSON: twoPerson, IIS_NOW: "2026-01-16T18:00:00Z" };
    const iis = people[who];
    if (iis === undefined) throw new Error(`no ${who}`);
    return iis([...words, "--json"], env);
  }

  /** First call; @returns the id to confirm. */
  async function asked(...more: readonly string[]): Promise<string> {
    const { code, stdout } = await as("ann", ["message", "void", ...window, ...more, "--yes"]);
    const { pending }: { pending: string } = JSON.parse(stdout);
    expect([code, typeof pending]).toEqual([4, "string"]);
    return pending;
  }

  const confirm = (who: "ann" | "bob", id: string): Promise<Ended> => as(who, ["confirm", "--pending", id]);
  const doses = async (): Promise<number> =>
    (await spine.send(BASE_QUERY)).filter((line) => line.startsWith("RXA|")).length;

  beforeAll(async () => {
    place = await freshPlace(engine);
    people.ann = iisHere(place, "ann");
    people.bob = iisHere(place, "bob");
    const created = await as("ann", ["org", "create", "--name", "North Prairie", "--facility", "9998"]);
    const { id: org }: { id: string } = JSON.parse(created.stdout);
    const day = ["--from", "2026-01-16", "--to", "2026-01-17", "--reason", "test system"];
    window = ["--org", org, "--realm", "production", ...day];
    spine = await openSpine(place, { realm: "production", owners: { "9998": org } });
    await spine.send(BASE_UPDATE);
  });
  afterAll(() => place.remove());

  test("the first call changes nothing, the same person cannot confirm, another one can, once", async () => {
    const id = await asked();
    expect(await doses()).toBe(1);
    expect(await confirm("ann", id)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("another person must confirm it"),
    });
    expect(await doses()).toBe(1);
    const done = await confirm("bob", id);
    expect([done.code, JSON.parse(done.stdout)]).toEqual([
      0,
      { messages: 1, dryRun: false, undo: false, changed: 1 },
    ]);
    expect(await doses()).toBe(0);
    expect(await confirm("bob", id)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("confirmed already"),
    });
    const trail = JSON.parse((await as("ann", ["audit", "list"])).stdout);
    expect(trail).toContainEqual(
      expect.objectContaining({
        action: "message.void",
        outcome: "done",
        detail: expect.objectContaining({ pending: id, askedBy: "ann", messages: 1 }),
      }),
    );
  });

  test("it is given back by two people too", async () => {
    expect((await confirm("bob", await asked("--undo"))).code).toBe(0);
    expect(await doses()).toBe(1);
  });

  test("what means other messages by now is asked for again", async () => {
    const id = await asked();
    await spine.send(
      editMessage(BASE_UPDATE, [{ segment: "MSH", field: 10, value: "T-2" }]) + HISTORICAL_DOSE,
    );
    expect(await confirm("bob", id)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("Ask for it again"),
    });
    expect(await doses()).toBe(2);
  });

  test("one person counts, and does it alone where TWO_PERSON is off", async () => {
    const counted = await as("ann", ["message", "void", ...window, "--dry-run"]);
    expect([counted.code, JSON.parse(counted.stdout).dryRun]).toEqual([0, true]);
    const done = await as("ann", ["message", "void", ...window, "--yes"], "0");
    expect([done.code, JSON.parse(done.stdout).undo]).toEqual([0, false]);
    expect(await doses()).toBe(0);
  });
});
