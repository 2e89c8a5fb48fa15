import type { RegistryTransaction } from "../../src/registry/ports.ts";
import type { RealmStore } from "../../src/submission/ports.ts";

/** What queries asked of the registry: each call is one statement on either database, or none for nobody. */
export interface RegistryUse {
  readonly calls: string[];
  /** Documents of people that were opened, each once in a work, decoys among them. */
  opened: number;
}

/** A store that notes what queries ask of the registry. */
export function watchedStore(store: RealmStore, use: RegistryUse): RealmStore {
  const noted = <T>(call: string, result: Promise<T>): Promise<T> => {
    use.calls.push(call);
    return result;
  };
  const watched = (registry: RegistryTransaction): RegistryTransaction => {
    const opened = new Set<string>();
    return {
      ...registry,
      findPeople: async (search) => {
        const found = await noted("find people", registry.findPeople(search));
        const before = opened.size;
        for (const { id } of found.people) opened.add(id);
        use.opened += opened.size - before;
        return found;
      },
      readDecoys: (count) => {
        use.opened += count;
        return noted("read decoys", registry.readDecoys(count));
      },
      readRecords: (personId) => noted("read records", registry.readRecords(personId)),
      saveDisclosures: (messageId, ids) =>
        noted(`save ${ids.length} disclosures`, registry.saveDisclosures(messageId, ids)),
      readQueryUse: (organizationId, windows) =>
        noted("read query use", registry.readQueryUse(organizationId, windows)),
      countQuery: (organizationId, windows, foundNobody) =>
        noted("count query", registry.countQuery(organizationId, windows, foundNobody)),
    };
  };
  return {
    transaction: (lock, work) =>
      store.transaction(lock, (tx) => work({ ...tx, registry: watched(tx.registry) })),
  };
}
