import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { checkpointBeside } from "../../src/store/checkpoint-beside.ts";
import { CHECKPOINT_PAGES, openSqlite } from "../../src/store/sqlite-connection.ts";

/** Of each page of the log nearly all. */
const PAGE_BYTES = 4_000;

const ending: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

function newFile(): { readonly path: string; readonly writer: DatabaseSync } {
  const folder = mkdtempSync(join(tmpdir(), "gateway-checkpoint-"));
  ending.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "realm.db");
  const writer = openSqlite(path);
  ending.push(() => writer.close());
  writer.exec("CREATE TABLE page (content BLOB)");
  return { path, writer };
}

function write(writer: DatabaseSync, pages: number): void {
  const row = writer.prepare("INSERT INTO page VALUES (randomblob(?))");
  writer.exec("BEGIN");
  for (let page = 0; page < pages; page += 1) row.run(PAGE_BYTES);
  writer.exec("COMMIT");
}

/** Pages of the log that are not in the file yet. */
function pagesBehind(writer: DatabaseSync): number {
  const { log, checkpointed } = { ...writer.prepare("PRAGMA wal_checkpoint(NOOP)").get() };
  return Number(log) - Number(checkpointed);
}

describe("checkpointBeside()", () => {
  test("copies a long log into the file, where the writer would not", async () => {
    const file = newFile();
    const { writer } = file;
    ending.push(checkpointBeside([file], () => {}));
    write(writer, CHECKPOINT_PAGES);
    expect(pagesBehind(writer)).toBeGreaterThan(CHECKPOINT_PAGES);
    await expect.poll(() => pagesBehind(writer), { timeout: 10_000 }).toBe(0);
    expect(writer.prepare("SELECT count(*) AS n FROM page").get()).toEqual({ n: CHECKPOINT_PAGES });
  });

  test("leaves the copying to the writer when the thread cannot do it", async () => {
    const { path, writer } = newFile();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    ending.push(checkpointBeside([{ path: join(path, "none.db"), writer }], resolve));
    await promise;
    write(writer, CHECKPOINT_PAGES);
    expect(pagesBehind(writer)).toBe(0);
  });
});
