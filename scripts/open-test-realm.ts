import { randomBytes } from "node:crypto";
import { type Databases, openDatabases, type OpenOptions } from "../src/store/databases.ts";
import { openRealm } from "../src/store/open-realm.ts";
import type { RealmServices } from "../src/submission/deps.ts";
import { runAtOnce } from "../src/submission/turn.ts";
import { loadVault, type Vault } from "../src/vault/load-vault.ts";

/** Realm `test` of a folder's installation, in this process. */
export interface OpenTestRealm {
  readonly vault: Vault;
  /** The caller closes them. */
  readonly databases: Databases;
  readonly test: RealmServices;
}

/**
 * Open the databases of `dataDir`, whose keys are in its folder `secrets`; what is not there is made.
 *
 * @param process `server` holds the files against a second server
 * @param databaseUrl the databases are there and not in files of the folder
 * @throws StoreStartError when another server has them open
 */
export async function openTestRealm(
  dataDir: string,
  process: OpenOptions["process"],
  databaseUrl?: string,
): Promise<OpenTestRealm> {
  const secretsDir = `${dataDir}/secrets`;
  const vault = loadVault({ secretsDir, randomBytes, realms: ["test"], clock: Date.now });
  const databases = await openDatabases({
    location:
      databaseUrl === undefined ? { kind: "sqlite", dataDir } : { kind: "postgres", url: databaseUrl },
    realms: ["test"],
    vault,
    process,
    onPoolError: () => {},
  });
  const [database, keys] = [databases.realms.test, vault.realms.test];
  if (database === undefined || keys === undefined) throw new Error("the test realm was not opened");
  const { store } = openRealm(database, keys, Date.now);
  return { vault, databases, test: { realm: "test", store, digest: keys.digest, takeTurn: runAtOnce } };
}
