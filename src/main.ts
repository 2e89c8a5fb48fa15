import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createUseRecorder } from "./accounts/use-recorder.ts";
import { createSecretHasher } from "./accounts/secret-hasher.ts";
import { createVerify } from "./accounts/create-verify.ts";
import { createVerifyToken } from "./accounts/create-verify-token.ts";
import { builtInCodeSets } from "./codes/built-in-code-sets.ts";
import { type Config, ConfigError, loadConfig } from "./config.ts";
import { createConsoleApp } from "./http/console-app.ts";
import { drainOnSignals } from "./http/drain.ts";
import { createPinoLog } from "./http/pino-log.ts";
import { createReadinessCheck } from "./http/readiness.ts";
import { createSoapApp } from "./http/soap-app.ts";
import { standardOutput } from "./http/standard-output.ts";
import { ListenError, startServer } from "./http/start-server.ts";
import { stopOnDefect } from "./http/stop-on-defect.ts";
import { readTlsOptions, TlsFileError } from "./http/tls-options.ts";
import { createIdSource } from "./kernel/id-source.ts";
import { errorFields, type Log } from "./kernel/log.ts";
import type { Realm } from "./kernel/realm.ts";
import { createPassportAuthenticate } from "./soap/passport-authenticate.ts";
import { createSoapService } from "./soap/soap-service.ts";
import { createCredentialUses, createLoginDirectory, createLoginFailures } from "./store/control-logins.ts";
import { createControlReads } from "./store/control-reads.ts";
import { type Databases, openDatabases } from "./store/databases.ts";
import { type OpenedRealm, openRealm } from "./store/open-realm.ts";
import { StoreStartError } from "./store/store-start-error.ts";
import { createWriteProbe, writeWithKysely } from "./store/write-probe.ts";
import type { RealmServices } from "./submission/deps.ts";
import { createSubmitSingleMessage } from "./submission/submit-single-message.ts";
import { loadVault, type Vault } from "./vault/load-vault.ts";
import { VaultError } from "./vault/vault-error.ts";

/** Submissions at a time; what is over waits shortly and is then refused as busy (promise R7). */
const IN_FLIGHT = { inFlightMax: 64, waitingMax: 128, waitingDurationMsMax: 1_000 } as const;
/** After this the caller is told to send again; a commit that was under way goes on. */
const ANSWER_DURATION_MS_MAX = 10_000;

/** Exit codes of a start that did not succeed; those of the command line mean the same. */
const EXIT = { unexpected: 1, usage: 2, unavailable: 5 } as const;

const clock = Date.now;

/** The version of the program, which names its rules (decision D7). */
function programVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? "unknown";
}

interface Realms {
  readonly opened: Readonly<Partial<Record<Realm, OpenedRealm>>>;
  readonly services: Readonly<Partial<Record<Realm, RealmServices>>>;
}

function openRealms(config: Config, databases: Databases, vault: Vault): Realms {
  const opened: Partial<Record<Realm, OpenedRealm>> = {};
  const services: Partial<Record<Realm, RealmServices>> = {};
  for (const realm of config.realms) {
    const [database, keys] = [databases.realms[realm], vault.realms[realm]];
    if (database === undefined || keys === undefined)
      throw new StoreStartError(`The realm ${realm} was not opened.`);
    const one = openRealm(database, keys, clock);
    opened[realm] = one;
    services[realm] = { realm, store: one.store, digest: keys.digest };
  }
  return { opened, services };
}

/** Put the parts together and listen; resolves when both ports answer. */
async function start(config: Config, log: Log): Promise<void> {
  const calendar = config.fixedNowMs === undefined ? clock : (): number => config.fixedNowMs ?? clock();
  const newId = createIdSource(clock, randomBytes);
  const tls = config.tls && readTlsOptions(config.tls, clock());
  const vault = loadVault({ secretsDir: config.secretsDir, randomBytes, realms: config.realms });
  const databases = await openDatabases({
    location:
      config.databaseUrl === ""
        ? { kind: "sqlite", dataDir: config.dataDir }
        : { kind: "postgres", url: config.databaseUrl },
    realms: config.realms,
    vault,
    process: "server",
    onPoolError: (database, error) => log("warn", "store-failed", { store: database, ...errorFields(error) }),
  });
  const { opened, services } = openRealms(config, databases, vault);

  const { kysely } = databases.control;
  const uses = createUseRecorder({ store: createCredentialUses(kysely), log });
  const logins = {
    failures: createLoginFailures(kysely),
    hasher: createSecretHasher(vault.control.peppers.current, vault.control.peppers.earlier),
    clock,
    calendarClock: calendar,
    log,
  };
  const verify = createVerify({
    ...logins,
    directory: createLoginDirectory(kysely),
    uses,
    realms: config.realms,
  });

  const codes = builtInCodeSets();
  const service = await createSoapService({
    submit: createSubmitSingleMessage({
      authenticate: createPassportAuthenticate(verify),
      realms: services,
      codes: () => codes,
      rulesVersion: programVersion(),
      now: calendar,
      newId,
      log,
    }),
    messageBytesMax: config.messageBytesMax,
    helpDesk: config.helpDesk,
    path: config.soapPath,
    inFlight: IN_FLIGHT,
    answerDurationMsMax: ANSWER_DURATION_MS_MAX,
    log,
  });

  let isDraining = false;
  const checkReadiness = createReadinessCheck({
    isDraining: () => isDraining,
    probes: {
      control: createWriteProbe(databases.control, {
        now: clock,
        write: writeWithKysely(kysely.withTables()),
      }),
      ...Object.fromEntries(Object.entries(opened).map(([realm, { probe }]) => [realm, probe])),
    },
  });
  const listen = (port: number, listener: Parameters<typeof startServer>[0]["listener"]) =>
    startServer({ listener, host: config.host, port, ...(tls !== undefined && { tls }) });

  const soap = await listen(
    config.port,
    createSoapApp({
      service,
      path: config.soapPath,
      publicUrl: config.publicUrl,
      checkReadiness,
      isDraining: () => isDraining,
      now: calendar,
      newId,
      log,
    }),
  );
  const verifyToken = createVerifyToken({ ...logins, directory: createControlReads(kysely) });
  const consolePort = await listen(
    config.consolePort,
    createConsoleApp({ checkReadiness, verifyToken, newId, log, helpDesk: config.helpDesk }),
  );

  drainOnSignals({
    signals: process,
    servers: [soap.server, consolePort.server],
    inFlight: service.inFlight,
    onDraining: () => {
      isDraining = true;
    },
    close: async () => {
      await uses.close();
      await databases.close();
    },
    log,
    exit: (code) => process.exit(code),
  });
  log("info", "listening", { port: soap.port, consolePort: consolePort.port, pid: process.pid });
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
  await start(config, createPinoLog({ level: config.logLevel, clock, destination }));
} catch (error) {
  refuseToStart(error, startLog);
}
