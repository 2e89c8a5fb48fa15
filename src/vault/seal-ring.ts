import type { Clock } from "../kernel/clock.ts";
import type { Realm } from "../kernel/realm.ts";
import { createKeyFile, type KeyFolder, keyFileNames, readKeyText, rawKeyOf } from "./key-files.ts";
import { VaultError } from "./vault-error.ts";
import type { VaultKey } from "./vault-key.ts";
import { readWrappedKey, unwrapKey, wrapKey } from "./wrapped-key.ts";

/** The keys that seal one realm: a new one every month, each wrapped by the master key. */
export interface SealRing {
  /**
   * The key to seal with now; made when the month has none yet.
   *
   * @throws VaultError when it cannot be made
   */
  current(): VaultKey;
  /** A key by its number, which another process may just have made. */
  find(number: number): VaultKey | undefined;
  /** Those that can be opened, oldest first. */
  all(): readonly VaultKey[];
  /** Every key file of the ring opens. While one does not, its master is missing or another, and no key is made. */
  isWhole(): boolean;
}

interface SealKey extends VaultKey {
  /** `YYYY-MM`, UTC; `""` for a key of a version that knew no months. */
  readonly month: string;
}

export interface SealRingOptions {
  readonly folder: KeyFolder;
  readonly realm: Realm;
  /** Oldest first, read afresh; empty when the wrapped keys' master is missing. */
  readonly masters: () => readonly VaultKey[];
  /** Real time. */
  readonly clock: Clock;
}

const KEY_BYTES = 32;
/** A key that another process made is used after this time at the latest. */
const LOOK_EVERY_MS = 60_000;

function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

/** First instant of the next month, UTC; 0 for a key of a version that knew no months. */
function endOf(month: string): number {
  return month === "" ? 0 : Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1);
}

function readSealKey(
  folder: KeyFolder,
  masters: readonly VaultKey[],
  name: string,
  id: string,
): SealKey | undefined {
  const text = readKeyText(folder.secretsDir, name);
  const wrapped = readWrappedKey(text);
  if (wrapped === undefined) return { id, month: "", key: rawKeyOf(name, text) };
  const key = unwrapKey(masters, name, wrapped);
  return key && { id, month: wrapped.month, key };
}

class FileSealRing implements SealRing {
  readonly #options: SealRingOptions;
  readonly #ring: string;
  readonly #keys = new Map<number, SealKey>();
  /** Highest number that a file has, whether it opens or not. */
  #highest = 0;
  #lookAgainMs = 0;
  #files = 0;

  constructor(options: SealRingOptions) {
    this.#options = options;
    this.#ring = `seal-${options.realm}`;
    this.#look();
  }

  current(): VaultKey {
    const nowMs = this.#options.clock();
    if (nowMs >= this.#lookAgainMs) this.#look();
    const newest = this.#keys.get(this.#highest);
    // A clock that went back makes no key of an older month.
    if (newest !== undefined && nowMs < endOf(newest.month)) return newest;
    return this.#make(monthOf(nowMs));
  }

  find(number: number): VaultKey | undefined {
    if (!this.#keys.has(number)) this.#look();
    return this.#keys.get(number);
  }

  all(): readonly VaultKey[] {
    return [...this.#keys.values()];
  }

  isWhole(): boolean {
    return this.#keys.size === this.#files;
  }

  #look(): void {
    const { folder, clock } = this.#options;
    const names = keyFileNames(folder.secretsDir, this.#ring);
    this.#files = names.length;
    const masters = names.every(({ id }) => this.#keys.has(Number(id))) ? [] : this.#options.masters();
    for (const { id, name } of names) {
      this.#highest = Math.max(this.#highest, Number(id));
      const key = this.#keys.has(Number(id)) ? undefined : readSealKey(folder, masters, name, id);
      if (key !== undefined) this.#keys.set(Number(id), key);
    }
    this.#lookAgainMs = clock() + LOOK_EVERY_MS;
  }

  #make(month: string): VaultKey {
    if (!this.isWhole())
      throw new VaultError(`A key of ${this.#ring} does not open. Put the master key back from the escrow.`);
    addSealKey(this.#options, this.#highest + 1, month);
    this.#look();
    const made = this.#keys.get(this.#highest);
    if (made === undefined) throw new VaultError(`A key of ${this.#ring} was just made and does not open.`);
    return made;
  }
}

/**
 * Make the key file of one month, wrapped by the newest master. Where another process made that number first, its key
 * counts.
 *
 * @throws VaultError when there is no master
 */
export function addSealKey(
  { folder, realm, masters }: Omit<SealRingOptions, "clock">,
  number: number,
  month: string,
): void {
  const master = masters().at(-1);
  if (master === undefined)
    throw new VaultError("The master key is missing from SECRETS_DIR. Put it back from the escrow.");
  const name = `seal-${realm}-${number}.key`;
  const key = folder.randomBytes(KEY_BYTES);
  createKeyFile(folder, name, wrapKey(master, { name, month, key }, folder.randomBytes));
}

/** The ring of one realm, read from SECRETS_DIR. */
export function openSealRing(options: SealRingOptions): SealRing {
  return new FileSealRing(options);
}
