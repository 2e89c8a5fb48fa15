import { createReadStream, promises } from "node:fs";
import { basename, dirname, join } from "node:path";
import { decodeEntry, JOURNAL_LINE_BYTES_MAX, type JournalEntry } from "./journal-entry.ts";

/** One file of the journal. */
export interface JournalFile {
  readonly path: string;
  /** `""` when its first line is not readable. */
  readonly id: string;
  readonly begunAtMs: number;
}

const LF = 10;

async function fileAt(path: string): Promise<JournalFile> {
  for await (const entry of readJournal(path, 0)) {
    return entry?.kind === "begun"
      ? { path, id: entry.id, begunAtMs: entry.atMs }
      : { path, id: "", begunAtMs: 0 };
  }
  return { path, id: "", begunAtMs: 0 };
}

/**
 * The journal and what was moved away from it: files beside it whose name begins with its name and a dot. Oldest first.
 *
 * @returns nothing when there is no such file
 */
export async function findJournalFiles(path: string): Promise<readonly JournalFile[]> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await promises.readdir(folder).catch((): string[] => []);
  const own = names.filter((one) => one === name || one.startsWith(`${name}.`));
  const files = await Promise.all(own.map((one) => fileAt(join(folder, one))));
  return files.toSorted((a, b) => a.begunAtMs - b.begunAtMs || (a.path < b.path ? -1 : 1));
}

function textOf(line: Buffer): string | undefined {
  return line.length > JOURNAL_LINE_BYTES_MAX ? undefined : line.toString("latin1");
}

/**
 * Entries of one file from a byte on, in order; `undefined` for a line that is torn or not ours. A last line without an
 * end is torn: its answer never left.
 */
export async function* readJournal(
  path: string,
  fromByte: number,
): AsyncGenerator<JournalEntry | undefined, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { start: fromByte })) {
    if (!Buffer.isBuffer(chunk)) continue;
    let from = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, from)) {
      const text = textOf(Buffer.concat([rest, chunk.subarray(from, end)]));
      rest = Buffer.alloc(0);
      from = end + 1;
      // An empty line ends one that was torn.
      if (text !== "") yield text === undefined ? undefined : decodeEntry(text);
    }
    // Of a line that is too long, only so much is kept that it stays too long.
    rest = Buffer.concat([rest, chunk.subarray(from)]).subarray(0, JOURNAL_LINE_BYTES_MAX + 1);
  }
  if (rest.length > 0) yield undefined;
}
