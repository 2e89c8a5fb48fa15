import type { AuditRow } from "../../accounts/audit-entry.ts";

/** One figure with its judgement against a written limit. */
export interface Gauge {
  readonly name: string;
  readonly value: string;
  readonly state: "good" | "warn" | "bad" | "unknown";
  readonly means: string;
}

/** Counts by hour, oldest first. */
export interface TrafficHour {
  /** ISO 8601, start of the hour. */
  readonly at: string;
  readonly AA: number;
  readonly AE: number;
  readonly AR: number;
}

/** `GET /operations`. */
export interface OperationsView {
  readonly gauges: readonly Gauge[];
  readonly traffic: readonly { readonly realm: string; readonly hours: readonly TrafficHour[] }[];
  readonly expiring: readonly {
    readonly organizationId: string;
    readonly organization: string;
    readonly realm: string;
    readonly username: string;
    readonly expiresAt: string;
    readonly lastUsedAt?: string;
  }[];
  /** All that expire soon, of which the first are shown. */
  readonly expiringCount: number;
  readonly alerts: readonly { readonly at: string; readonly text: string }[];
}

/** `GET /audit?before=&action=&object=`. */
export interface AuditView {
  readonly rows: readonly AuditRow[];
  readonly older?: string;
  readonly newest?: string;
  readonly asked: { readonly action?: string; readonly object?: string };
}
