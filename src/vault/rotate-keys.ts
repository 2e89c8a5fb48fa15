import { REALMS, type Realm } from "../kernel/realm.ts";
import {
  createKeyFile,
  type KeyFolder,
  keyFileNames,
  rawKeyOf,
  readKeyRing,
  readKeyText,
  replaceKeyFile,
} from "./key-files.ts";
import { addSealKey } from "./seal-ring.ts";
import { VaultError } from "./vault-error.ts";
import type { VaultKey } from "./vault-key.ts";
import { readWrappedKey, unwrapKey, wrapKey } from "./wrapped-key.ts";

/** What can be rotated: keys that seal, the pepper of secrets, the master that wraps. */
export const ROTATIONS = ["seal", "pepper", "master"] as const;
export type Rotation = (typeof ROTATIONS)[number];

/** What a rotation made: names of new keys, and of keys that were wrapped anew. */
export interface Rotated {
  readonly made: readonly string[];
  readonly rewrapped: readonly string[];
}

const KEY_BYTES = 32;

function highest(folder: KeyFolder, ring: string): number {
  return Number(keyFileNames(folder.secretsDir, ring).at(-1)?.id ?? 0);
}

function addRootKey(folder: KeyFolder, ring: string): string {
  const number = highest(folder, ring) + 1;
  const key = Buffer.from(folder.randomBytes(KEY_BYTES));
  createKeyFile(folder, `${ring}-${number}.key`, `${key.toString("hex")}\n`);
  return `${ring}/${number}`;
}

/** Every sealing key of a realm under the newest master; those of an earlier version, which lie in clear, too. */
function rewrapRing(folder: KeyFolder, realm: Realm, masters: readonly VaultKey[]): readonly string[] {
  const master = masters.at(-1);
  const ring = `seal-${realm}`;
  return keyFileNames(folder.secretsDir, ring).map(({ id, name }) => {
    const text = readKeyText(folder.secretsDir, name);
    const wrapped = readWrappedKey(text);
    const key = wrapped === undefined ? rawKeyOf(name, text) : unwrapKey(masters, name, wrapped);
    if (key === undefined || master === undefined)
      throw new VaultError(`${name} does not open. Put its master key back from the escrow.`);
    const month = wrapped?.month ?? "0000-00";
    replaceKeyFile(folder, name, wrapKey(master, { name, month, key }, folder.randomBytes));
    return `${ring}/${id}`;
  });
}

/**
 * Make the next key of a kind. Nothing that was sealed or hashed before changes: earlier keys go on opening and proving.
 * A master also wraps every sealing key anew; broken off, the same call goes on.
 */
export function rotateKeys(folder: KeyFolder, rotation: Rotation, nowMs: number): Rotated {
  if (rotation === "pepper") return { made: [addRootKey(folder, "pepper")], rewrapped: [] };
  const realms = REALMS.filter((realm) => keyFileNames(folder.secretsDir, `seal-${realm}`).length > 0);
  if (rotation === "master") {
    const made = [addRootKey(folder, "master")];
    const masters = readKeyRing(folder, "master");
    return { made, rewrapped: realms.flatMap((realm) => rewrapRing(folder, realm, masters)) };
  }
  const masters = (): readonly VaultKey[] => readKeyRing(folder, "master");
  const made = realms.map((realm) => {
    const number = highest(folder, `seal-${realm}`) + 1;
    addSealKey({ folder, realm, masters }, number, new Date(nowMs).toISOString().slice(0, 7));
    return `seal-${realm}/${number}`;
  });
  return { made, rewrapped: [] };
}
