import { AggregatorRegistry } from "prom-client";
import type { MetricsSnapshot } from "./metrics.ts";

/** Whether a message of another process of ours is what `Metrics.snapshot` gives. */
export function isMetricsSnapshot(value: unknown): value is MetricsSnapshot {
  return (
    Array.isArray(value) &&
    value.every(
      (metric: unknown) =>
        typeof metric === "object" && metric !== null && "name" in metric && "values" in metric,
    )
  );
}

/** The metrics of several processes as those of one service, in Prometheus text format. */
export async function addUpMetrics(snapshots: readonly MetricsSnapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate(snapshots.map((snapshot) => [...snapshot])).metrics();
}
