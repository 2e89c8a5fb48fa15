import type { Express } from "express";
import type { CodeSets } from "../codes/code-sets.ts";
import type { LoadedSchedule } from "../forecast/current-schedule.ts";
import { createApi } from "../http/api/create-api.ts";
import { createConsole } from "../http/console/create-console.ts";
import { createConsoleApp } from "../http/console-app.ts";
import type { CheckReadiness } from "../http/readiness.ts";
import type { RecentTraffic } from "../http/recent-traffic.ts";
import type { ForecastService } from "../submission/forecast-service.ts";
import type { AlertMemory } from "../telemetry/alert-memory.ts";
import { openConsole } from "./open-console.ts";
import type { Parts } from "./open-parts.ts";
import { programVersion } from "./program-version.ts";

/** What the console port looks at beside the opened parts. */
export interface ConsolePortParts {
  readonly parts: Parts;
  /** That the SOAP server listens on; `PORT=0` is not it. */
  readonly soapPort: number;
  readonly codes: () => CodeSets;
  readonly forecasts: ForecastService | undefined;
  readonly checkReadiness: CheckReadiness;
  readonly recentTraffic: () => RecentTraffic;
  readonly recentAlerts: AlertMemory["recent"];
  readonly scrape: () => Promise<string>;
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
export function openConsolePort(shared: ConsolePortParts): Express {
  const { parts, soapPort, codes, forecasts, scrape, ...watch } = shared;
  const { checkReadiness } = watch;
  const { newId, log, verifyToken } = parts;
  const realms = parts.realms.opened;
  const config = { ...parts.config, port: soapPort };
  const deps = openConsole({ ...parts, ...watch, config, realms, codes });
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
