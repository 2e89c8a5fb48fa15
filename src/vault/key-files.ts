import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { VaultKey } from "./vault-key.ts";
import { makePrivateFolder } from "./make-private-folder.ts";
import { VaultError } from "./vault-error.ts";
import { readWrappedKey } from "./wrapped-key.ts";

const KEY_BYTES = 32;
const KEY_TEXT = /^[0-9a-f]{64}\n?$/;
/** Keys of one name, one a month and some; more than that are no rotation but a mistake. */
const KEYS_MAX = 1_000;
const OTHERS_WRITE = 0o022;
const OTHERS_ANY = 0o077;

/** Where the keys are, and where new ones come from. */
export interface KeyFolder {
  readonly secretsDir: string;
  /** `count` bytes of a cryptographically secure source. */
  readonly randomBytes: (count: number) => Uint8Array;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Write a file that is on the disk, whole and read-only, before anybody can see it under its name; one that is there stays. */
export function createKeyFile(folder: KeyFolder, name: string, text: string): void {
  const path = join(folder.secretsDir, name);
  const draft = `${path}.${Buffer.from(folder.randomBytes(8)).toString("hex")}`;
  const file = openSync(draft, "wx", 0o400);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    // Another process made the key in the meantime: that one counts.
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(folder.secretsDir);
}

/** Put another text in the place of a key file, at once: after a crash it is the old one or the new one. */
export function replaceKeyFile(folder: KeyFolder, name: string, text: string): void {
  const path = join(folder.secretsDir, name);
  const draft = `${path}.${Buffer.from(folder.randomBytes(8)).toString("hex")}`;
  const file = openSync(draft, "wx", 0o400);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(folder.secretsDir);
}

/** @throws VaultError when the file is open to others */
export function readKeyText(secretsDir: string, name: string): string {
  const path = join(secretsDir, name);
  if ((statSync(path).mode & OTHERS_ANY) !== 0) {
    throw new VaultError(`${name} in SECRETS_DIR is open to other users. Set its mode to 0400.`);
  }
  return readFileSync(path, "utf8");
}

/** @throws VaultError when the text is no key */
export function rawKeyOf(name: string, text: string): Uint8Array {
  if (!KEY_TEXT.test(text)) {
    throw new VaultError(
      `${name} in SECRETS_DIR is not a key: 64 hexadecimal digits. Restore it from the escrow.`,
    );
  }
  return Buffer.from(text.trimEnd(), "hex");
}

/** Names of the key files of one ring, oldest first. */
export function keyFileNames(secretsDir: string, ring: string): readonly { id: string; name: string }[] {
  return readdirSync(secretsDir)
    .flatMap((name) => {
      const id = name.startsWith(`${ring}-`)
        ? /^([1-9]\d{0,3})\.key$/.exec(name.slice(ring.length + 1))?.[1]
        : undefined;
      return id === undefined ? [] : [{ id, name }];
    })
    .toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** Whether a ring has keys that a master wrapped. */
export function isWrappedRing(secretsDir: string, ring: string): boolean {
  return keyFileNames(secretsDir, ring).some(
    ({ name }) => readWrappedKey(readKeyText(secretsDir, name)) !== undefined,
  );
}

/** Make SECRETS_DIR (0700) where it is not there. */
export function openKeyFolder({ secretsDir }: KeyFolder): void {
  makePrivateFolder(secretsDir);
  if ((statSync(secretsDir).mode & OTHERS_WRITE) !== 0) {
    throw new VaultError("SECRETS_DIR can be written by other users. Set its mode to 0700.");
  }
}

/**
 * The keys of one name, oldest first; the last is the one in use. The first is made when there is none.
 *
 * @throws VaultError when a key file is open to others or is no key
 */
export function readKeyRing(folder: KeyFolder, ring: string): readonly [VaultKey, ...VaultKey[]] {
  if (keyFileNames(folder.secretsDir, ring).length === 0) {
    const key = Buffer.from(folder.randomBytes(KEY_BYTES));
    createKeyFile(folder, `${ring}-1.key`, `${key.toString("hex")}\n`);
  }
  const keys = keyFileNames(folder.secretsDir, ring).map(({ id, name }) => ({
    id,
    key: rawKeyOf(name, readKeyText(folder.secretsDir, name)),
  }));
  const [first, ...rest] = keys;
  if (first === undefined)
    throw new VaultError(`A key of ${ring} was just made and is gone from SECRETS_DIR.`);
  if (keys.length > KEYS_MAX) throw new VaultError(`More than ${KEYS_MAX} keys of ${ring} in SECRETS_DIR.`);
  return [first, ...rest];
}
