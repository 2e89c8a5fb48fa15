import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import type { Clock } from "../kernel/clock.ts";
import { createPooledRandom } from "../kernel/pooled-random.ts";
import { REALMS, type Realm } from "../kernel/realm.ts";
import { createSealing } from "./aes-sealing.ts";
import {
  isWrappedRing,
  type KeyFolder,
  keyFileNames,
  openKeyFolder,
  rawKeyOf,
  readKeyRing,
  readKeyText,
} from "./key-files.ts";
import { createKeyedDigest } from "./keyed-digest.ts";
import type { KeyedDigest, Sealing } from "./sealing.ts";
import { fingerprintOf, type VaultKey } from "./vault-key.ts";
import { openSealRing } from "./seal-ring.ts";
import { VaultError } from "./vault-error.ts";
import { readWrappedKey, unwrapKey } from "./wrapped-key.ts";

/** Key name → fingerprint, `pepper/1` → … Written into a database, it tells which keys its rows need. */
export type KeyFingerprints = ReadonlyMap<string, string>;

/** What the control database needs of the vault. */
export interface ControlKeys {
  /** Hash generated secrets (decision D12). */
  readonly peppers: { readonly current: VaultKey; readonly earlier: readonly VaultKey[] };
  /** The peppers as they are now, oldest first: a rotation may have added one. */
  readonly readPeppers: () => readonly VaultKey[];
  /** HMAC-SHA-256 under the key of the audit trail, 43 characters of base64url. */
  readonly auditMac: (text: string) => string;
  readonly fingerprints: KeyFingerprints;
}

/** What one realm's database needs of the vault; holds no key of the other realm. */
export interface RealmKeys {
  readonly sealing: Sealing;
  readonly digest: KeyedDigest;
  readonly fingerprints: KeyFingerprints;
}

/** The keys of this installation, kept in SECRETS_DIR. */
export interface Vault {
  /** Names of keys that are no longer in SECRETS_DIR as they were read, or seen by an earlier call, `pepper/1`. */
  readonly findLost: () => readonly string[];
  readonly control: ControlKeys;
  readonly realms: Readonly<Partial<Record<Realm, RealmKeys>>>;
}

export interface VaultOptions extends KeyFolder {
  /** The realms whose keys are read; the others' files are not touched. */
  readonly realms: readonly Realm[];
  /** Real time: each month has a sealing key of its own. */
  readonly clock: Clock;
}

function fingerprints(rings: Readonly<Record<string, readonly VaultKey[]>>): KeyFingerprints {
  const named = Object.entries(rings).flatMap(([ring, keys]) =>
    keys.map((key): [string, string] => [`${ring}/${key.id}`, fingerprintOf(key)]),
  );
  return new Map(named);
}

function macUnder({ key }: VaultKey): (text: string) => string {
  return (text) => createHmac("sha256", key).update(text, "utf8").digest("base64url");
}

/** The MAC of the audit trail and of manifests, without a look at any other key. */
export function readAuditMac(folder: KeyFolder): (text: string) => string {
  return macUnder(readKeyRing(folder, "audit")[0]);
}

function controlKeys(options: VaultOptions): ControlKeys {
  const pepper = readKeyRing(options, "pepper");
  const audit = readKeyRing(options, "audit");
  return {
    peppers: { current: pepper.at(-1) ?? pepper[0], earlier: pepper.slice(0, -1) },
    readPeppers: () => readKeyRing(options, "pepper"),
    auditMac: macUnder(audit[0]),
    fingerprints: fingerprints({ pepper, audit: [audit[0]] }),
  };
}

/** The master keys, oldest first; none is made in the place of one that wrapped keys wait for. */
function readMasters(options: VaultOptions): readonly VaultKey[] {
  const isMissing =
    keyFileNames(options.secretsDir, "master").length === 0 &&
    REALMS.some((realm) => isWrappedRing(options.secretsDir, `seal-${realm}`));
  return isMissing ? [] : readKeyRing(options, "master");
}

function realmKeys(options: VaultOptions, realm: Realm): RealmKeys {
  const masters = (): readonly VaultKey[] => readMasters(options);
  const ring = openSealRing({ folder: options, realm, masters, clock: options.clock });
  // This month's is made now, so that the database learns of it. Without its master nothing is made, and the keys differ.
  if (masters().length > 0 && ring.isWhole()) ring.current();
  const seal = ring.all();
  // Never rotated: every stored digest would lose its meaning.
  const [digest] = readKeyRing(options, `digest-${realm}`);
  return {
    sealing: createSealing(realm, ring, createPooledRandom(options.randomBytes)),
    digest: createKeyedDigest(realm, digest),
    fingerprints: fingerprints({ [`seal-${realm}`]: seal, [`digest-${realm}`]: [digest] }),
  };
}

/** A key file as it is now, opened; undefined when it is gone, unreadable or wrapped by a master that is. */
function keyNow(options: VaultOptions, name: string): VaultKey | undefined {
  const file = `${name.replace("/", "-")}.key`;
  const id = name.slice(name.indexOf("/") + 1);
  try {
    const text = readKeyText(options.secretsDir, file);
    const wrapped = readWrappedKey(text);
    const key = wrapped === undefined ? rawKeyOf(file, text) : unwrapKey(readMasters(options), file, wrapped);
    return key && { id, key };
  } catch {
    return undefined;
  }
}

function findLost(options: VaultOptions, known: readonly (readonly [string, string])[]): readonly string[] {
  return known.flatMap(([name, fingerprint]) => {
    const key = keyNow(options, name);
    return key !== undefined && fingerprintOf(key) === fingerprint ? [] : [name];
  });
}

/** Add the keys that a month or a rotation has made since. */
function learn(options: VaultOptions, known: Map<string, string>): void {
  if (!existsSync(options.secretsDir)) return;
  for (const ring of ["pepper", ...options.realms.map((realm) => `seal-${realm}`)])
    for (const { id } of keyFileNames(options.secretsDir, ring)) {
      const name = `${ring}/${id}`;
      const key = known.has(name) ? undefined : keyNow(options, name);
      if (key !== undefined) known.set(name, fingerprintOf(key));
    }
}

/**
 * Read the keys; make those that are not there, once for all processes (decision D4).
 *
 * @throws VaultError when SECRETS_DIR or a file in it cannot be used
 */
export function loadVault(options: VaultOptions): Vault {
  try {
    openKeyFolder(options);
    const realms: Partial<Record<Realm, RealmKeys>> = {};
    for (const realm of REALMS.filter((name) => options.realms.includes(name))) {
      realms[realm] = realmKeys(options, realm);
    }
    const control = controlKeys(options);
    const known = new Map(
      [control, ...Object.values(realms)].flatMap(({ fingerprints: own }) => Array.from(own)),
    );
    const look = (): readonly string[] => {
      learn(options, known);
      return findLost(options, [...known]);
    };
    return { control, realms, findLost: look };
  } catch (error) {
    if (error instanceof VaultError) throw error;
    throw new VaultError("SECRETS_DIR cannot be read or written. Check owner and mode.", { cause: error });
  }
}
