import { setImmediate as pause } from "node:timers/promises";
import type { Actor } from "../accounts/policy.ts";
import type { Config } from "../config.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { REALMS, type Realm } from "../kernel/realm.ts";
import {
  createScheduler,
  dailyFrom,
  every,
  hourly,
  type Job,
  SCHEDULER_LOOK_INTERVAL_MS,
} from "../kernel/scheduler.ts";
import { deliverMails } from "../onboarding/deliver-mails.ts";
import { type DigestDeps, queueDigests } from "../onboarding/watch/daily-digest.ts";
import { DAILY_WATCH_JOB, runWatches } from "../onboarding/watch/run-watches.ts";
import { openPost } from "./open-post.ts";
import { openTraffic } from "./open-traffic.ts";
import type { RetentionStore } from "../retention/ports.ts";
import { retainNightly } from "../retention/retain-nightly.ts";
import type { Databases } from "../store/databases.ts";
import { createJobLease } from "../store/job-lease.ts";
import { createOnboardingStore } from "../store/onboarding-store.ts";
import { createRetentionReads } from "../store/retention-reads.ts";
import { ruleAdvice } from "../submission/rule-advice.ts";
import type { Vault } from "../vault/load-vault.ts";

/** What the server's jobs work with. */
export interface JobParts {
  readonly config: Config;
  readonly log: Log;
  /** Real time. */
  readonly clock: Clock;
  readonly calendar: Clock;
  readonly newId: IdSource;
  readonly databases: Databases;
  readonly vault: Vault;
  /** Of the realms that this process serves. */
  readonly stores: Readonly<Partial<Record<Realm, RetentionStore>>>;
}

/** Before staff begin to work. */
const WATCH_HOUR = 6;
const MAIL_INTERVAL_MS = 60_000;
/** When fewest messages come. */
const RETENTION_HOUR = 2;

/** Who a job acts as in the audit trail. */
const SERVER: Actor = { name: "watch", osUser: "gateway", source: "server" };

/** What has been kept long enough ends, in each realm by a process that serves it (decision D26). */
function retentionJobs({ config, calendar, databases, stores }: JobParts): readonly Job[] {
  const reads = createRetentionReads(databases.control.kysely.withTables());
  const { realms, testRetentionDays, productionTextDays } = config;
  return realms.map((realm) => ({
    name: `retention-${realm}`,
    slotAt: dailyFrom(RETENTION_HOUR),
    run: async (keep) => {
      const days = { testRetentionDays, productionTextDays };
      const own = { [realm]: stores[realm] };
      await retainNightly({ reads, stores: own, nowMs: calendar(), ...days, afterStep: keep });
    },
  }));
}

/** The jobs: retention, watches, digests and mails. Watches need both realms in one process; without, `onboarding watch` does them. */
function jobsOf(parts: JobParts): readonly Job[] {
  const { config, clock, calendar, newId, databases, vault } = parts;
  const { auditMac } = vault.control;
  const store = createOnboardingStore({ database: databases.control, auditMac, clock });
  const deps: DigestDeps = {
    store,
    clock,
    calendarClock: calendar,
    newId,
    trafficOf: openTraffic(databases, vault),
    pause,
    adviceOf: ruleAdvice,
    helpDesk: config.helpDesk,
  };
  const { post } = openPost(config);
  const mail: Job = {
    name: "mail",
    isRoutine: true,
    slotAt: every(MAIL_INTERVAL_MS),
    run: async () => void (await deliverMails(deps, post)),
  };
  if (config.realms.length < REALMS.length) {
    // Nothing is left out silently: `onboarding watch` does it, and `doctor` says when nobody did.
    parts.log("warn", "task-left-out", { operation: DAILY_WATCH_JOB, reason: "REALMS" });
    return [...retentionJobs(parts), mail];
  }
  return [
    ...retentionJobs(parts),
    {
      name: "watch-hourly",
      slotAt: hourly,
      run: async () => void (await runWatches(deps, SERVER, "hourly")),
    },
    {
      name: DAILY_WATCH_JOB,
      slotAt: dailyFrom(WATCH_HOUR),
      run: async () => {
        await runWatches(deps, SERVER, "daily");
        await queueDigests(deps, SERVER);
      },
    },
    mail,
  ];
}

/**
 * Look every minute for jobs that are due; several processes on one database do each once.
 *
 * @returns stops it
 */
export function startJobs(parts: JobParts): () => void {
  const { clock, calendar, log, databases } = parts;
  const lease = createJobLease(databases.control.kysely, clock);
  const look = createScheduler(jobsOf(parts), { clock, calendarClock: calendar, lease, log });
  const timer = setInterval(() => void look(), SCHEDULER_LOOK_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
