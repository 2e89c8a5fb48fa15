import type { Sender } from "../../src/accounts/principal.ts";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import type { LogEvent } from "../../src/kernel/log.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { QUERY_QUOTA, type QueryQuota } from "../../src/registry/query-quota.ts";
import type { PersonRecords, Person } from "../../src/registry/ports.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import type { RealmDatabase } from "../../src/store/databases.ts";
import type { MessageBrowser } from "../../src/submission/message-browser.ts";
import type { RealmServices } from "../../src/submission/deps.ts";
import { runAtOnce } from "../../src/submission/turn.ts";
import type { RealmStore } from "../../src/submission/ports.ts";
import { createSubmitSingleMessage } from "../../src/submission/submit-single-message.ts";
import { randomBytes } from "node:crypto";
import type { TestPlace } from "./databases.ts";
import { type RegistryUse, watchedStore } from "./watched-store.ts";

/** The moment of most tests: two days after the base messages were written. */
export const REGISTRY_NOW_MS: number = Date.parse("2026-01-16T15:30:13Z");

/** Sites and whose they are. */
export const TEST_SITES = { "9998": "org-a", "9999": "org-b", "8888": "org-c" } as const;
export type TestSite = keyof typeof TEST_SITES;

export interface SpineOptions {
  readonly realm?: Realm;
  readonly quota?: QueryQuota;
  /** Notes what messages ask of the registry. */
  readonly use?: RegistryUse;
  /** Organizations whose plans say that they send test data. */
  readonly sharers?: readonly string[];
  /** Whose the sites are, where it is not TEST_SITES. */
  readonly owners?: Partial<Record<TestSite, string>>;
}

/** The whole way of a message on real databases, without SOAP and log-in. */
export interface RegistrySpine {
  readonly realm: Realm;
  readonly store: RealmStore;
  readonly browser: MessageBrowser;
  /** As reprocessing takes it. */
  readonly services: RealmServices;
  readonly codes: CodeSets;
  readonly database: RealmDatabase;
  readonly events: LogEvent[];
  nowMs: number;
  /** Send as the organization of a site; MSH-4 is the message's own. @returns segments of the answer */
  send(hl7Message: string, site?: TestSite): Promise<readonly string[]>;
  /** People in the order they were made, merged ones too. */
  people(): Promise<readonly StoredPerson[]>;
}

export interface StoredPerson {
  readonly person: Person;
  readonly records: PersonRecords;
}

/** What an organization may do in these tests: everything. */
export function senderOf(organizationId: string): Sender {
  return {
    organizationId,
    stage: "ONGOING",
    zone: "America/Chicago",
    ackWarnings: "AE",
    may: ["submit", "query"],
    suspended: false,
    productionOverride: false,
  };
}

/** A process of its own on the databases of a place. */
export async function openSpine(place: TestPlace, options: SpineOptions = {}): Promise<RegistrySpine> {
  const { realm = "test", quota = QUERY_QUOTA, sharers = [] } = options;
  const owners = { ...TEST_SITES, ...options.owners };
  const vault = place.vault();
  const databases = await place.open({ vault });
  const [database, keys] = [databases.realms[realm], vault.realms[realm]];
  if (database === undefined || keys === undefined) throw new Error("the realm is not open");
  const opened = openRealm(database, keys, Date.now);
  const { browser } = opened;
  const store = options.use === undefined ? opened.store : watchedStore(opened.store, options.use);
  const events: LogEvent[] = [];
  const codes = builtInCodeSets();
  const spine: RegistrySpine = {
    realm,
    store,
    browser,
    services: { realm, store, digest: keys.digest, takeTurn: runAtOnce },
    codes,
    database,
    events,
    nowMs: REGISTRY_NOW_MS,
    send: async (hl7Message, site = "9998") => {
      const sites = new Map([[site, senderOf(owners[site])]]);
      const submit = createSubmitSingleMessage({
        authenticate: async () => ({
          credentialId: `cred-${owners[site]}`,
          realm,
          organizationId: owners[site],
          facilityId: site,
          sites,
        }),
        realms: { [realm]: spine.services },
        codes: () => codes,
        rulesVersion: "rules-1",
        queryQuota: quota,
        testDataSharing: {
          sharersWith: async (id) => new Set(sharers.includes(id) ? sharers.filter((one) => one !== id) : []),
        },
        now: () => spine.nowMs,
        newId: createIdSource(Date.now, randomBytes),
        log: (_level, event) => events.push(event),
      });
      const answer = await submit({
        username: "u",
        password: "p",
        facilityId: site,
        remoteAddress: "127.0.0.1",
        requestId: "r",
        receivedAtMs: spine.nowMs,
        hl7Message,
      });
      return answer.split("\r").filter((line) => line !== "");
    },
    people: async () => {
      const rows = await database.kysely.selectFrom("patient").select("id").orderBy("id").execute();
      const people: StoredPerson[] = [];
      for (const { id } of rows) {
        const found = await store.transaction("read", async ({ registry }) => {
          const person = await registry.holdPerson(id);
          return person && { person, records: await registry.readRecords(id) };
        });
        if (found !== undefined) people.push(found);
      }
      return people;
    },
  };
  return spine;
}
