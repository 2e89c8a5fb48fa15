import type { CurrentSchedule } from "../forecast/current-schedule.ts";
import { createForecaster } from "../forecast/forecaster.ts";
import type { Log } from "../kernel/log.ts";
import type { ForecastService } from "./forecast-service.ts";

/** What following the data needs. */
export interface ScheduleFollowing {
  readonly schedule: CurrentSchedule;
  /** Whether a release was accepted for production. */
  readonly findApproval: (sha256: string) => Promise<unknown>;
  readonly log: Log;
}

/** A forecast service that follows the folder of the data and what was accepted. */
export interface FollowedSchedule {
  readonly service: ForecastService;
  /**
   * Look once. Data that cannot be used are told in the log and leave those in use as they are.
   *
   * @throws whatever `findApproval` throws; what was accepted before stays accepted
   */
  refresh(): Promise<void>;
}

/** Puts the data in use, the approvals and the cache together. */
export function followSchedule({ schedule, findApproval, log }: ScheduleFollowing): FollowedSchedule {
  let approved: string | undefined;
  const look = (): void => {
    const load = schedule.refresh();
    if (load.kind === "loaded") {
      const { version, sha256 } = load.loaded;
      log("info", "forecast-data-loaded", { dataVersion: version, dataSha256: sha256 });
    }
    // The problems may quote a file that is none of CDC's; `iis forecast status` shows them.
    if (load.kind === "bad") log("warn", "forecast-data-refused", { problems: load.problems.length });
  };
  return {
    service: {
      loaded: () => schedule.current(),
      isApproved: (sha256) => sha256 === approved,
      forecast: createForecaster(),
    },
    refresh: async () => {
      look();
      const sha256 = schedule.current()?.sha256;
      if (sha256 === undefined) return;
      approved = (await findApproval(sha256)) === undefined ? undefined : sha256;
    },
  };
}
