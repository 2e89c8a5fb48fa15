import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from "prom-client";
import { type Log, type LogEvent, type LogFields, type LogLevel } from "../kernel/log.ts";
import type { Realm } from "../kernel/realm.ts";

/** What people have to look after: counts and instants, milliseconds since the epoch, of no organization. */
export interface Upkeep {
  /** Undefined: none was made. */
  readonly lastBackupMs: number | undefined;
  readonly unescrowedKeys: number;
  readonly credentials: readonly {
    readonly realm: Realm;
    readonly lastUseMs: number | undefined;
    readonly nextEndMs: number | undefined;
    readonly ending: readonly { readonly days: number; readonly credentials: number }[];
    readonly quiet: readonly { readonly days: number; readonly organizations: number }[];
  }[];
  /** By kind: codes of a table of ours. */
  readonly openTasks: Readonly<Record<string, number>>;
}

/** What is read anew at each scrape. */
export interface GaugeReadings {
  /** Submissions that hold a place, of both realms. */
  readonly inFlight: number;
  readonly turns: readonly { readonly realm: Realm; readonly running: number; readonly waiting: number }[];
  readonly loopDelayMs: number;
  /** Names of `/readyz` and whether each lets the process be ready. */
  readonly checks: Readonly<Record<string, boolean>>;
  /** End of the server's certificate, milliseconds since the epoch; undefined without TLS. */
  readonly certificateUntilMs: number | undefined;
  /** Undefined until it was counted for the first time. */
  readonly upkeep: Upkeep | undefined;
  /** End of planned maintenance by realm; a realm that is open is absent. */
  readonly maintenanceUntilMs: Readonly<Partial<Record<Realm, number>>>;
}

/** Metrics of one process as prom-client exchanges them between processes. */
export type MetricsSnapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

/** The numbers of one process. */
export interface Metrics {
  /** The log, counted as it goes by; what is counted holds no text of anybody's. */
  readonly counting: (log: Log) => Log;
  readonly snapshot: () => Promise<MetricsSnapshot>;
  /** Prometheus text format. */
  readonly text: () => Promise<string>;
}

const DURATION_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Different values that one label may take; a further one is counted as `other`, so that no sender makes series. */
const LABEL_VALUES_MAX = 500;
const MS_PER_S = 1_000;

/** The value itself while there is room for it. */
function bounded(): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.size < LABEL_VALUES_MAX) seen.add(value);
    return seen.has(value) ? value : "other";
  };
}

function resultOf({ faultCode, httpStatus, reason }: LogFields): string {
  if (faultCode !== undefined) return faultCode;
  if (reason === "client-closed") return reason;
  return httpStatus === 200 ? "answered" : `http-${httpStatus ?? 0}`;
}

/** Counters that follow the log: a new event is counted without another line of code. */
function followLog(registry: Registry): (level: LogLevel, event: LogEvent, fields: LogFields) => void {
  const registers = [registry];
  const events = new Counter({
    name: "gateway_events_total",
    help: "Log events by name and level.",
    labelNames: ["event", "level"],
    registers,
  });
  const requests = new Counter({
    name: "gateway_requests_total",
    help: "HTTP requests of the SOAP port by operation and result: answered, a fault's code, or an HTTP status.",
    labelNames: ["operation", "result"],
    registers,
  });
  const durations = new Histogram({
    name: "gateway_request_duration_seconds",
    help: "From the request's headers to the end of its answer.",
    labelNames: ["operation"],
    buckets: DURATION_BUCKETS_S,
    registers,
  });
  const submissions = new Counter({
    name: "gateway_submissions_total",
    help: "Messages answered with an HL7 acknowledgment by realm, MSA-1 and whether the answer was a stored one.",
    labelNames: ["realm", "ack", "replay"],
    registers,
  });
  const waits = new Histogram({
    name: "gateway_turn_wait_seconds",
    help: "How long an answered message waited for its turn.",
    labelNames: ["realm"],
    buckets: DURATION_BUCKETS_S,
    registers,
  });
  const findings = new Counter({
    name: "gateway_findings_total",
    help: "Messages with at least one finding of the rule.",
    labelNames: ["realm", "rule"],
    registers,
  });
  const failures = new Counter({
    name: "gateway_login_failures_total",
    help: "Log-ins that did not hold, by the reason that the log has.",
    labelNames: ["reason"],
    registers,
  });
  const [ruleLabel, reasonLabel, resultLabel] = [bounded(), bounded(), bounded()];
  return (level, event, fields) => {
    const { operation = "none", realm = "none" } = fields;
    events.inc({ event, level });
    if (event === "request-answered") {
      requests.inc({ operation, result: resultLabel(resultOf(fields)) });
      if (fields.durationMs !== undefined) durations.observe({ operation }, fields.durationMs / MS_PER_S);
    } else if (event === "submission-answered") {
      submissions.inc({ realm, ack: fields.ackCode ?? "none", replay: `${fields.replay === true}` });
      if (fields.waitedMs !== undefined) waits.observe({ realm }, fields.waitedMs / MS_PER_S);
      for (const rule of fields.ruleIds ?? []) findings.inc({ realm, rule: ruleLabel(rule) });
    } else if (event === "login-failed") {
      failures.inc({ reason: reasonLabel(fields.reason ?? "none") });
    }
  };
}

/** Gauges of what people look after; every process counts the same, so the newest is shown. */
function createUpkeepGauges(registry: Registry): (upkeep: Upkeep) => void {
  const gauge = (name: string, help: string, labelNames: string[], aggregator: "max" | "min" = "max") =>
    new Gauge({ name: `gateway_${name}`, help, labelNames, aggregator, registers: [registry] });
  const backup = gauge("last_backup_seconds", "Unix time of the last backup; 0 when none was made.", []);
  const keys = gauge("keys_not_escrowed", "Root keys that no escrow holds.", []);
  const lastUse = gauge("last_use_seconds", "Unix time of the newest use of a credential.", ["realm"]);
  const quietHelp = "Organizations that sent before, and nothing for so many days.";
  const quiet = gauge("quiet_organizations", quietHelp, ["realm", "days"]);
  const end = gauge("credential_end_seconds", "Earliest end of a credential, Unix time.", ["realm"], "min");
  const endingHelp = "Credentials without a successor that end within so many days.";
  const ending = gauge("credentials_ending", endingHelp, ["realm", "days"]);
  const tasks = gauge("open_tasks", "Open tasks of onboarding and of the watches.", ["kind"]);
  return (upkeep) => {
    backup.set((upkeep.lastBackupMs ?? 0) / MS_PER_S);
    keys.set(upkeep.unescrowedKeys);
    for (const each of [lastUse, end, tasks]) each.reset();
    for (const { realm, lastUseMs, nextEndMs, ending: ends, quiet: silent } of upkeep.credentials) {
      if (lastUseMs !== undefined) lastUse.set({ realm }, lastUseMs / MS_PER_S);
      if (nextEndMs !== undefined) end.set({ realm }, nextEndMs / MS_PER_S);
      for (const { days, credentials } of ends) ending.set({ realm, days }, credentials);
      for (const { days, organizations } of silent) quiet.set({ realm, days }, organizations);
    }
    for (const [kind, open] of Object.entries(upkeep.openTasks)) tasks.set({ kind }, open);
  };
}

/** Gauges of the process; with several processes they are added up, or the worst of them is shown. */
function createGauges(registry: Registry): (readings: GaugeReadings) => void {
  const gauge = (name: string, help: string, labelNames: string[], aggregator: "sum" | "max" | "min") =>
    new Gauge({ name: `gateway_${name}`, help, labelNames, aggregator, registers: [registry] });
  const inFlight = gauge("submissions_in_flight", "Submissions that hold a place.", [], "sum");
  const turns = gauge("turns", "Submissions by realm: running, or waiting.", ["realm", "state"], "sum");
  const loopDelay = gauge("event_loop_delay_seconds", "99th percentile of the last window.", [], "max");
  const ready = gauge("ready", "Parts of /readyz, 1 when ready.", ["part"], "min");
  const certificate = gauge("certificate_end_seconds", "End of the TLS certificate, Unix time.", [], "min");
  const setUpkeep = createUpkeepGauges(registry);
  const maintenance = gauge("maintenance_end_seconds", "End of maintenance, Unix time.", ["realm"], "max");
  return (readings) => {
    inFlight.set(readings.inFlight);
    for (const { realm, running, waiting } of readings.turns) {
      turns.set({ realm, state: "running" }, running);
      turns.set({ realm, state: "waiting" }, waiting);
    }
    loopDelay.set(readings.loopDelayMs / MS_PER_S);
    for (const [part, isReady] of Object.entries(readings.checks)) ready.set({ part }, isReady ? 1 : 0);
    if (readings.certificateUntilMs === undefined) certificate.remove();
    else certificate.set(readings.certificateUntilMs / MS_PER_S);
    if (readings.upkeep !== undefined) setUpkeep(readings.upkeep);
    maintenance.reset();
    for (const [realm, untilMs] of Object.entries(readings.maintenanceUntilMs))
      maintenance.set({ realm }, untilMs / MS_PER_S);
  };
}

/**
 * The metrics of this process. Labels are bounded and of our own making: no organization, no address, no patient
 * (decision D14).
 *
 * @param read the gauges at a scrape
 */
export function createMetrics(version: string, read: () => Promise<GaugeReadings>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "gateway_info",
    help: "Always 1.",
    labelNames: ["version"],
    aggregator: "first",
    registers: [registry],
  }).set({ version }, 1);
  const count = followLog(registry);
  const setGauges = createGauges(registry);
  return {
    counting: (log) => (level, event, fields) => {
      log(level, event, fields);
      count(level, event, fields);
    },
    snapshot: async () => {
      setGauges(await read());
      return registry.getMetricsAsJSON();
    },
    text: async () => {
      setGauges(await read());
      return registry.metrics();
    },
  };
}
