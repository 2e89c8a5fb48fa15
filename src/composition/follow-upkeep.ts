import type { Config } from "../config.ts";
import type { Clock } from "../kernel/clock.ts";
import { errorFields, type Log } from "../kernel/log.ts";
import type { Databases } from "../store/databases.ts";
import { readUpkeep } from "../store/read-upkeep.ts";
import { findUnescrowed } from "../vault/escrow.ts";
import type { Watched } from "./compose-telemetry.ts";

/** What is counted here changes by the hour. */
const UPKEEP_INTERVAL_MS = 300_000;

/** Count, now and every five minutes, what metrics and alerts tell of backups, credentials, silence and escrow. */
export async function followUpkeep(parts: {
  readonly config: Config;
  readonly databases: Databases;
  /** Calendar time. */
  readonly calendar: Clock;
  readonly watched: Watched;
  readonly log: Log;
}): Promise<void> {
  const { config, databases, calendar, watched, log } = parts;
  const look = async (): Promise<void> => {
    try {
      const stored = await readUpkeep(databases.control.reader.withTables(), calendar());
      watched.upkeep = { ...stored, unescrowedKeys: findUnescrowed(config).length };
    } catch (error) {
      log("debug", "store-failed", { store: "control", reason: "upkeep", ...errorFields(error) });
    }
  };
  await look();
  setInterval(() => void look(), UPKEEP_INTERVAL_MS).unref();
}
