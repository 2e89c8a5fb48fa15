import { figure, markdownTable } from "./markdown-table.ts";
import type { Measurement } from "./measure-stack.ts";

/** One measurement of a store with so many patients. */
export interface GrowthRow {
  readonly patients: number;
  readonly store: string;
  readonly load: "filling" | "update" | "update, half load" | "query" | "match";
  /** Of the gateway; absent: measured without HTTP in the benchmark's own process. */
  readonly processes?: number;
  readonly measurement: Measurement;
}

function stackOf({ store, processes }: GrowthRow): string {
  if (processes === undefined) return `${store}, without HTTP`;
  return processes === 1 ? store : `${store}, ${processes} processes`;
}

/** All that was measured, as a Markdown table. */
export function growthTable(rows: readonly GrowthRow[]): string {
  return markdownTable(
    [
      "store",
      "patients",
      "load",
      "requests/s",
      "p50 ms",
      "p95 ms",
      "p99 ms",
      "CPU ms/message",
      "PostgreSQL CPU ms/message",
      "refused",
    ],
    rows.map((row) => {
      const { measurement: each } = row;
      return [
        stackOf(row),
        `${row.patients}`,
        row.load,
        figure(each.requestsPerSecond, 0),
        figure(each.p50Ms, 1),
        figure(each.p95Ms, 1),
        figure(each.p99Ms, 1),
        figure(each.cpuMsPerMessage, 3),
        figure(each.databaseCpuMsPerMessage, 3),
        row.load.startsWith("update") ? `${each.refused}` : "",
      ];
    }),
  );
}

/** CPU of the gateway and of its database together. */
function cpuOf({ cpuMsPerMessage, databaseCpuMsPerMessage }: Measurement): number {
  return cpuMsPerMessage + (Number.isNaN(databaseCpuMsPerMessage) ? 0 : databaseCpuMsPerMessage);
}

/** A promise of speed and what was found. */
interface Finding {
  readonly what: string;
  readonly aim: string;
  readonly found: string;
}

/** Throughput that CPU allows in the largest store, as a share of that in the smallest. */
function growthFindings(rows: readonly GrowthRow[]): readonly Finding[] {
  const sizes = rows.map(({ patients }) => patients);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  if (smallest === largest) return [];
  const small = rows.filter(({ patients, load }) => patients === smallest && load !== "update, half load");
  return small.flatMap((row): Finding[] => {
    if (row.load === "match" || row.load === "filling") return [];
    const large = rows.find(
      (other) => other.patients === largest && stackOf(other) === stackOf(row) && other.load === row.load,
    );
    if (large === undefined) return [];
    return [
      {
        what: `${stackOf(row)}: ${row.load}, throughput by CPU at ${largest} patients ÷ at ${smallest}`,
        aim: "≥ 0.9",
        found: figure(cpuOf(row.measurement) / cpuOf(large.measurement), 2),
      },
    ];
  });
}

/** Cores that the processes, one each, and what they ask of PostgreSQL take when none of them ever waits. */
function coresOf({ processes = 1, measurement }: GrowthRow): number {
  return (processes * cpuOf(measurement)) / measurement.cpuMsPerMessage;
}

/** What several processes do beside one. */
function processFindings(rows: readonly GrowthRow[]): readonly Finding[] {
  const several = rows.filter(({ load, processes = 1 }) => load === "update" && processes > 1);
  return several.flatMap((row): Finding[] => {
    const one = rows.find(
      ({ store, patients, load, processes }) =>
        store === row.store && patients === row.patients && load === "update" && processes === 1,
    );
    if (one === undefined) return [];
    const what = `${stackOf(row)} ÷ 1 process, ${row.patients} patients`;
    const rate = row.measurement.requestsPerSecond / one.measurement.requestsPerSecond;
    const cpu = cpuOf(row.measurement) / cpuOf(one.measurement);
    return [
      { what: `${what}: requests/s`, aim: "≥ 1.8 where cores allow", found: figure(rate, 2) },
      { what: `${what}: CPU of all processes for each message`, aim: "", found: figure(cpu, 2) },
      {
        what: `${stackOf(row)}, ${row.patients} patients: cores that so many processes and their PostgreSQL fill`,
        aim: "",
        found: figure(coresOf(row), 1),
      },
    ];
  });
}

function halfLoadFindings(rows: readonly GrowthRow[]): readonly Finding[] {
  return rows
    .filter(({ load }) => load === "update, half load")
    .map((row) => ({
      what: `${stackOf(row)}: p99 at half load, ${row.patients} patients, ms`,
      aim: "< 50",
      found: figure(row.measurement.p99Ms, 1),
    }));
}

/** What is aimed at, beside what was found, as a Markdown table. */
export function growthRatios(rows: readonly GrowthRow[]): string {
  const findings = [...growthFindings(rows), ...processFindings(rows), ...halfLoadFindings(rows)];
  return markdownTable(
    ["what", "aim", "found"],
    findings.map(({ what, aim, found }) => [what, aim, found]),
  );
}
