import { closeSync, fsyncSync, mkdirSync, openSync, unlinkSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import type { CommandContext } from "./command-group.ts";
import { safeJson } from "./safe-text.ts";

/** A file that takes a secret before the act that made it is committed. */
export interface SecretFile {
  readonly path: string;
  /** Deletes the file; for an act that was not committed after all. */
  discard(): void;
}

function cannotWrite(path: string, error: unknown): RefusedError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const help =
    code === "EEXIST" ? "It exists already; name a new file" : "Name a file in a folder you may write";
  return new RefusedError("usage", `${path} cannot be written (${code}). ${help}.`);
}

/**
 * Write one JSON value to a new file that only its owner reads (0600), on the disk when this returns.
 *
 * @param name absolute, or relative to the folder the command was called in
 * @throws RefusedError `usage` when the file is there already or cannot be written
 */
export function writeSecretFile(context: CommandContext, name: string, value: unknown): SecretFile {
  const path = resolve(context.calledFrom, name);
  try {
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, `${safeJson(value)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return { path, discard: () => unlinkSync(path) };
}

/** Make a folder for secret files (0700) where it is not there. Returns its absolute path. */
export function makeSecretFolder(context: CommandContext, name: string): string {
  const path = resolve(context.calledFrom, name);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return path;
}
