import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { CHECKPOINT_PAGES } from "./sqlite-connection.ts";

/** Where the writer copies its log itself after all: the thread did not find time, or is gone. 128 MiB. */
const WRITER_CHECKPOINT_PAGES = 32_768;

const THREAD = new URL("./checkpoint-thread.ts", import.meta.url);

/** One database file and the connection that writes to it. */
export interface WrittenFile {
  readonly path: string;
  readonly writer: DatabaseSync;
}

function copyAt(files: readonly WrittenFile[], pages: number): void {
  for (const { writer } of files) writer.exec(`PRAGMA wal_autocheckpoint = ${pages}`);
}

/**
 * Copy SQLite's logs into the files in a thread. A writer that does it itself stands still for 100 to 200 ms with each 32 MiB,
 * and every message of the process with it.
 *
 * @param onFailure the thread is gone; the writers copy their logs themselves from then on
 * @returns ends the thread; call it before the files are closed
 */
export function checkpointBeside(
  files: readonly WrittenFile[],
  onFailure: (error: unknown) => void,
): () => Promise<void> {
  copyAt(files, WRITER_CHECKPOINT_PAGES);
  const thread = new Worker(THREAD, { workerData: files.map(({ path }) => path) });
  thread.on("error", (error) => {
    copyAt(files, CHECKPOINT_PAGES);
    onFailure(error);
  });
  thread.unref();
  return async () => {
    thread.removeAllListeners("error");
    await thread.terminate();
  };
}
