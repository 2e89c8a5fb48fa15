import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Express } from "express";
import type { Authenticate } from "./accounts/authenticate.ts";
import type { LoginGuardDeps } from "./accounts/login-guard.ts";
import { createUseRecorder, type UseRecorder } from "./accounts/use-recorder.ts";
import type { VerifyToken } from "./accounts/verify-token.ts";
import { createSecretHasher } from "./accounts/secret-hasher.ts";
import { createVerify } from "./accounts/create-verify.ts";
import { createVerifyToken } from "./accounts/create-verify-token.ts";
import type { CodeSets } from "./codes/code-sets.ts";
import { BUILT_IN_CODE_DATA } from "./codes/built-in-code-sets.ts";
import { createCurrentCodeSets } from "./codes/current-code-sets.ts";
import { type Config, ConfigError, loadConfig } from "./config.ts";
import { createApi } from "./http/api/create-api.ts";
import { createConsole } from "./http/console/create-console.ts";
import { createConsoleApp } from "./http/console-app.ts";
import { drainOnSignals } from "./http/drain.ts";
import { createPinoLog } from "./http/pino-log.ts";
import { type CheckReadiness, createReadinessCheck } from "./http/readiness.ts";
import { type RecentTraffic, watchTraffic } from "./http/recent-traffic.ts";
import { createSoapApp } from "./http/soap-app.ts";
import { standardOutput } from "./http/standard-output.ts";
import { ListenError, startServer } from "./http/start-server.ts";
import { stopOnDefect } from "./http/stop-on-defect.ts";
import { readTlsOptions, TlsFileError } from "./http/tls-options.ts";
import type { Clock, IdSource } from "./kernel/clock.ts";
import { createIdSource } from "./kernel/id-source.ts";
import { createPooledRandom } from "./kernel/pooled-random.ts";
import { type Journal, openJournal } from "./journal/open-journal.ts";
import { errorFields, type Log } from "./kernel/log.ts";
import type { Realm } from "./kernel/realm.ts";
import { announce, isLead, isSupervisor, runWorkers } from "./composition/run-workers.ts";
import { followCertificate } from "./composition/follow-certificate.ts";
import { composeMetrics, createWatched, type Watched } from "./composition/compose-telemetry.ts";
import { type AlertMemory, createAlertMemory } from "./telemetry/alert-memory.ts";
import { startAlerts } from "./composition/start-alerts.ts";
import { scrapedText } from "./composition/share-metrics.ts";
import { openConsole } from "./composition/open-console.ts";
import { programVersion } from "./composition/program-version.ts";
import { QUERY_QUOTA } from "./registry/query-quota.ts";
import { IN_FLIGHT_LIMITS } from "./soap/limit-in-flight.ts";
import { createCurrentSchedule, type LoadedSchedule } from "./forecast/current-schedule.ts";
import { scheduleFolderSource } from "./store/schedule-folder.ts";
import { followSchedule } from "./submission/follow-schedule.ts";
import type { ForecastService } from "./submission/forecast-service.ts";
import { createPassportAuthenticate } from "./soap/passport-authenticate.ts";
import { createSoapService, type SoapService } from "./soap/soap-service.ts";
import { startJobs } from "./composition/start-jobs.ts";
import { startReviews } from "./composition/start-reviews.ts";
import {
  createCredentialUses,
  createLoginDirectory,
  createLoginFailures,
  createRenewSecret,
} from "./store/control-logins.ts";
import { createControlReads } from "./store/control-reads.ts";
import { type Databases, openDatabases } from "./store/databases.ts";
import { type OpenedRealm, openRealm } from "./store/open-realm.ts";
import { createTestDataSharing } from "./store/test-data-sharing.ts";
import { connectionsFor } from "./store/postgres-pool.ts";
import { StoreStartError } from "./store/store-start-error.ts";
import { createWriteProbe, writeWithKysely } from "./store/write-probe.ts";
import type { RealmServices } from "./submission/deps.ts";
import { createMaintenance, type Maintenance } from "./submission/maintenance.ts";
import { createTurns } from "./submission/turns.ts";
import { createSubmitSingleMessage } from "./submission/submit-single-message.ts";
import { loadVault, type Vault } from "./vault/load-vault.ts";
import { VaultError } from "./vault/vault-error.ts";

/** After this the caller is told to send again; a commit that was under way goes on. */
const ANSWER_DURATION_MS_MAX = 10_000;

/** Exit codes of a start that did not succeed; those of the command line mean the same. */
const EXIT = { unexpected: 1, usage: 2, unavailable: 5 } as const;

/** An import of code tables, and planned maintenance, hold in every process within a second. */
const REFRESH_INTERVAL_MS = 500;

/** New data and their approval hold in every process within two seconds. */
const FORECAST_REFRESH_INTERVAL_MS = 2_000;

/** A key file that was taken away stops readiness after this long at the latest. */
const KEYS_LOOK_INTERVAL_MS = 10_000;

const clock = Date.now;

interface Realms {
  readonly opened: Readonly<Partial<Record<Realm, OpenedRealm>>>;
  readonly services: Readonly<Partial<Record<Realm, RealmServices>>>;
}

function openRealms(config: Config, databases: Databases, vault: Vault, watched: Watched): Realms {
  const opened: Partial<Record<Realm, OpenedRealm>> = {};
  const services: Partial<Record<Realm, RealmServices>> = {};
  for (const realm of config.realms) {
    const [database, keys] = [databases.realms[realm], vault.realms[realm]];
    if (database === undefined || keys === undefined)
      throw new StoreStartError(`The realm ${realm} was not opened.`);
    const one = openRealm(database, keys, clock);
    opened[realm] = one;
    const turns = createTurns({ monotonicMs: () => performance.now(), strain: watched.loop.strain });
    watched.turns[realm] = turns;
    services[realm] = { realm, store: one.store, digest: keys.digest, takeTurn: turns.take };
  }
  return { opened, services };
}

/** What both ports and the shutdown share. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly watched: Watched;
  /** Calendar time, which `IIS_NOW` may fix. */
  readonly calendar: Clock;
  readonly newId: IdSource;
  readonly databases: Databases;
  readonly journal: Journal | undefined;
  readonly vault: Vault;
  readonly realms: Realms;
  readonly uses: UseRecorder;
  readonly verify: Authenticate;
  readonly verifyToken: VerifyToken;
  readonly logins: LoginGuardDeps;
}

async function openParts(config: Config, log: Log, watched: Watched): Promise<Parts> {
  const calendar = (): number => config.fixedNowMs ?? clock();
  const vault = loadVault({ secretsDir: config.secretsDir, randomBytes, realms: config.realms, clock });
  const newId = createIdSource(clock, createPooledRandom(randomBytes));
  const journal =
    config.ackJournal === "" ? undefined : openJournal({ path: config.ackJournal, clock, newId });
  const databases = await openDatabases({
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
  const { kysely, reader } = databases.control;
  const { peppers, readPeppers } = vault.control;
  const uses = createUseRecorder({ store: createCredentialUses(kysely), log });
  const logins = {
    failures: createLoginFailures(kysely, reader),
    hasher: createSecretHasher(peppers.current, peppers.earlier, readPeppers),
    renew: createRenewSecret(kysely, (error) =>
      log("warn", "store-failed", { store: "control", reason: "renew-secret", ...errorFields(error) }),
    ),
    clock,
    calendarClock: calendar,
    log,
  };
  return {
    config,
    log,
    watched,
    calendar,
    newId,
    databases,
    journal,
    vault,
    realms: openRealms(config, databases, vault, watched),
    uses,
    verify: createVerify({ ...logins, directory: createLoginDirectory(reader), uses, realms: config.realms }),
    verifyToken: createVerifyToken({ ...logins, directory: createControlReads(reader) }),
    logins,
  };
}

/** The code tables, which follow imports while the process runs. */
async function openCodes({ databases, log }: Parts): Promise<() => CodeSets> {
  const reads = createControlReads(databases.control.kysely.withTables());
  const current = createCurrentCodeSets(BUILT_IN_CODE_DATA, (after) => reads.findCodeImport(after));
  await current.refresh();
  const refresh = (): void => {
    current.refresh().catch((error: unknown) => {
      log("warn", "store-failed", { store: "control", ...errorFields(error) });
    });
  };
  setInterval(refresh, REFRESH_INTERVAL_MS).unref();
  return () => current.codes();
}

/** Planned maintenance, which follows its command while the process runs. */
async function openMaintenance({ config, databases, calendar, watched, log }: Parts): Promise<Maintenance> {
  const reads = createControlReads(databases.control.reader);
  const maintenance = createMaintenance(() => reads.readMaintenance(), config.realms, calendar);
  watched.maintenance = maintenance;
  await maintenance.refresh();
  const refresh = (): void => {
    maintenance.refresh().catch((error: unknown) => {
      log("debug", "store-failed", { store: "control", reason: "maintenance", ...errorFields(error) });
    });
  };
  setInterval(refresh, REFRESH_INTERVAL_MS).unref();
  return maintenance;
}

/** The data of forecasts, which follow their folder and what was accepted; undefined without `CDSI_DIR`. */
async function openForecasts({ config, databases, log }: Parts): Promise<ForecastService | undefined> {
  if (config.cdsiDir === "") return undefined;
  const reads = createControlReads(databases.control.kysely.withTables());
  const followed = followSchedule({
    schedule: createCurrentSchedule(scheduleFolderSource(config.cdsiDir)),
    findApproval: (sha256) => reads.findForecastApproval(sha256),
    log,
  });
  await followed.refresh();
  const refresh = (): void => {
    followed.refresh().catch((error: unknown) => {
      log("warn", "store-failed", { store: "control", ...errorFields(error) });
    });
  };
  setInterval(refresh, FORECAST_REFRESH_INTERVAL_MS).unref();
  return followed.service;
}

async function createService(
  parts: Parts,
  codes: () => CodeSets,
  forecasts: ForecastService | undefined,
): Promise<SoapService> {
  const { config, log, calendar, newId, realms, verify, journal } = parts;
  return createSoapService({
    submit: createSubmitSingleMessage({
      authenticate: createPassportAuthenticate(verify),
      realms: realms.services,
      codes,
      rulesVersion: programVersion(),
      now: calendar,
      queryQuota: QUERY_QUOTA,
      maintenance: await openMaintenance(parts),
      testDataSharing: createTestDataSharing(parts.databases.control.kysely.withTables(), clock),
      newId,
      log,
      ...(journal && { journal }),
      ...(forecasts && { forecasts }),
    }),
    messageBytesMax: config.messageBytesMax,
    helpDesk: config.helpDesk,
    path: config.soapPath,
    inFlight: IN_FLIGHT_LIMITS,
    answerDurationMsMax: ANSWER_DURATION_MS_MAX,
    log,
  });
}

/** Keys that the databases need and that are not what they were, looked for at most every ten seconds. */
function watchKeys({ databases, vault }: Parts): () => readonly string[] {
  const differing = [databases.control, ...Object.values(databases.realms)].flatMap(({ keys }) =>
    keys.kind === "keys-differ" ? keys.keyNames : [],
  );
  let found: readonly string[] = [];
  let lookAgainMs = 0;
  return () => {
    if (clock() >= lookAgainMs) {
      found = vault.findLost();
      lookAgainMs = clock() + KEYS_LOOK_INTERVAL_MS;
    }
    return [...new Set([...differing, ...found])];
  };
}

/** The data of a call that belongs to no realm: on a production machine only data that somebody accepted. */
function usableData(
  forecasts: ForecastService | undefined,
  isProduction: boolean,
): LoadedSchedule | undefined {
  const loaded = forecasts?.loaded();
  if (forecasts === undefined || loaded === undefined) return undefined;
  return isProduction && !forecasts.isApproved(loaded.sha256) ? undefined : loaded;
}

/** The application of the console port: pages, REST, probes. */
function createConsolePort(shared: {
  readonly parts: Parts;
  /** That the SOAP server listens on; `PORT=0` is not it. */
  readonly soapPort: number;
  readonly codes: () => CodeSets;
  readonly forecasts: ForecastService | undefined;
  readonly checkReadiness: CheckReadiness;
  readonly recentTraffic: () => RecentTraffic;
  readonly recentAlerts: AlertMemory["recent"];
  readonly scrape: () => Promise<string>;
}): Express {
  const { parts, soapPort, codes, forecasts, scrape, ...watch } = shared;
  const { checkReadiness } = watch;
  const { newId, log, verifyToken } = parts;
  const realms = parts.realms.opened;
  const config = { ...parts.config, port: soapPort };
  const deps = openConsole({ ...parts, ...watch, config, realms, clock, codes });
  return createConsoleApp({
    checkReadiness,
    newId,
    log,
    verifyToken,
    scrape,
    pages: createConsole(deps),
    api: createApi({
      console: deps,
      verifyToken,
      forecastData: () => usableData(forecasts, parts.config.isProduction),
      version: programVersion(),
    }),
  });
}

/** Put the parts together and listen; resolves when both ports answer. */
async function start(config: Config, plainLog: Log): Promise<void> {
  const watched = createWatched();
  const metrics = composeMetrics(watched);
  const alerts = createAlertMemory();
  const log = startAlerts({
    config,
    watched,
    clock,
    log: metrics.counting(plainLog),
    isLead: isLead(process.env),
    remember: alerts.remember,
  });
  const tls = config.tls && readTlsOptions(config.tls, clock());
  const parts = await openParts(config, log, watched);
  const { calendar, databases, journal, newId, realms } = parts;
  const codes = await openCodes(parts);
  const forecasts = await openForecasts(parts);
  const service = await createService(parts, codes, forecasts);

  let draining = false;
  const isDraining = (): boolean => draining;
  const checkReadiness = createReadinessCheck({
    isDraining,
    probes: {
      control: createWriteProbe(databases.control, {
        now: clock,
        write: writeWithKysely(databases.control.kysely.withTables()),
      }),
      ...Object.fromEntries(Object.entries(realms.opened).map(([realm, { probe }]) => [realm, probe])),
      ...(journal && { journal: () => journal.probe() }),
    },
    findLostKeys: watchKeys(parts),
  });

  watched.checkReadiness = checkReadiness;
  watched.inFlight = service.inFlight;
  const { host, soapPath: path, publicUrl, proxyHops } = config;
  const traffic = watchTraffic(log, clock);
  const soapApp = createSoapApp({
    service,
    path,
    publicUrl,
    checkReadiness,
    isDraining,
    now: calendar,
    newId,
    log: traffic.log,
  });
  const soap = await startServer({
    listener: soapApp,
    host,
    port: config.port,
    proxyHops,
    ...(tls && { tls }),
  });
  const consoleApp = createConsolePort({
    parts,
    soapPort: soap.port,
    codes,
    forecasts,
    checkReadiness,
    recentTraffic: traffic.recent,
    recentAlerts: alerts.recent,
    scrape: scrapedText(metrics),
  });
  // Browsers would ask people for a client certificate that this port has no use for.
  const consoleTls = tls && { ...tls, requestCert: false };
  const consoleServer = await startServer({
    listener: consoleApp,
    host,
    port: config.consolePort,
    proxyHops,
    ...(consoleTls && { tls: consoleTls }),
  });

  const stores = Object.fromEntries(
    Object.entries(realms.opened).map(([realm, { store }]) => [realm, store]),
  );
  const stopJobs = startJobs({ ...parts, stores, clock });
  const reviews = startReviews({ ...parts, codes, clock, services: Object.values(realms.services) });
  if (tls !== undefined && config.tls !== undefined) {
    const servers = [soap.server, consoleServer.server];
    followCertificate({ servers, first: tls, files: config.tls, watched, clock, log });
  }
  drainOnSignals({
    signals: process,
    servers: [soap.server, consoleServer.server],
    inFlight: service.inFlight,
    onDraining: () => {
      draining = true;
    },
    close: async () => {
      stopJobs();
      await reviews.close();
      await parts.uses.close();
      await databases.close();
      await journal?.close();
    },
    log,
    exit: (code) => process.exit(code),
  });
  announce({ port: soap.port, consolePort: consoleServer.port }, log);
}

/** What an operator can mend is told in plain words; anything else is a defect and shown by its place. */
function refuseToStart(error: unknown, log: Log): never {
  const isTheirs = error instanceof ConfigError || error instanceof TlsFileError;
  const isDown =
    error instanceof StoreStartError || error instanceof VaultError || error instanceof ListenError;
  log("error", "not-started", {
    ...errorFields(error),
    ...((isTheirs || isDown) && { reason: error.message }),
  });
  if (error instanceof ConfigError)
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
  else if (isTheirs || isDown) process.stderr.write(`${error.message}\n`);
  else process.stderr.write("The server did not start; the log line names the place.\n");
  process.exit(isTheirs ? EXIT.usage : isDown ? EXIT.unavailable : EXIT.unexpected);
}

const destination = standardOutput();
const startLog = createPinoLog({ level: "info", clock, destination });
stopOnDefect({ events: process, log: startLog, exit: (code) => process.exit(code) });
try {
  const config = loadConfig(process.env, process.cwd());
  const log = createPinoLog({ level: config.logLevel, clock, destination });
  if (isSupervisor(config)) runWorkers(config, log);
  else await start(config, log);
} catch (error) {
  refuseToStart(error, startLog);
}
