import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { assert, property, string } from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type AnswerEntry,
  decodeEntry,
  encodeEntry,
  JOURNAL_LINE_BYTES_MAX,
  type JournalEntry,
} from "../../src/journal/journal-entry.ts";
import { type Journal, openJournal } from "../../src/journal/open-journal.ts";
import { findJournalFiles, readJournal } from "../../src/journal/read-journal.ts";
import { removeFolder, temporaryFolder } from "../support/run-gateway.ts";

function answer(controlId: string): AnswerEntry {
  return {
    kind: "answer",
    atMs: 1_768_413_600_000,
    realm: "production",
    organizationId: "org-1",
    controlId,
    payloadHash: "h".repeat(43),
    messageId: `m-${controlId}`,
    ackCode: "AA",
    isQuery: false,
  };
}

describe("a line of the journal", () => {
  const ACCESS: readonly JournalEntry[] = [
    answer("C-1"),
    { kind: "token", atMs: 1, id: "tok-1", revokedAtMs: null },
    { kind: "user", atMs: 1, id: "ada", disabled: true },
    { kind: "user", atMs: 1, id: "ada", disabled: false, epoch: 2 },
    { kind: "organization", atMs: 1, id: "o", suspended: true },
    {
      kind: "credential",
      atMs: 1,
      id: "c",
      organizationId: "o",
      realm: "test",
      expiresAtMs: 2,
      revokedAtMs: 3,
      suspendedAtMs: null,
    },
  ];
  test.each(ACCESS)("decodeEntry() reads what encodeEntry() wrote: $kind", (entry) => {
    expect(decodeEntry(encodeEntry(entry).trimEnd())).toEqual({ v: 1, ...entry });
  });

  test("encodeEntry() writes one bounded line of printable ASCII, whatever MSH-10 is", () => {
    assert(
      property(string({ unit: "binary", maxLength: 200 }), (controlId) => {
        const line = encodeEntry(answer(controlId));
        expect(line).toMatch(/^[ -~]+\n$/);
        expect(line.length).toBeLessThanOrEqual(JOURNAL_LINE_BYTES_MAX);
        expect(decodeEntry(line)).toMatchObject({ kind: "answer", controlId: controlId.slice(0, 64) });
      }),
    );
  });

  test.each([
    "",
    "{",
    "null",
    '{"v":2,"kind":"alive","atMs":1}',
    '{"v":1,"kind":"answer","atMs":1}',
    '{"v":1,"kind":"toString","atMs":1}',
  ])("decodeEntry() takes %s for no entry", (line) => {
    expect(decodeEntry(line)).toBeUndefined();
  });
});

describe("openJournal()", () => {
  let folder: string;
  let path: string;
  let journal: Journal;
  let nowMs = 0;
  let ids = 0;
  const open = (): Journal =>
    openJournal({ path, clock: () => nowMs, newId: () => `j-${String((ids += 1))}` });
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder, "acks.journal");
    nowMs = 1_000;
    ids = 0;
    journal = open();
  });
  afterEach(async () => {
    await journal.close();
    removeFolder(folder);
  });

  /** Control ids of the answers, `torn` for what is not readable. */
  const read = async (file = path, from = 0): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const entry of readJournal(file, from)) {
      if (entry === undefined) found.push("torn");
      else if (entry.kind === "answer") found.push(entry.controlId);
    }
    return found;
  };

  test("append() has written when it resolves, in the order of the calls", async () => {
    await Promise.all(["a", "b", "c"].map((id) => journal.append([answer(id)])));
    expect(await read()).toEqual(["a", "b", "c"]);
  });

  test("append() of two processes keeps every line", async () => {
    const other = open();
    await Promise.all(
      Array.from({ length: 50 }, (_none, index) =>
        (index % 2 === 0 ? journal : other).append([answer(`${index}`)]),
      ),
    );
    await other.close();
    expect((await read()).toSorted()).toEqual(
      Array.from({ length: 50 }, (_none, index) => `${index}`).toSorted(),
    );
  });

  test("append() ends a line that a dying process left torn, and the reader passes over it", async () => {
    await journal.append([answer("a")]);
    await journal.append([answer("b")]);
    await journal.close();
    truncateSync(path, readFileSync(path).length - 20);
    expect(await read()).toEqual(["a", "torn"]);
    journal = open();
    await journal.append([answer("c")]);
    expect(await read()).toEqual(["a", "torn", "c"]);
  });

  test("append() ends a line that another process left torn while this one goes on", async () => {
    await journal.append([answer("a")]);
    appendFileSync(path, '{"v":1,"kind":"answer","atMs":17');
    await journal.append([answer("b")]);
    expect(await read()).toEqual(["a", "torn", "b"]);
  });

  test("append() rejects as unavailable while the file cannot be written, and goes on after it", async () => {
    rmSync(folder, { recursive: true });
    await expect(journal.append([answer("a")])).rejects.toMatchObject({ code: "unavailable" });
    await expect(journal.probe()).rejects.toMatchObject({ code: "unavailable" });
    mkdirSync(folder);
    await journal.append([answer("b")]);
    await journal.probe();
    expect(await read()).toEqual(["b"]);
  });

  test("append() begins a new file when the old one was moved away; both are found, oldest first", async () => {
    await journal.append([answer("a")]);
    renameSync(path, `${path}.2026-01`);
    nowMs = 2_000;
    await journal.append([answer("b")]);
    const files = await findJournalFiles(path);
    expect(files.map((file) => [file.path, file.id])).toEqual([
      [`${path}.2026-01`, "j-1"],
      [path, "j-2"],
    ]);
    expect(await read(`${path}.2026-01`)).toEqual(["a"]);
    expect(await read()).toEqual(["b"]);
  });

  test("position() divides what was appended before from what comes after", async () => {
    await journal.append([answer("a")]);
    const { id, bytes } = await journal.position();
    await journal.append([answer("b")]);
    expect(id).toBe("j-1");
    expect(await read(path, bytes)).toEqual(["b"]);
  });

  test("probe() writes only when nothing was written for ten seconds", async () => {
    await journal.append([answer("a")]);
    const before = readFileSync(path).length;
    await journal.probe();
    expect(readFileSync(path)).toHaveLength(before);
    nowMs += 10_000;
    await journal.probe();
    expect(readFileSync(path).length).toBeGreaterThan(before);
  });

  test("readJournal() holds no more of an endless line than a line's bound", async () => {
    await journal.append([answer("a")]);
    appendFileSync(path, `${"x".repeat(300_000)}\n`);
    await journal.append([answer("b")]);
    expect(await read()).toEqual(["a", "torn", "b"]);
  });

  test("a journal is readable by its owner only", async () => {
    await journal.append([answer("a")]);
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});
