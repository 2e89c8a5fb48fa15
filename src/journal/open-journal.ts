import { promises } from "node:fs";
import type { Clock, IdSource } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { decodeEntry, encodeEntry, JOURNAL_LINE_BYTES_MAX, type JournalEntry } from "./journal-entry.ts";

/** How far a journal was written: all entries before it are in it and on the disk. */
export interface JournalPosition {
  /** Of the file's first line. */
  readonly id: string;
  readonly bytes: number;
}

/** `ACK_JOURNAL`: what was acknowledged and revoked, on another volume than the data. */
export interface Journal {
  /**
   * Write entries and sync them to the disk. What is appended while a sync runs shares the next one.
   *
   * @throws GatewayError `unavailable` when they are not safely written
   */
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Proves that it takes writes; rejects when not. For the readiness check. */
  probe(): Promise<void>;
  /** Where the next entry will stand. */
  position(): Promise<JournalPosition>;
  close(): Promise<void>;
}

export interface JournalDeps {
  readonly path: string;
  readonly clock: Clock;
  readonly newId: IdSource;
}

/** A journal that took an entry within this time is taken for writable. */
const PROBE_EVERY_MS = 10_000;
const LF = 10;

type FileHandle = Awaited<ReturnType<typeof promises.open>>;

interface OpenFile {
  readonly handle: FileHandle;
  readonly inode: number;
  readonly id: string;
}

async function idOf(handle: FileHandle, size: number): Promise<string> {
  const head = Buffer.alloc(Math.min(size, JOURNAL_LINE_BYTES_MAX));
  await handle.read(head, 0, head.length, 0);
  const end = head.indexOf(LF);
  const first = end === -1 ? undefined : decodeEntry(head.toString("latin1", 0, end));
  return first?.kind === "begun" ? first.id : "";
}

/** Open the file for appending; an empty one gets its first line. */
async function openFile({ path, clock, newId }: JournalDeps): Promise<OpenFile> {
  const handle = await promises.open(path, "a+", 0o600);
  try {
    if ((await handle.stat()).size === 0) {
      await handle.appendFile(encodeEntry({ kind: "begun", atMs: clock(), id: newId() }));
      await handle.sync();
    }
    const { size, ino } = await handle.stat();
    return { handle, inode: ino, id: await idOf(handle, size) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A journal that appends only. Server and command line write to the same file. It is never rotated by the program: move
 * the file away at any time, the next entry begins a new one. How much waits is bounded by the submissions in flight.
 */
export function openJournal(deps: JournalDeps): Journal {
  let file: OpenFile | undefined;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let provedAtMs: number | undefined;

  const close = async (): Promise<void> => {
    const { handle } = file ?? {};
    file = undefined;
    await handle?.close();
  };

  /** The file under the path now: another one when the last was moved away. */
  const current = async (): Promise<OpenFile> => {
    const found = await promises.stat(deps.path).catch(() => undefined);
    if (file !== undefined && found?.ino !== file.inode) await close();
    file ??= await openFile(deps);
    return file;
  };

  const write = async (text: string): Promise<void> => {
    const { handle } = await current();
    // Another process may have died in the middle of its line at any time: every write ends what stands before it.
    const bytes = Buffer.from(`\n${text}`, "latin1");
    // In one piece or not at all: between two pieces another process could write.
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten !== bytes.length) throw new Error("the disk took a part of the lines only");
    await handle.datasync();
    provedAtMs = deps.clock();
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch.map(({ text }) => text).join(""));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        provedAtMs = undefined;
        for (const { reject } of batch) reject(new GatewayError("unavailable", { cause: error }));
      }
    }
    writing = undefined;
  };

  const append = (entries: readonly JournalEntry[]): Promise<void> => {
    if (entries.length === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ text: entries.map(encodeEntry).join(""), resolve, reject });
    writing ??= drain();
    return promise;
  };

  return {
    append,
    probe: async () => {
      const nowMs = deps.clock();
      if (provedAtMs !== undefined && Math.abs(nowMs - provedAtMs) < PROBE_EVERY_MS) return;
      await append([{ kind: "alive", atMs: nowMs }]);
    },
    position: async () => {
      const { handle, id } = await current();
      return { id, bytes: (await handle.stat()).size };
    },
    close: async () => {
      await writing;
      await close();
    },
  };
}
