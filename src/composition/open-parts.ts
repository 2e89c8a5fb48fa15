import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Authenticate } from "../accounts/authenticate.ts";
import { createGuessLane, type GuessLane } from "../accounts/guess-lane.ts";
import { createVerify, type VerifyDeps } from "../accounts/create-verify.ts";
import { createVerifyToken } from "../accounts/create-verify-token.ts";
import type { LoginGuardDeps } from "../accounts/login-guard.ts";
import { createSecretHasher } from "../accounts/secret-hasher.ts";
import { createUseRecorder, type UseRecorder } from "../accounts/use-recorder.ts";
import type { VerifyToken } from "../accounts/verify-token.ts";
import type { Config } from "../config.ts";
import { type Journal, openJournal } from "../journal/open-journal.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import { createIdSource } from "../kernel/id-source.ts";
import { errorFields, type Log } from "../kernel/log.ts";
import { createPace } from "../kernel/pace.ts";
import { createPooledRandom } from "../kernel/pooled-random.ts";
import type { Realm } from "../kernel/realm.ts";
import {
  createCredentialUses,
  createLoginDirectory,
  createLoginFailures,
  createRenewSecret,
} from "../store/control-logins.ts";
import { createControlReads } from "../store/control-reads.ts";
import { type Databases, openDatabases } from "../store/databases.ts";
import { type OpenedRealm, openRealm } from "../store/open-realm.ts";
import { connectionsFor } from "../store/postgres-pool.ts";
import { StoreStartError } from "../store/store-start-error.ts";
import type { RealmServices } from "../submission/deps.ts";
import { createTurns, ONE_WRITER_LIMITS, TURN_LIMITS } from "../submission/turns.ts";
import { loadVault, type Vault } from "../vault/load-vault.ts";
import type { Watched } from "./compose-telemetry.ts";

/** Messages that waited and are begun in one turn of the event loop: reading and judging one takes milliseconds. */
const STARTS_PER_TURN = 1;

/** What the start of a process brings along. */
export interface StartParts {
  readonly config: Config;
  readonly log: Log;
  readonly watched: Watched;
  /** Real time. */
  readonly clock: Clock;
}

/** The realms that this process serves. */
export interface Realms {
  readonly opened: Readonly<Partial<Record<Realm, OpenedRealm>>>;
  readonly services: Readonly<Partial<Record<Realm, RealmServices>>>;
}

/** What both ports, the jobs and the shutdown share. */
export interface Parts extends StartParts {
  /** Calendar time, which `IIS_NOW` may fix. */
  readonly calendar: Clock;
  readonly newId: IdSource;
  readonly databases: Databases;
  readonly journal: Journal | undefined;
  readonly vault: Vault;
  readonly realms: Realms;
  readonly uses: UseRecorder;
  readonly verify: Authenticate;
  /** Of guesses at SOAP credentials. */
  readonly lane: GuessLane;
  readonly verifyToken: VerifyToken;
  readonly logins: LoginGuardDeps;
}

function openRealms({ config, watched, clock }: StartParts, databases: Databases, vault: Vault): Realms {
  const opened: Partial<Record<Realm, OpenedRealm>> = {};
  const services: Partial<Record<Realm, RealmServices>> = {};
  for (const realm of config.realms) {
    const [database, keys] = [databases.realms[realm], vault.realms[realm]];
    if (database === undefined || keys === undefined)
      throw new StoreStartError(`The realm ${realm} was not opened.`);
    const letIn = watched.letIn.turns;
    const one = openRealm(database, keys, clock, letIn);
    opened[realm] = one;
    const turns = createTurns(
      {
        monotonicMs: () => performance.now(),
        strain: watched.loop.strain,
        pace: createPace(STARTS_PER_TURN, letIn),
      },
      database.engine.kind === "sqlite" ? ONE_WRITER_LIMITS : TURN_LIMITS,
    );
    watched.turns[realm] = turns;
    services[realm] = { realm, store: one.store, digest: keys.digest, takeTurn: turns.take };
  }
  return { opened, services };
}

function openStores(
  { config, log }: StartParts,
  vault: Vault,
  journal: Journal | undefined,
): Promise<Databases> {
  return openDatabases({
    location:
      config.databaseUrl === ""
        ? { kind: "sqlite", dataDir: config.dataDir }
        : { kind: "postgres", url: config.databaseUrl },
    realms: config.realms,
    vault,
    process: "server",
    connectionsMax: connectionsFor(config.workers),
    ...(journal && { journal }),
    onPoolError: (database, error) => log("warn", "store-failed", { store: database, ...errorFields(error) }),
  });
}

function openLogins(
  { log, clock }: StartParts,
  calendar: Clock,
  { control }: Databases,
  vault: Vault,
): Pick<VerifyDeps, keyof LoginGuardDeps | "renew" | "calendarClock"> {
  const { peppers, readPeppers } = vault.control;
  return {
    failures: createLoginFailures(control),
    hasher: createSecretHasher(peppers.current, peppers.earlier, readPeppers),
    renew: createRenewSecret(control.kysely, (error) =>
      log("warn", "store-failed", { store: "control", reason: "renew-secret", ...errorFields(error) }),
    ),
    clock,
    calendarClock: calendar,
    log,
  };
}

/**
 * Open keys, journal and databases, and what verifies who calls.
 *
 * @throws VaultError or StoreStartError: the process must not start
 */
export async function openParts(start: StartParts): Promise<Parts> {
  const { config, log, clock } = start;
  const calendar = (): number => config.fixedNowMs ?? clock();
  const vault = loadVault({ secretsDir: config.secretsDir, randomBytes, realms: config.realms, clock });
  const newId = createIdSource(clock, createPooledRandom(randomBytes));
  const journal =
    config.ackJournal === "" ? undefined : openJournal({ path: config.ackJournal, clock, newId });
  const databases = await openStores(start, vault, journal);
  const { kysely, reader } = databases.control;
  const uses = createUseRecorder({ store: createCredentialUses(kysely), log });
  const logins = openLogins(start, calendar, databases, vault);
  const lane = createGuessLane(clock);
  const directory = createLoginDirectory(databases.control);
  return {
    ...start,
    calendar,
    newId,
    databases,
    journal,
    vault,
    realms: openRealms(start, databases, vault),
    uses,
    lane,
    verify: createVerify({ ...logins, lane, directory, uses, realms: config.realms }),
    verifyToken: createVerifyToken({ ...logins, directory: createControlReads(reader) }),
    logins,
  };
}
