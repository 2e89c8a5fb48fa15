import { randomBytes } from "node:crypto";
import { openDatabases } from "../../src/store/databases.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import { loadVault } from "../../src/vault/load-vault.ts";
import { messageRecord } from "./message-record.ts";

/*
 * A second process on a test's SQLite files, as the command line is one: writes messages one by one, each in a commit of
 * its own. Arguments: DATA_DIR, SECRETS_DIR, prefix of the ids, count.
 */
const [dataDir = "", secretsDir = "", prefix = "", count = "0"] = process.argv.slice(2);
const vault = loadVault({ secretsDir, realms: ["test"], randomBytes, clock: Date.now });
const databases = await openDatabases({
  location: { kind: "sqlite", dataDir },
  realms: ["test"],
  vault,
  process: "cli",
  onPoolError: () => {},
});
const [database, keys] = [databases.realms.test, vault.realms.test];
if (database === undefined || keys === undefined) throw new Error("realm test is not open");
const { store } = openRealm(database, keys, Date.now);
process.stdout.write("open\n");
for (let index = 0; index < Number(count); index += 1) {
  const record = messageRecord(`${prefix}${index}`);
  await store.transaction(record.controlId, (tx) => tx.saveMessage(record));
}
await databases.close();
