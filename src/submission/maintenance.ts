import type { MaintenanceEnds, ReadMaintenance } from "../accounts/maintenance.ts";
import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Realm } from "../kernel/realm.ts";

/** Planned maintenance as this process knows it. */
export interface Maintenance {
  /** Ask for the plan again; on failure the last one holds, also while the database itself is being maintained. */
  refresh(): Promise<void>;
  /** When the realms that are closed now open again, milliseconds since the epoch. */
  ends(): MaintenanceEnds;
  /**
   * Refuse a message while its realm is closed; before the log-in, while all realms of this process are.
   *
   * @throws GatewayError `maintenance`
   */
  check(realm?: Realm): void;
}

/**
 * Maintenance of the realms that this process serves.
 *
 * @param now calendar time
 */
export function createMaintenance(read: ReadMaintenance, served: readonly Realm[], now: Clock): Maintenance {
  let known: MaintenanceEnds = {};
  const untilMs = (realm: Realm): number => known[realm] ?? 0;
  return {
    refresh: async () => {
      known = await read();
    },
    ends: () => Object.fromEntries(Object.entries(known).filter(([, endMs]) => endMs > now())),
    check: (realm) => {
      const endMs = realm === undefined ? Math.min(...served.map(untilMs)) : untilMs(realm);
      if (endMs > now()) throw new GatewayError("maintenance", { untilMs: endMs });
    },
  };
}
