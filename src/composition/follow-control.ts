import { BUILT_IN_CODE_DATA } from "../codes/built-in-code-sets.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import { createCurrentCodeSets } from "../codes/current-code-sets.ts";
import { createCurrentSchedule } from "../forecast/current-schedule.ts";
import { errorFields, type Log, type LogLevel } from "../kernel/log.ts";
import { createControlReads } from "../store/control-reads.ts";
import { scheduleFolderSource } from "../store/schedule-folder.ts";
import { followSchedule } from "../submission/follow-schedule.ts";
import type { ForecastService } from "../submission/forecast-service.ts";
import { createMaintenance, type Maintenance } from "../submission/maintenance.ts";
import type { Parts } from "./open-parts.ts";

/** An import of code tables, and planned maintenance, hold in every process within a second. */
const REFRESH_INTERVAL_MS = 500;

/** New data and their approval hold in every process within two seconds. */
const FORECAST_REFRESH_INTERVAL_MS = 2_000;

/** What is read from the control database again and again, so that all processes follow its commands. */
interface Followed {
  readonly refresh: () => Promise<void>;
  readonly intervalMs: number;
  /** Names the reader in the log when the database does not answer. */
  readonly reason: string;
  /** Of that line; `debug` where the probe of readiness tells of it already. */
  readonly level: LogLevel;
}

/** Read once, and then again and again; a reading that fails leaves what was read before. */
async function follow({ refresh, intervalMs, reason, level }: Followed, log: Log): Promise<void> {
  await refresh();
  const again = (): void => {
    refresh().catch((error: unknown) => {
      log(level, "store-failed", { store: "control", reason, ...errorFields(error) });
    });
  };
  setInterval(again, intervalMs).unref();
}

/** The code tables, which follow imports while the process runs. */
export async function followCodes({ databases, log }: Parts): Promise<() => CodeSets> {
  const reads = createControlReads(databases.control.kysely.withTables());
  const current = createCurrentCodeSets(BUILT_IN_CODE_DATA, (after) => reads.findCodeImport(after));
  const refresh = (): Promise<void> => current.refresh();
  await follow({ refresh, intervalMs: REFRESH_INTERVAL_MS, reason: "codes", level: "warn" }, log);
  return () => current.codes();
}

/** Planned maintenance, which follows its command while the process runs. */
export async function followMaintenance(parts: Parts): Promise<Maintenance> {
  const { config, databases, calendar, watched, log } = parts;
  const reads = createControlReads(databases.control.reader);
  const maintenance = createMaintenance(() => reads.readMaintenance(), config.realms, calendar);
  watched.maintenance = maintenance;
  const refresh = (): Promise<void> => maintenance.refresh();
  await follow({ refresh, intervalMs: REFRESH_INTERVAL_MS, reason: "maintenance", level: "debug" }, log);
  return maintenance;
}

/** The data of forecasts, which follow their folder and what was accepted; undefined without `CDSI_DIR`. */
export async function followForecasts({
  config,
  databases,
  log,
}: Parts): Promise<ForecastService | undefined> {
  if (config.cdsiDir === "") return undefined;
  const reads = createControlReads(databases.control.kysely.withTables());
  const followed = followSchedule({
    schedule: createCurrentSchedule(scheduleFolderSource(config.cdsiDir)),
    findApproval: (sha256) => reads.findForecastApproval(sha256),
    log,
  });
  const refresh = (): Promise<void> => followed.refresh();
  await follow({ refresh, intervalMs: FORECAST_REFRESH_INTERVAL_MS, reason: "forecast", level: "warn" }, log);
  return followed.service;
}
