import type { Kysely } from "kysely";
import type { KeyFingerprints } from "../vault/load-vault.ts";
import type { FoundationSchema } from "./foundation.ts";

/** Whether SECRETS_DIR holds the keys that a database was written with; without them nothing is written or read. */
export type KeyCheck =
  | { readonly kind: "keys-fit" }
  /** Names such as `pepper/1`; another key has that name now, or none. */
  | { readonly kind: "keys-differ"; readonly keyNames: readonly string[] };

/**
 * Compare the vault's keys with those that the database was written with; the first time, and for a key that a rotation
 * added, note them. Holds when several processes start at once: the first note counts.
 */
export async function checkKeys(
  db: Kysely<FoundationSchema>,
  fingerprints: KeyFingerprints,
): Promise<KeyCheck> {
  return db.transaction().execute(async (transaction) => {
    const readNoted = async (): Promise<ReadonlyMap<string, string>> => {
      const rows = await transaction.selectFrom("key_fingerprint").selectAll().orderBy("key_name").execute();
      return new Map(rows.map((row) => [row.key_name, row.fingerprint]));
    };
    const differing = (noted: ReadonlyMap<string, string>): readonly string[] =>
      [...noted]
        .filter(([name, fingerprint]) => fingerprints.get(name) !== fingerprint)
        .map(([name]) => name);

    const noted = await readNoted();
    const news = [...fingerprints].filter(([name]) => !noted.has(name));
    if (differing(noted).length === 0 && news.length > 0) {
      await transaction
        .insertInto("key_fingerprint")
        .values(news.map(([key_name, fingerprint]) => ({ key_name, fingerprint })))
        .onConflict((conflict) => conflict.column("key_name").doNothing())
        .execute();
    }
    const keyNames = differing(await readNoted());
    return keyNames.length === 0 ? { kind: "keys-fit" } : { kind: "keys-differ", keyNames };
  });
}
