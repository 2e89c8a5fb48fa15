import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/store/databases.ts";
import { createWriteProbe } from "../../src/store/write-probe.ts";

const ENGINE: Engine = {
  kind: "sqlite",
  path: join(tmpdir(), "test.db"),
  writer: new DatabaseSync(":memory:"),
};
const FITS = { kind: "keys-fit" } as const;
const PROBED = { engine: ENGINE, keys: FITS };

describe("createWriteProbe()", () => {
  test("writes at most once a second, however often it is asked", async () => {
    let nowMs = 5000;
    const writes: number[] = [];
    const probe = createWriteProbe(PROBED, {
      now: () => nowMs,
      write: async (atMs) => {
        writes.push(atMs);
      },
      diskFreeBytesMin: 0,
    });
    for (const atMs of [5000, 5001, 5999, 6000, 6500, 7001]) {
      nowMs = atMs;
      await probe();
    }
    expect(writes).toEqual([5000, 6000, 7001]);
  });

  test("tries again after a second when a write failed", async () => {
    let nowMs = 0;
    let fails = true;
    const write = async (): Promise<void> => {
      if (fails) throw new Error("database or disk is full");
    };
    const probe = createWriteProbe(PROBED, { now: () => nowMs, write, diskFreeBytesMin: 0 });
    await expect(probe()).rejects.toMatchObject({ code: "unavailable" });
    fails = false;
    nowMs = 1000;
    await expect(probe()).resolves.toBeUndefined();
  });

  test.each([
    { what: "the disk has too little room", keys: FITS, diskFreeBytesMin: Number.MAX_VALUE },
    {
      what: "the vault has other keys",
      keys: { kind: "keys-differ", keyNames: ["pepper/1"] } as const,
      diskFreeBytesMin: 0,
    },
  ])("fails when $what, and writes nothing", async ({ keys, diskFreeBytesMin }) => {
    const writes: number[] = [];
    const write = async (atMs: number): Promise<void> => {
      writes.push(atMs);
    };
    const probe = createWriteProbe({ engine: ENGINE, keys }, { now: () => 0, write, diskFreeBytesMin });
    await expect(probe()).rejects.toMatchObject({ code: "unavailable" });
    expect(writes).toEqual([]);
  });
});
