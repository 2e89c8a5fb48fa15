import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../kernel/clock.ts";
import { oneTurn } from "../kernel/pace.ts";
import type { MessageBrowser } from "../submission/message-browser.ts";
import type { RealmStore } from "../submission/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { DatabaseName, RealmDatabase } from "./databases.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import { createMessageBrowser } from "./message-browser.ts";
import { createPostgresRealmStore } from "./postgres-realm-store.ts";
import { createSqliteRealmStore } from "./sqlite-realm-store.ts";
import { unavailable } from "./unavailable.ts";
import { createWriteProbe, type ProbeOptions, type WriteProbe, writeWithKysely } from "./write-probe.ts";

/** One realm's database as the program uses it. Once for each database in a process. */
export interface OpenedRealm {
  readonly store: RealmStore;
  readonly browser: MessageBrowser;
  readonly probe: WriteProbe;
}

/** Nothing is taken by a database that was written with keys we do not have. */
function closedStore(name: DatabaseName): RealmStore {
  const cause = new Error(`SECRETS_DIR has not the keys of ${name}`);
  return { transaction: () => Promise.reject(unavailable(cause)) };
}

/** Free pages that a probe asks for, so that a database at its size limit is found out by the probe. */
const PROBE_FILLER_BYTES = 16_384;

/** A probe's write takes its turn among the messages: the connection has one user at a time. */
function writeWithGroupCommit(writer: DatabaseSync, groupCommit: GroupCommit): ProbeOptions["write"] {
  return (atMs) =>
    groupCommit.run((watch) =>
      watch.step(async () => {
        writer.exec(`savepoint probe;
          insert into write_probe (id, probed_at_ms, filler) values (0, ${atMs}, zeroblob(${PROBE_FILLER_BYTES}));
          rollback to probe; release probe;
          insert into write_probe (id, probed_at_ms) values (1, ${atMs})
            on conflict (id) do update set probed_at_ms = excluded.probed_at_ms`);
      }),
    );
}

/**
 * Store, browser and probe of one realm.
 *
 * @param keys of that realm; when they are not the database's, the store takes nothing and the probe fails
 * @param now clock of the probe's rhythm
 * @param turn lets everything else of the process go on between two pieces of work on SQLite
 */
export function openRealm(
  database: RealmDatabase,
  keys: RealmKeys,
  now: Clock,
  turn: () => Promise<void> = oneTurn,
): OpenedRealm {
  const { engine, kysely, name } = database;
  const browser = createMessageBrowser(database, keys);
  const fits = database.keys.kind === "keys-fit";
  if (engine.kind === "postgres") {
    const store = fits ? createPostgresRealmStore(name, engine.pool, keys) : closedStore(name);
    return { store, browser, probe: createWriteProbe(database, { now, write: writeWithKysely(kysely) }) };
  }
  const groupCommit = createGroupCommit(engine.writer, turn);
  const store = fits ? createSqliteRealmStore(engine.writer, groupCommit, keys) : closedStore(name);
  const write = writeWithGroupCommit(engine.writer, groupCommit);
  return { store, browser, probe: createWriteProbe(database, { now, write }) };
}
