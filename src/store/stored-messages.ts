import type { Realm } from "../kernel/realm.ts";
import type { RealmDatabase } from "./databases.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** Which message ids are rows of a realm; a realm that is not open has none. */
export function createStoredMessages(
  realms: Readonly<Partial<Record<Realm, RealmDatabase>>>,
): (realm: Realm, ids: readonly string[]) => Promise<ReadonlySet<string>> {
  return async (realm, ids) => {
    const database = realms[realm];
    if (database === undefined || ids.length === 0) return new Set();
    const rows = await orUnavailable(
      database.kysely
        .selectFrom("message")
        .select("id")
        .where("id", "in", [...ids])
        .execute(),
    );
    return new Set(rows.map(({ id }) => id));
  };
}
