import { errorFields, type Log } from "../kernel/log.ts";
import { ALERT_RULES, type AlertRule, type AlertSample } from "./alert-rules.ts";

/** Something to tell a person: it began, or it is over. */
export interface Alert {
  readonly id: string;
  readonly state: "raised" | "cleared";
  readonly severity: AlertRule["severity"];
  readonly text: string;
  /** When the condition began to hold, milliseconds since the epoch. */
  readonly sinceMs: number;
  /** How long it held so far, or in all. */
  readonly durationMs: number;
}

/** Brings an alert to people; throws when it was not taken, and is then asked again. */
export type AlertChannel = (alert: Alert) => Promise<void>;

/** What is counted between two looks; the rest of a sample is read. */
export type AlertCounts = Pick<
  AlertSample,
  "requests" | "shed" | "internalFaults" | "unavailableFaults" | "delayedNames" | "failedJobs"
>;

export interface AlertDeps {
  /** Real time, milliseconds since the epoch. */
  readonly clock: () => number;
  readonly read: () => Promise<Omit<AlertSample, keyof AlertCounts>>;
  readonly channels: readonly AlertChannel[];
  readonly log: Log;
  readonly rules?: readonly AlertRule[];
}

export interface AlertWatch {
  /** The log, counted as it goes by. */
  readonly counting: (log: Log) => Log;
  /** Look whether something began or ended, and tell it. */
  readonly look: () => Promise<void>;
}

/** Alerts that wait for a channel that is down; the oldest go. */
const WAITING_MAX = 100;
/** Looks for which one alert is tried again on one channel: an hour. */
const TRIES_MAX = 360;

interface Progress {
  /** Since when the condition holds; undefined while it does not. */
  sinceMs: number | undefined;
  /** Since when it does not hold any more, after it was raised. */
  wellSinceMs: number | undefined;
  raisedSinceMs: number | undefined;
}

interface Waiting {
  readonly channel: AlertChannel;
  readonly alert: Alert;
  tries: number;
}

const NOTHING: AlertCounts = {
  requests: 0,
  shed: 0,
  internalFaults: 0,
  unavailableFaults: 0,
  delayedNames: 0,
  failedJobs: 0,
};

/** What one rule has to tell after a look. */
function follow(rule: AlertRule, progress: Progress, holds: boolean, nowMs: number): Alert | undefined {
  const alert = (state: Alert["state"], sinceMs: number): Alert => {
    const { id, severity, text } = rule;
    return { id, state, severity, text, sinceMs, durationMs: nowMs - sinceMs };
  };
  if (holds) {
    progress.sinceMs ??= nowMs;
    progress.wellSinceMs = undefined;
    if (progress.raisedSinceMs !== undefined || nowMs - progress.sinceMs < rule.forMs) return undefined;
    progress.raisedSinceMs = progress.sinceMs;
    return alert("raised", progress.sinceMs);
  }
  progress.sinceMs = undefined;
  if (progress.raisedSinceMs === undefined) return undefined;
  progress.wellSinceMs ??= nowMs;
  if (nowMs - progress.wellSinceMs < rule.clearMs) return undefined;
  const over = alert("cleared", progress.raisedSinceMs);
  progress.raisedSinceMs = undefined;
  return over;
}

/** Watch one process by a table of rules: each tells once that it began and once that it is over. */
export function createAlerts(deps: AlertDeps): AlertWatch {
  const { clock, read, channels, log, rules = ALERT_RULES } = deps;
  const states = new Map(
    rules.map((rule): [AlertRule, Progress] => [
      rule,
      { sinceMs: undefined, wellSinceMs: undefined, raisedSinceMs: undefined },
    ]),
  );
  let counts = { ...NOTHING };
  let waiting: readonly Waiting[] = [];

  const deliver = async (): Promise<void> => {
    const due = waiting;
    waiting = [];
    const left: Waiting[] = [];
    for (const one of due) {
      try {
        await one.channel(one.alert);
      } catch (error) {
        one.tries += 1;
        if (one.tries === 1) log("warn", "alert-not-told", { reason: one.alert.id, ...errorFields(error) });
        if (one.tries < TRIES_MAX) left.push(one);
      }
    }
    waiting = [...left, ...waiting].slice(-WAITING_MAX);
  };

  return {
    counting: (plain) => (level, event, fields) => {
      plain(level, event, fields);
      if (event === "request-answered" && fields.operation === "submitSingleMessage") counts.requests += 1;
      if (fields.faultCode === "busy" && event === "request-answered") counts.shed += 1;
      if (fields.faultCode === "internal" && event === "request-answered") counts.internalFaults += 1;
      if (fields.faultCode === "unavailable" && event === "request-answered") counts.unavailableFaults += 1;
      if (event === "login-delayed") counts.delayedNames += 1;
      if (event === "task-failed") counts.failedJobs += 1;
    },
    look: async () => {
      const sample: AlertSample = { ...counts, ...(await read()) };
      counts = { ...NOTHING };
      for (const [rule, progress] of states) {
        const alert = follow(rule, progress, rule.holds(sample), clock());
        if (alert === undefined) continue;
        const event = alert.state === "raised" ? "alert-raised" : "alert-cleared";
        const level = alert.state === "raised" ? "warn" : "info";
        log(level, event, { reason: alert.id, durationMs: alert.durationMs });
        waiting = [...waiting, ...channels.map((channel) => ({ channel, alert, tries: 0 }))];
      }
      await deliver();
    },
  };
}
