import { createHmac } from "node:crypto";
import type { Clock } from "../kernel/clock.ts";
import { createPooledRandom } from "../kernel/pooled-random.ts";
import { REALMS, type Realm } from "../kernel/realm.ts";
import { createSealing } from "./aes-sealing.ts";
import { isWrappedRing, type KeyFolder, keyFileNames, openKeyFolder, readKeyRing } from "./key-files.ts";
import { createKeyedDigest } from "./keyed-digest.ts";
import type { KeyedDigest, Sealing } from "./sealing.ts";
import { fingerprintOf, type VaultKey } from "./vault-key.ts";
import { openSealRing } from "./seal-ring.ts";
import { VaultError } from "./vault-error.ts";

/** Key name → fingerprint, `pepper/1` → … Written into a database, it tells which keys its rows need. */
export type KeyFingerprints = ReadonlyMap<string, string>;

/** What the control database needs of the vault. */
export interface ControlKeys {
  /** Hash generated secrets (decision D12). */
  readonly peppers: { readonly current: VaultKey; readonly earlier: readonly VaultKey[] };
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

function controlKeys(options: VaultOptions): ControlKeys {
  const pepper = readKeyRing(options, "pepper");
  const audit = readKeyRing(options, "audit");
  return {
    peppers: { current: pepper.at(-1) ?? pepper[0], earlier: pepper.slice(0, -1) },
    auditMac: (text) => createHmac("sha256", audit[0].key).update(text, "utf8").digest("base64url"),
    fingerprints: fingerprints({ pepper, audit: [audit[0]] }),
  };
}

/** The master keys, oldest first; none is made in the place of one that wrapped keys wait for. */
export function readMasters(options: VaultOptions): readonly VaultKey[] {
  const isMissing =
    keyFileNames(options.secretsDir, "master").length === 0 &&
    REALMS.some((realm) => isWrappedRing(options.secretsDir, `seal-${realm}`));
  return isMissing ? [] : readKeyRing(options, "master");
}

function realmKeys(options: VaultOptions, masters: readonly VaultKey[], realm: Realm): RealmKeys {
  const ring = openSealRing({ folder: options, realm, masters, clock: options.clock });
  // This month's is made now, so that the database learns of it. Without its master nothing is made, and the keys differ.
  if (masters.length > 0 && ring.isWhole()) ring.current();
  const seal = ring.all();
  // Never rotated: every stored digest would lose its meaning.
  const [digest] = readKeyRing(options, `digest-${realm}`);
  return {
    sealing: createSealing(realm, ring, createPooledRandom(options.randomBytes)),
    digest: createKeyedDigest(realm, digest),
    fingerprints: fingerprints({ [`seal-${realm}`]: seal, [`digest-${realm}`]: [digest] }),
  };
}

/**
 * Read the keys; make those that are not there, once for all processes (decision D4).
 *
 * @throws VaultError when SECRETS_DIR or a file in it cannot be used
 */
export function loadVault(options: VaultOptions): Vault {
  try {
    openKeyFolder(options);
    const masters = readMasters(options);
    const realms: Partial<Record<Realm, RealmKeys>> = {};
    for (const realm of REALMS.filter((name) => options.realms.includes(name))) {
      realms[realm] = realmKeys(options, masters, realm);
    }
    return { control: controlKeys(options), realms };
  } catch (error) {
    if (error instanceof VaultError) throw error;
    throw new VaultError("SECRETS_DIR cannot be read or written. Check owner and mode.", { cause: error });
  }
}
