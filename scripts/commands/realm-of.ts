import type { Realm } from "../../src/kernel/realm.ts";
import type { RealmDatabase } from "../../src/store/databases.ts";
import { StoreStartError } from "../../src/store/store-start-error.ts";
import type { RealmKeys } from "../../src/vault/load-vault.ts";
import type { Session } from "./session.ts";

/** One realm's database with its keys. */
export interface OpenedRealmDatabase {
  readonly realm: Realm;
  readonly database: RealmDatabase;
  readonly keys: RealmKeys;
}

/** @throws StoreStartError when the realm is not open here, or was written with other keys */
export function realmOf(session: Session, realm: Realm): OpenedRealmDatabase {
  const [database, keys] = [session.databases.realms[realm], session.vault.realms[realm]];
  if (database === undefined || keys === undefined)
    throw new StoreStartError(`Realm ${realm} is not opened here. Set REALMS.`);
  if (database.keys.kind === "keys-differ")
    throw new StoreStartError(`SECRETS_DIR has not the keys of realm ${realm}. Set SECRETS_DIR.`);
  return { realm, database, keys };
}
