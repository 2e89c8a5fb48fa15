import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createKeyFile,
  type KeyFolder,
  openKeyFolder,
  rawKeyOf,
  readKeyText,
  replaceKeyFile,
} from "./key-files.ts";
import { isKeyFile, type KeptKey, type KeyText, listKeptKeys } from "./key-files-kept.ts";
import { VaultError } from "./vault-error.ts";
import { readWrappedKey } from "./wrapped-key.ts";

/*
 * An escrow is one JSON file, `{format: 1, madeAt, keys: [{file, text}]}`, with the text of every key file. SECRETS_DIR notes which root keys were escrowed, by
 * fingerprint, so that a backup can be refused that nobody could open after the loss of this folder.
 */
const NOTE = "escrowed.json";

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notedFingerprints({ secretsDir }: Pick<KeyFolder, "secretsDir">): ReadonlySet<string> {
  const path = join(secretsDir, NOTE);
  const value = existsSync(path) ? parse(readFileSync(path, "utf8")) : undefined;
  const list: unknown = isFields(value) ? value["fingerprints"] : undefined;
  return new Set(Array.isArray(list) ? list.filter((one) => typeof one === "string") : []);
}

/** Root keys that are in no escrow yet. */
export function findUnescrowed(folder: Pick<KeyFolder, "secretsDir">): readonly KeptKey[] {
  const noted = notedFingerprints(folder);
  return listKeptKeys(folder).filter(
    ({ kind, fingerprint }) => kind === "root" && !noted.has(fingerprint ?? ""),
  );
}

/**
 * Note that keys are in an escrow: all of now, when one is safely written; those of its files, when one was read.
 *
 * @param files names of key files; all unless given
 */
export function noteEscrow(folder: KeyFolder, atMs: number, files?: ReadonlySet<string>): void {
  const meant = listKeptKeys(folder).filter(({ file }) => files?.has(file) ?? true);
  const now = meant.flatMap(({ fingerprint = "" }) => fingerprint || []);
  const fingerprints = [...new Set([...(files === undefined ? [] : notedFingerprints(folder)), ...now])];
  const note = { at: new Date(atMs).toISOString(), fingerprints };
  replaceKeyFile(folder, NOTE, `${JSON.stringify(note)}\n`);
}

function isKeyText(value: unknown): value is KeyText {
  if (!isFields(value) || typeof value["file"] !== "string" || typeof value["text"] !== "string")
    return false;
  return isKeyFile(value["file"]);
}

/** @throws VaultError when the text is no escrow of ours */
export function readEscrow(text: string): readonly KeyText[] {
  const value = parse(text);
  const keys: unknown = isFields(value) && value["format"] === 1 ? value["keys"] : undefined;
  if (!Array.isArray(keys) || !keys.every(isKeyText)) throw new VaultError("The file is no escrow of keys.");
  for (const { file, text: key } of keys) if (readWrappedKey(key) === undefined) rawKeyOf(file, key);
  return keys;
}

/**
 * Put key files back that are missing; those that are there stay.
 *
 * @returns names of the files that were written
 * @throws VaultError when a file is there with another key
 */
export function putKeysBack(folder: KeyFolder, keys: readonly KeyText[]): readonly string[] {
  openKeyFolder(folder);
  const there = keys.filter(({ file }) => existsSync(join(folder.secretsDir, file)));
  const other = there.filter(({ file, text }) => {
    const own = readKeyText(folder.secretsDir, file);
    // A wrapped key may have been wrapped anew since.
    return own.trimEnd() !== text.trimEnd() && readWrappedKey(own) === undefined;
  });
  if (other.length > 0)
    throw new VaultError(
      `SECRETS_DIR has another ${other.map(({ file }) => file).join(", ")}. Name an empty SECRETS_DIR; nothing was written.`,
    );
  const missing = keys.filter((key) => !there.includes(key));
  for (const { file, text } of missing) createKeyFile(folder, file, text);
  return missing.map(({ file }) => file);
}
