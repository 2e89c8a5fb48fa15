import type { Authenticate } from "../accounts/authenticate.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import type { Principal } from "../accounts/principal.ts";
import type { Journal } from "../journal/open-journal.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { Realm } from "../kernel/realm.ts";
import type { QueryQuota } from "../registry/query-quota.ts";
import type { KeyedDigest } from "../vault/sealing.ts";
import type { ForecastService } from "./forecast-service.ts";
import type { RealmStore, TestDataSharing } from "./ports.ts";
import type { Maintenance } from "./maintenance.ts";
import type { TakeTurn } from "./turn.ts";

/** One realm as the spine needs it. Nothing in here reaches the other realm (decision D5). */
export interface RealmServices {
  readonly realm: Realm;
  readonly store: RealmStore;
  /** Digests under this realm's key: payload hashes (decision D7). */
  readonly digest: KeyedDigest;
  /** Bounds and orders the work of this realm (promises R7, S9). */
  readonly takeTurn: TakeTurn;
}

/** What the spine is handed: the effects it may have, and nothing global. */
export interface SubmissionDeps {
  readonly authenticate: Authenticate;
  /** The realms that this process serves; a credential of another one is refused as any bad credential. */
  readonly realms: Readonly<Partial<Record<Realm, RealmServices>>>;
  /** The code sets in force now; an import takes effect on the next message. */
  readonly codes: () => CodeSets;
  /** Names the rules in force: changes with the program or its rule tables (decision D7). */
  readonly rulesVersion: string;
  /** Calendar clock: dates in messages are judged against it. */
  readonly now: Clock;
  /** Planned maintenance; absent where none is looked for. */
  readonly maintenance?: Maintenance;
  /** How much one organization may ask. */
  readonly queryQuota: QueryQuota;
  /** Absent: no organization shares its test data. */
  readonly testDataSharing?: TestDataSharing;
  /** Absent: answers hold the history alone. */
  readonly forecasts?: ForecastService;
  /** Told of each claim that held, by its key; absent: nobody wants to know it again. */
  readonly noteClaim?: (claimKey: string, principal: Principal) => void;
  readonly newId: IdSource;
  readonly log: Log;
  /** `ACK_JOURNAL`; absent: none is kept. */
  readonly journal?: Pick<Journal, "append">;
}
