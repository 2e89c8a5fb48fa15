import { monitorEventLoopDelay } from "node:perf_hooks";
import { createLoopStrain, type LoopStrain, STRAIN_LIMITS } from "../http/loop-strain.ts";
import { createLetIn, type LetIn } from "../http/let-in.ts";
import type { CheckReadiness } from "../http/readiness.ts";
import type { Realm } from "../kernel/realm.ts";
import { programVersion } from "./program-version.ts";
import type { Maintenance } from "../submission/maintenance.ts";
import type { Turns } from "../submission/turns.ts";
import { createMetrics, type GaugeReadings, type Metrics, type Upkeep } from "../telemetry/metrics.ts";

/** What the gauges look at; the parts come into being one after the other, so each is asked for when it is read. */
export interface Watched {
  readonly loop: LoopStrain;
  readonly letIn: LetIn;
  readonly turns: Partial<Record<Realm, Turns>>;
  inFlight: () => number;
  checkReadiness: CheckReadiness;
  maintenance: Maintenance | undefined;
  certificateUntilMs: () => number | undefined;
  upkeep: Upkeep | undefined;
}

/** Watch the event loop of this process. */
function watchEventLoop(): LoopStrain {
  const histogram = monitorEventLoopDelay({ resolution: 20 });
  histogram.enable();
  const loop = createLoopStrain(histogram);
  setInterval(loop.look, STRAIN_LIMITS.windowMs).unref();
  return loop;
}

/** Nothing is there yet to be looked at but the event loop. */
export function createWatched(): Watched {
  return {
    loop: watchEventLoop(),
    letIn: createLetIn(),
    turns: {},
    inFlight: () => 0,
    checkReadiness: async () => ({ ready: false, checks: {} }),
    maintenance: undefined,
    certificateUntilMs: () => undefined,
    upkeep: undefined,
  };
}

/** The metrics of this process over what is watched. */
export function composeMetrics(watched: Watched): Metrics {
  const read = async (): Promise<GaugeReadings> => {
    const turns = (["test", "production"] as const).flatMap((realm) => {
      const load = watched.turns[realm]?.load();
      return load === undefined ? [] : [{ realm, ...load }];
    });
    const { checks } = await watched.checkReadiness();
    return {
      inFlight: watched.inFlight(),
      turns,
      loopDelayMs: watched.loop.delayMs(),
      checks,
      certificateUntilMs: watched.certificateUntilMs(),
      upkeep: watched.upkeep,
      maintenanceUntilMs: watched.maintenance?.ends() ?? {},
    };
  };
  return createMetrics(programVersion(), read);
}
