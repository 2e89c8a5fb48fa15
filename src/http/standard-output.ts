import { writeSync } from "node:fs";
import type { LogDestination } from "./pino-log.ts";

/** The part of `fs.writeSync` that is used: returns how many bytes of the rest were taken. */
export type WriteBytes = (descriptor: number, bytes: Uint8Array, offset: number) => number;

const STANDARD_OUTPUT = 1;
/** How often a pipe that is full is tried again before the line is given up. */
const FULL_PIPE_TRIES_MAX = 20;
const FULL_PIPE_WAIT_MS = 5;

/**
 * Standard output, written at once, so that the lines of a process that ends are not lost. A line that cannot be written
 * (reader gone, disk full) is lost and nothing else happens: the next line is tried afresh.
 */
export function standardOutput(write: WriteBytes = writeSync): LogDestination {
  let isTorn = false;
  return {
    write: (line) => {
      const bytes = Buffer.from(isTorn ? `\n${line}` : line, "utf8");
      const written = writeWhole(write, bytes);
      if (written > 0) isTorn = written < bytes.length;
    },
  };
}

/** @returns how many bytes were taken; fewer than all when the output failed on the way */
function writeWhole(write: WriteBytes, bytes: Uint8Array): number {
  let offset = 0;
  let tries = 0;
  while (offset < bytes.length) {
    try {
      offset += write(STANDARD_OUTPUT, bytes, offset);
    } catch (error) {
      tries += 1;
      if (!isFullPipe(error) || tries > FULL_PIPE_TRIES_MAX) return offset;
      sleep(FULL_PIPE_WAIT_MS);
    }
  }
  return offset;
}

function isFullPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}

function sleep(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}
