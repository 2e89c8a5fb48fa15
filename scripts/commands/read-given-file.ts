import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import type { CommandContext } from "./command-group.ts";

/** Largest file that an option takes. */
const GIVEN_FILE_BYTES_MAX = 10_000_000;

/** A file that an option names. */
export interface GivenFile {
  /** Without folders. */
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Read a file that an option names.
 *
 * @param name absolute, or relative to the folder the command was called in
 * @throws RefusedError `usage` when it cannot be read, is empty or larger than 10 MB
 */
export function readGivenFile(context: CommandContext, option: string, name: string): GivenFile {
  const path = resolve(context.calledFrom, name);
  const content = readOrRefuse(option, path);
  if (content.length === 0) throw new RefusedError("usage", `${option}: ${path} is empty.`);
  return { name: basename(path), content };
}

function readOrRefuse(option: string, path: string): Uint8Array {
  try {
    if (statSync(path).size <= GIVEN_FILE_BYTES_MAX) return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new RefusedError("usage", `${option}: ${path} cannot be read (${code}).`);
  }
  throw new RefusedError("usage", `${option}: ${path} is larger than ${GIVEN_FILE_BYTES_MAX} bytes.`);
}

/** The text of a file that an option names. */
export function readGivenText(context: CommandContext, option: string, name: string): string {
  return new TextDecoder().decode(readGivenFile(context, option, name).content);
}
