import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { basename, resolve } from "node:path";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import type { CommandContext } from "./command-group.ts";

/** Largest file that a command takes. */
const GIVEN_FILE_BYTES_MAX = 10_000_000;

/** A file that an option or argument names. */
export interface GivenFile {
  /** Without folders. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** At most so many bytes of a file, a pipe or a device, whose size is not known and which may never end. */
function readAtMost(path: string, bytesMax: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    const space = Buffer.alloc(bytesMax);
    let length = 0;
    for (let read = 1; read > 0 && length < bytesMax; length += read)
      read = readSync(file, space, length, bytesMax - length, null);
    return space.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/**
 * Read a file that an option or argument names.
 *
 * @param option named in the refusal: `--document`, `FILE`
 * @param name absolute, or relative to the folder the command was called in
 * @param missing the refusal when there is none
 * @throws RefusedError `missing`; `usage` when it cannot be read, is empty or larger than 10 MB
 */
export function readGivenFile(
  context: CommandContext,
  option: string,
  name: string,
  missing: "usage" | "not-found" = "usage",
): GivenFile {
  const path = resolve(context.calledFrom, name);
  const refusal = (text: string): RefusedError => new RefusedError("usage", `${option}: ${path} ${text}.`);
  if (!existsSync(path)) throw new RefusedError(missing, `${option}: there is no file ${path}.`);
  let content: Uint8Array;
  try {
    content = readAtMost(path, GIVEN_FILE_BYTES_MAX + 1);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw refusal(`cannot be read (${code})`);
  }
  if (content.length === 0) throw refusal("is empty");
  if (content.length > GIVEN_FILE_BYTES_MAX) throw refusal(`is larger than ${GIVEN_FILE_BYTES_MAX} bytes`);
  return { name: basename(path), content };
}

/** The text of a file that an option or argument names. */
export function readGivenText(...given: Parameters<typeof readGivenFile>): string {
  return new TextDecoder().decode(readGivenFile(...given).content);
}
