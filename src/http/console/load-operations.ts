import type { Credential } from "../../accounts/credential.ts";
import { listCredentials } from "../../accounts/credentials.ts";
import type { Actor } from "../../accounts/policy.ts";
import { instantText } from "../../console/show-values.ts";
import type { Gauge, OperationsView } from "../../console/views/operations.ts";
import type { Realm } from "../../kernel/realm.ts";
import type { HourOfTraffic } from "../../submission/message-browser.ts";
import type { CheckReadiness } from "../readiness.ts";
import type { RecentTraffic } from "../recent-traffic.ts";
import type { ConsoleDeps } from "./console-deps.ts";

/** Free space of a volume, in bytes. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** What the operations page reads beside the stores. */
export interface WatchDeps {
  readonly checkReadiness: CheckReadiness;
  /** Of the volume of DATA_DIR; undefined when it cannot be told. */
  readonly diskSpace: () => Promise<DiskSpace | undefined>;
  readonly recentTraffic: () => RecentTraffic;
  /** What this process told since it started, newest first. */
  readonly recentAlerts: () => readonly { readonly atMs: number; readonly text: string }[];
}

const HOUR_MS = 3_600_000;
const HOURS = 24;
const EXPIRING_DAYS = 30;
/** Rows of the table; the first to end come first. */
const EXPIRING_SHOWN_MAX = 50;

/** Limits that a figure is judged by: good up to the first, to be watched up to the second (IZ Gateway's console). */
const LIMITS = {
  medianMs: [3_000, 10_000],
  p95Ms: [10_000, 20_000],
  faultShare: [0.01, 0.05],
  usedShare: [0.8, 0.9],
} as const;

function judged(value: number | undefined, [warn, bad]: readonly [number, number]): Gauge["state"] {
  if (value === undefined) return "unknown";
  return value <= warn ? "good" : value <= bad ? "warn" : "bad";
}

function percent(share: number | undefined): string {
  return share === undefined ? "–" : `${(share * 100).toFixed(1)} %`;
}

async function readinessGauges({ checkReadiness }: WatchDeps): Promise<readonly Gauge[]> {
  const { checks } = await checkReadiness();
  return Object.entries(checks).map(([name, holds]) => ({
    name: `Ready: ${name}`,
    value: holds ? "yes" : "no",
    state: holds ? "good" : "bad",
    means: holds ? "It takes work." : "No work is taken until it does again; doctor tells more.",
  }));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function duration(ms: number | undefined): string {
  return ms === undefined ? "–" : `${Math.round(ms)} ms`;
}

function trafficGauges({ answers, faults, medianMs, p95Ms }: RecentTraffic): readonly Gauge[] {
  const share = answers === 0 ? undefined : faults / answers;
  return [
    {
      name: "SOAP answers, last hour",
      value: String(answers),
      state: answers > 0 ? "good" : "unknown",
      means: "Of this process.",
    },
    {
      name: "Faults among them",
      value: percent(share),
      state: judged(share, LIMITS.faultShare),
      means: "Above 1 %: look for one sender in the log; above 5 %: for the gateway itself.",
    },
    {
      name: "Median answer",
      value: duration(medianMs),
      state: judged(medianMs, LIMITS.medianMs),
      means: "Up to 3 s is good.",
    },
    {
      name: "95th percentile",
      value: duration(p95Ms),
      state: judged(p95Ms, LIMITS.p95Ms),
      means: "Up to 10 s is good.",
    },
  ];
}

async function diskGauge({ diskSpace }: WatchDeps): Promise<Gauge> {
  const space = await diskSpace();
  const used = space && 1 - space.freeBytes / space.totalBytes;
  return {
    name: "Disk in use",
    value: percent(used),
    state: judged(used, LIMITS.usedShare),
    means: "Of the volume of DATA_DIR. Above 80 %: plan a purge or more space.",
  };
}

async function backupGauge({ accounts }: ConsoleDeps): Promise<Gauge> {
  const [newest] = await accounts.store.listAudit(1, { action: "system.backup" });
  const days = newest && (accounts.clock() - newest.atMs) / (HOURS * HOUR_MS);
  return {
    name: "Last backup",
    value: newest === undefined ? "none in the audit trail" : instantText(newest.atMs),
    state: days === undefined ? "unknown" : judged(days, [1.5, 3]),
    means: "One a day is good.",
  };
}

async function trafficOf(
  { realms, accounts }: ConsoleDeps,
  realm: Realm,
  organizationIds: readonly string[],
) {
  const first = Math.floor(accounts.clock() / HOUR_MS) - HOURS + 1;
  const found = (await realms[realm]?.messages.countByHour(organizationIds, first * HOUR_MS)) ?? [];
  const byHour = new Map<number, HourOfTraffic>(found.map((row) => [row.hour, row]));
  const hours = Array.from({ length: HOURS }, (_hour, index) => {
    const { AA = 0, AE = 0, AR = 0 } = byHour.get(first + index) ?? {};
    return { at: new Date((first + index) * HOUR_MS).toISOString(), AA, AE, AR };
  });
  return { realm, hours };
}

function expiringOf(
  { organizationId, realm, username, expiresAtMs, lastUsedAtMs }: Credential,
  names: ReadonlyMap<string, string>,
): OperationsView["expiring"][number] {
  const organization = names.get(organizationId) ?? organizationId;
  const known = { organizationId, organization, realm, username, expiresAt: iso(expiresAtMs) };
  return lastUsedAtMs === undefined ? known : { ...known, lastUsedAt: iso(lastUsedAtMs) };
}

/**
 * Whether the gateway does its work, in figures.
 *
 * @throws RefusedError `policy`
 */
export async function loadOperations(deps: ConsoleDeps, actor: Actor): Promise<OperationsView> {
  const { accounts, watch, realms } = deps;
  const organizationIds = await accounts.store.listOrganizationIds();
  const expiring = (await listCredentials(accounts, actor, { expiringWithinDays: EXPIRING_DAYS })).toSorted(
    (a, b) => a.expiresAtMs - b.expiresAtMs,
  );
  const shown = expiring.slice(0, EXPIRING_SHOWN_MAX);
  const names = await accounts.store.nameOrganizations(shown.map(({ organizationId }) => organizationId));
  const traffic: OperationsView["traffic"][number][] = [];
  for (const realm of ["production", "test"] as const)
    if (realms[realm] !== undefined) traffic.push(await trafficOf(deps, realm, organizationIds));
  return {
    gauges: [
      ...(await readinessGauges(watch)),
      ...trafficGauges(watch.recentTraffic()),
      await diskGauge(watch),
      await backupGauge(deps),
    ],
    traffic,
    expiring: shown.map((one) => expiringOf(one, names)),
    expiringCount: expiring.length,
    alerts: watch.recentAlerts().map(({ atMs, text }) => ({ at: iso(atMs), text })),
  };
}
