import { readdirSync } from "node:fs";
import { type KeyFolder, rawKeyOf, readKeyText } from "./key-files.ts";
import { fingerprintOf } from "./vault-key.ts";
import { readWrappedKey } from "./wrapped-key.ts";

/** One key file of SECRETS_DIR, as it may be shown. */
export interface KeptKey {
  /** `seal-test/3`. */
  readonly name: string;
  readonly file: string;
  /** Wrapped keys are useless without the master and go with every backup; the others are to be escrowed. */
  readonly kind: "root" | "wrapped";
  /** Month that a wrapped key seals in, `YYYY-MM`. */
  readonly month?: string;
  /** Number of the master that opens a wrapped key. */
  readonly masterId?: string;
  /** Tells a root key from another of its name. */
  readonly fingerprint?: string;
}

/** A key file with its text. */
export interface KeyText {
  readonly file: string;
  readonly text: string;
}

/** Names that key files have, nothing else is read or written as one. */
const KEY_FILE = /^([a-z]+(?:-[a-z]+)?)-([1-9]\d{0,3})\.key$/;

/** @returns whether a file of that name may be a key file */
export function isKeyFile(name: string): boolean {
  return KEY_FILE.test(name);
}

function keptKey(secretsDir: string, file: string): KeptKey {
  const [, ring = "", id = ""] = KEY_FILE.exec(file) ?? [];
  const name = `${ring}/${id}`;
  const text = readKeyText(secretsDir, file);
  const wrapped = readWrappedKey(text);
  if (wrapped !== undefined)
    return { name, file, kind: "wrapped", month: wrapped.month, masterId: wrapped.masterId };
  return { name, file, kind: "root", fingerprint: fingerprintOf({ id, key: rawKeyOf(file, text) }) };
}

function byRingAndNumber(a: string, b: string): number {
  const [, ringA = "", idA = ""] = KEY_FILE.exec(a) ?? [];
  const [, ringB = "", idB = ""] = KEY_FILE.exec(b) ?? [];
  if (ringA !== ringB) return ringA < ringB ? -1 : 1;
  return Number(idA) - Number(idB);
}

/**
 * All key files, by ring and number.
 *
 * @throws VaultError when one is open to others or is no key
 */
export function listKeptKeys({ secretsDir }: Pick<KeyFolder, "secretsDir">): readonly KeptKey[] {
  return readdirSync(secretsDir)
    .filter(isKeyFile)
    .toSorted(byRingAndNumber)
    .map((file) => keptKey(secretsDir, file));
}

/** Texts of key files, for the escrow (all) or a backup (wrapped ones only). */
export function readKeyTexts(
  { secretsDir }: Pick<KeyFolder, "secretsDir">,
  which: "all" | "wrapped",
): readonly KeyText[] {
  return listKeptKeys({ secretsDir })
    .filter(({ kind }) => which === "all" || kind === "wrapped")
    .map(({ file }) => ({ file, text: readKeyText(secretsDir, file) }));
}
