import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCredentialUses } from "../../src/store/control-logins.ts";
import { readUpkeep, type StoredUpkeep } from "../../src/store/read-upkeep.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { iisHere } from "../support/run-iis.ts";

const DAY_MS = 86_400_000;

describe.each(ENGINES)("readUpkeep() on %s", (engine) => {
  let place: TestPlace;
  let read: (nowMs?: number) => Promise<StoredUpkeep>;

  const iis = async <T>(...words: readonly string[]): Promise<T> => {
    const { stdout, stderr } = await iisHere(place)([...words, "--json"]);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as T;
  };
  beforeAll(async () => {
    place = await freshPlace(engine);
    const { control } = await place.open();
    read = (nowMs = Date.now()) => readUpkeep(control.kysely.withTables(), nowMs);
  });
  afterAll(() => place.remove());

  test("counts nothing in an empty place", async () => {
    const { lastBackupMs, credentials, openTasks } = await read();
    expect([lastBackupMs, openTasks]).toEqual([undefined, {}]);
    expect(credentials).toMatchObject([
      { realm: "test", lastUseMs: undefined, nextEndMs: undefined, ending: [{ credentials: 0 }, {}] },
      { realm: "production" },
    ]);
  });

  test("counts credentials that end, organizations that fell quiet, tasks and the last backup", async () => {
    const ids: string[] = [];
    let endMs = 0;
    for (const name of ["North", "South", "West"]) {
      const { id } = await iis<{ id: string }>("org", "create", "--name", name, "--facility", name);
      const issued = await iis<{ id: string; expiresAt: string }>(
        "credential",
        "issue",
        "--org",
        id,
        "--realm",
        "test",
      );
      ids.push(issued.id);
      endMs = Date.parse(issued.expiresAt);
    }
    const [north = "", south = "", west = ""] = ids;
    // West is let in no more, so nobody waits for it.
    await iis("credential", "revoke", "--credential", west, "--reason", "left");
    const { control } = await place.open();
    const usedMs = Date.now();
    const uses = createCredentialUses(control.kysely);
    await uses.saveUses([
      { credentialId: north, atMs: usedMs - 4 * DAY_MS, from: "192.0.2.1" },
      { credentialId: south, atMs: usedMs, from: "192.0.2.1" },
      { credentialId: west, atMs: usedMs - 40 * DAY_MS, from: "192.0.2.1" },
    ]);
    await iis("backup", "--to", "copy");
    const { lastBackupMs = 0, credentials, openTasks } = await read();
    expect(lastBackupMs).toBeGreaterThanOrEqual(usedMs);
    expect(Object.values(openTasks).every((count) => count > 0)).toBe(true);
    expect(credentials[0]).toMatchObject({
      lastUseMs: usedMs,
      nextEndMs: endMs,
      ending: [
        { days: 10, credentials: 0 },
        { days: 30, credentials: 0 },
      ],
      quiet: [
        { days: 1, organizations: 1 },
        { days: 3, organizations: 1 },
        { days: 7, organizations: 0 },
        { days: 30, organizations: 0 },
      ],
    });
    expect((await read(endMs - 5 * DAY_MS)).credentials[0]?.ending).toEqual([
      { days: 10, credentials: 2 },
      { days: 30, credentials: 2 },
    ]);
    expect((await read(endMs)).credentials[0]).toMatchObject({ nextEndMs: undefined });
  });
});
