import type { TlsOptions } from "node:tls";
import type { Express } from "express";
import type { CodeSets } from "./codes/code-sets.ts";
import { followCertificate } from "./composition/follow-certificate.ts";
import { followUpkeep } from "./composition/follow-upkeep.ts";
import { followCodes, followForecasts } from "./composition/follow-control.ts";
import { composeMetrics, createWatched } from "./composition/compose-telemetry.ts";
import { openConsolePort } from "./composition/open-console-port.ts";
import { openParts, type Parts } from "./composition/open-parts.ts";
import { openReadiness } from "./composition/open-readiness.ts";
import { openService } from "./composition/open-service.ts";
import { refuseToStart } from "./composition/refuse-to-start.ts";
import { announce, isLead, isSupervisor, runWorkers } from "./composition/run-workers.ts";
import { scrapedText } from "./composition/share-metrics.ts";
import { startAlerts } from "./composition/start-alerts.ts";
import { startCheckpoints } from "./composition/start-checkpoints.ts";
import { startJobs } from "./composition/start-jobs.ts";
import { startReviews } from "./composition/start-reviews.ts";
import { type Config, loadConfig } from "./config.ts";
import { drainOnSignals } from "./http/drain.ts";
import { createPinoLog } from "./http/pino-log.ts";
import { watchTraffic } from "./http/recent-traffic.ts";
import { createSoapApp } from "./http/soap-app.ts";
import { standardOutput } from "./http/standard-output.ts";
import { type StartedServer, startServer } from "./http/start-server.ts";
import { stopOnDefect } from "./http/stop-on-defect.ts";
import { readTlsOptions } from "./http/tls-options.ts";
import type { Log } from "./kernel/log.ts";
import { createAlertMemory } from "./telemetry/alert-memory.ts";

const clock = Date.now;

/** Listens on one port; certificates are the same on both. */
function listen(
  { config }: Parts,
  listener: Express,
  port: number,
  tls: TlsOptions | undefined,
): Promise<StartedServer> {
  const { host, proxyHops } = config;
  return startServer({ listener, host, port, proxyHops, ...(tls && { tls }) });
}

/** What runs beside the ports; the returned function ends it and closes what is open. */
function runBeside(parts: Parts, codes: () => CodeSets): () => Promise<void> {
  const { realms, databases, journal, uses, log } = parts;
  const stores = Object.fromEntries(
    Object.entries(realms.opened).map(([realm, { store }]) => [realm, store]),
  );
  const stopJobs = startJobs({ ...parts, stores });
  const reviews = startReviews({ ...parts, codes, services: Object.values(realms.services) });
  const stopCheckpoints = startCheckpoints(databases, log);
  return async () => {
    stopJobs();
    await stopCheckpoints();
    await reviews.close();
    await uses.close();
    await databases.close();
    await journal?.close();
  };
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
  const parts = await openParts({ config, log, watched, clock });
  const codes = await followCodes(parts);
  const forecasts = await followForecasts(parts);
  const service = await openService(parts, codes, forecasts);
  await followUpkeep(parts);

  let draining = false;
  const isDraining = (): boolean => draining;
  const checkReadiness = openReadiness(parts, isDraining);
  watched.checkReadiness = checkReadiness;
  watched.inFlight = service.inFlight;

  const { soapPath: path, publicUrl } = config;
  const { newId, calendar: now } = parts;
  const traffic = watchTraffic(log, clock);
  const shared = { service, path, publicUrl, checkReadiness, isDraining, now, newId, log: traffic.log };
  const soap = await listen(parts, createSoapApp(shared), config.port, tls);
  watched.letIn.watch(soap.server);
  const consoleApp = openConsolePort({
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
  const consolePort = await listen(parts, consoleApp, config.consolePort, consoleTls);
  const servers = [soap.server, consolePort.server];

  if (tls !== undefined && config.tls !== undefined)
    followCertificate({ servers, first: tls, files: config.tls, watched, clock, log });
  drainOnSignals({
    signals: process,
    servers,
    inFlight: service.inFlight,
    onDraining: () => {
      draining = true;
    },
    close: runBeside(parts, codes),
    log,
    exit: (code) => process.exit(code),
  });
  announce({ port: soap.port, consolePort: consolePort.port }, log);
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
